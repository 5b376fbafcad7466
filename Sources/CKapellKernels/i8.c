#include "i8.h"

#include <stdbool.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define HEAD sizeof(struct kapell_i8_head)

/// 65,536 products of 127 * 127 stay below 2^31.
static inline float finish(const void *query, const void *row, int32_t dot, bool squared_l2) {
    struct kapell_i8_head q, r;
    memcpy(&q, query, HEAD);
    memcpy(&r, row, HEAD);
    float product = q.scale * r.scale * (float)dot;
    if (!squared_l2) {
        return -product;
    }
    float distance = q.squared_length + r.squared_length - 2 * product;
    return distance > 0 ? distance : 0;
}

/// The compiler turns the inner loop into the vector instructions that every machine of the architecture has.
static inline void batch_scalar(
    const void *query, const void *const *rows, size_t row_count, size_t dimensions, float *out, bool squared_l2) {
    const int8_t *q = (const int8_t *)query + HEAD;
    for (size_t row = 0; row < row_count; row++) {
        const int8_t *r = (const int8_t *)rows[row] + HEAD;
        int32_t dot = 0;
        for (size_t i = 0; i < dimensions; i++) {
            dot += q[i] * r[i];
        }
        out[row] = finish(query, rows[row], dot, squared_l2);
    }
}

#if defined(__x86_64__)
__attribute__((target("avx2"), always_inline)) static inline void batch_avx2(
    const void *query, const void *const *rows, size_t row_count, size_t dimensions, float *out, bool squared_l2) {
    const int8_t *q = (const int8_t *)query + HEAD;
    for (size_t row = 0; row < row_count; row += 4) {
        size_t last = row_count - 1;
        const int8_t *r[4];
        for (size_t i = 0; i < 4; i++) {
            r[i] = (const int8_t *)rows[row + i < last ? row + i : last] + HEAD;
        }
        __m256i sum[4] = {_mm256_setzero_si256(), _mm256_setzero_si256(), _mm256_setzero_si256(),
                          _mm256_setzero_si256()};
        for (size_t i = 0; i < dimensions; i += 16) {
            __m256i x = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(q + i)));
#pragma clang loop unroll(full)
            for (size_t k = 0; k < 4; k++) {
                __m256i y = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(r[k] + i)));
                sum[k] = _mm256_add_epi32(sum[k], _mm256_madd_epi16(x, y));
            }
        }
        __m256i pairs = _mm256_hadd_epi32(_mm256_hadd_epi32(sum[0], sum[1]), _mm256_hadd_epi32(sum[2], sum[3]));
        __m128i total = _mm_add_epi32(_mm256_castsi256_si128(pairs), _mm256_extracti128_si256(pairs, 1));
        int32_t dots[4];
        _mm_storeu_si128((__m128i *)dots, total);
        for (size_t i = 0; i < 4 && row + i < row_count; i++) {
            out[row + i] = finish(query, rows[row + i], dots[i], squared_l2);
        }
    }
}

__attribute__((target("avx512f,avx512bw,avx512vnni"), always_inline)) static inline void batch_avx512(
    const void *query, const void *const *rows, size_t row_count, size_t dimensions, float *out, bool squared_l2) {
    const int8_t *q = (const int8_t *)query + HEAD;
    const __m512i flip = _mm512_set1_epi8((char)0x80);
    size_t padded = (dimensions + 15) / 16 * 16;
    for (size_t row = 0; row < row_count; row++) {
        const int8_t *r = (const int8_t *)rows[row] + HEAD;
        __m512i sum = _mm512_setzero_si512();
        for (size_t i = 0; i < padded; i += 64) {
            __mmask64 mask = padded - i >= 64 ? ~(__mmask64)0 : ((__mmask64)1 << (padded - i)) - 1;
            // The query's bytes plus 128: unsigned, as the instruction wants its first side.
            __m512i x = _mm512_maskz_mov_epi8(mask, _mm512_xor_si512(_mm512_maskz_loadu_epi8(mask, q + i), flip));
            sum = _mm512_dpbusd_epi32(sum, x, _mm512_maskz_loadu_epi8(mask, r + i));
        }
        struct kapell_i8_head head;
        memcpy(&head, rows[row], HEAD);
        int32_t dot = (int32_t)((uint32_t)_mm512_reduce_add_epi32(sum) - 128u * (uint32_t)head.sum);
        out[row] = finish(query, rows[row], dot, squared_l2);
    }
}
#endif

#define KERNELS(level, TARGET)                                                       \
    TARGET KAPELL_I8_KERNEL(kapell_i8_dot_##level) {                                 \
        batch_##level(query, rows, row_count, dimensions, out, false);               \
    }                                                                                \
    TARGET KAPELL_I8_KERNEL(kapell_i8_l2_##level) {                                  \
        batch_##level(query, rows, row_count, dimensions, out, true);                \
    }

KERNELS(scalar, )
#if defined(__x86_64__)
KERNELS(avx2, __attribute__((target("avx2"))))
KERNELS(avx512, __attribute__((target("avx512f,avx512bw,avx512vnni"))))
#endif
