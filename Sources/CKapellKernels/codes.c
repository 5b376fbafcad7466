#include "kapell_codes.h"

#include <math.h>
#include <string.h>

#include "half.h"
#include "i8.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#pragma STDC FP_CONTRACT ON

// MARK: Codes

static size_t rounded_up(size_t count, size_t unit) { return (count + unit - 1) / unit * unit; }

size_t kapell_code_size(kapell_element element, size_t dimensions) {
    switch (element) {
    case KAPELL_ELEMENT_F32:
        return rounded_up(dimensions, 16) * sizeof(float);
    case KAPELL_ELEMENT_F16:
    case KAPELL_ELEMENT_BF16:
        return rounded_up(dimensions, 16) * sizeof(uint16_t);
    case KAPELL_ELEMENT_I8:
        return sizeof(struct kapell_i8_head) + rounded_up(dimensions, 16);
    case KAPELL_ELEMENT_BIT:
        return rounded_up(dimensions, 64) / 8;
    }
    return 0;
}

static void encode_i8(const float *vector, size_t dimensions, void *code) {
    struct kapell_i8_head head = {0};
    int8_t *codes = (int8_t *)code + sizeof head;
    float largest = 0;
    for (size_t i = 0; i < dimensions; i++) {
        float magnitude = fabsf(vector[i]);
        largest = magnitude > largest ? magnitude : largest;
    }
    head.scale = largest / 127;
    // A largest component near zero has no inverse; its code is zero.
    double inverse = largest > 0 ? 127.0 / (double)largest : 0;
    int64_t squares = 0;
    for (size_t i = 0; i < dimensions; i++) {
        double scaled = (double)vector[i] * inverse;
        int rounded = (int)(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
        codes[i] = (int8_t)(rounded > 127 ? 127 : rounded < -127 ? -127 : rounded);
        head.sum += codes[i];
        squares += codes[i] * codes[i];
    }
    head.squared_length = (float)((double)squares * (double)head.scale * (double)head.scale);
    memcpy(code, &head, sizeof head);
}

void kapell_code_encode(kapell_element element, const float *vector, size_t dimensions, void *code) {
    memset(code, 0, kapell_code_size(element, dimensions));
    switch (element) {
    case KAPELL_ELEMENT_F32:
        memcpy(code, vector, dimensions * sizeof(float));
        break;
    case KAPELL_ELEMENT_F16:
        for (size_t i = 0; i < dimensions; i++) {
            ((uint16_t *)code)[i] = kapell_half_encode(vector[i]);
        }
        break;
    case KAPELL_ELEMENT_BF16:
        for (size_t i = 0; i < dimensions; i++) {
            ((uint16_t *)code)[i] = kapell_bf16_encode(vector[i]);
        }
        break;
    case KAPELL_ELEMENT_I8:
        encode_i8(vector, dimensions, code);
        break;
    case KAPELL_ELEMENT_BIT:
        for (size_t i = 0; i < dimensions; i++) {
            ((uint64_t *)code)[i / 64] |= (uint64_t)(vector[i] > 0) << i % 64;
        }
        break;
    }
}

void kapell_code_decode(kapell_element element, const void *code, size_t dimensions, float *vector) {
    switch (element) {
    case KAPELL_ELEMENT_F32:
        memcpy(vector, code, dimensions * sizeof(float));
        break;
    case KAPELL_ELEMENT_F16:
        for (size_t i = 0; i < dimensions; i++) {
            vector[i] = kapell_half_decode(((const uint16_t *)code)[i]);
        }
        break;
    case KAPELL_ELEMENT_BF16:
        for (size_t i = 0; i < dimensions; i++) {
            vector[i] = kapell_bf16_decode(((const uint16_t *)code)[i]);
        }
        break;
    case KAPELL_ELEMENT_I8: {
        struct kapell_i8_head head;
        memcpy(&head, code, sizeof head);
        const int8_t *codes = (const int8_t *)code + sizeof head;
        for (size_t i = 0; i < dimensions; i++) {
            vector[i] = head.scale * codes[i];
        }
        break;
    }
    case KAPELL_ELEMENT_BIT:
        for (size_t i = 0; i < dimensions; i++) {
            vector[i] = ((const uint64_t *)code)[i / 64] >> i % 64 & 1 ? 1 : -1;
        }
        break;
    }
}

static bool is_floating(kapell_element element) { return element <= KAPELL_ELEMENT_BF16; }

size_t kapell_query_size(kapell_element element, size_t dimensions) {
    return kapell_code_size(is_floating(element) ? KAPELL_ELEMENT_F32 : element, dimensions);
}

void kapell_query_encode(kapell_element element, const float *vector, size_t dimensions, void *query) {
    kapell_code_encode(is_floating(element) ? KAPELL_ELEMENT_F32 : element, vector, dimensions, query);
}

// MARK: One set of kernels a level

#define SCALAR_BATCH(name, type, DECODE, TERM, SIGN)                                                       \
    static void name(                                                                                      \
        const void *query, const void *const *rows, size_t row_count, size_t dimensions, float *out) {     \
        const float *q = query;                                                                            \
        for (size_t row = 0; row < row_count; row++) {                                                     \
            const type *code = rows[row];                                                                  \
            float total = 0;                                                                               \
            for (size_t i = 0; i < dimensions; i++) {                                                      \
                float x = q[i], y = DECODE(code[i]);                                                       \
                total += TERM;                                                                             \
            }                                                                                              \
            out[row] = SIGN total;                                                                         \
        }                                                                                                  \
    }

SCALAR_BATCH(f32_dot_scalar, float, , x * y, -)
SCALAR_BATCH(f32_l2_scalar, float, , (x - y) * (x - y), )
SCALAR_BATCH(f16_dot_scalar, uint16_t, kapell_half_decode, x * y, -)
SCALAR_BATCH(f16_l2_scalar, uint16_t, kapell_half_decode, (x - y) * (x - y), )
SCALAR_BATCH(bf16_dot_scalar, uint16_t, kapell_bf16_decode, x * y, -)
SCALAR_BATCH(bf16_l2_scalar, uint16_t, kapell_bf16_decode, (x - y) * (x - y), )

#if defined(__x86_64__) || defined(__aarch64__)
typedef float kapell_f4 __attribute__((vector_size(16)));
typedef float kapell_f8 __attribute__((vector_size(32)));

#if defined(__aarch64__)
typedef __fp16 kapell_h4 __attribute__((vector_size(8), aligned(2), may_alias));
#define KAPELL_LOAD_F16(p) __builtin_convertvector(*(const kapell_h4 *)(p), kapell_f4)
#else
static inline kapell_f4 load_f16_baseline(const uint16_t *p) {
    return (kapell_f4){kapell_half_decode(p[0]), kapell_half_decode(p[1]), kapell_half_decode(p[2]),
                       kapell_half_decode(p[3])};
}
#define KAPELL_LOAD_F16(p) load_f16_baseline(p)
#endif
#define KAPELL_NAME(x) x##_baseline
#define KAPELL_LANES 4
#define KAPELL_TARGET
#include "codes_template.h"
#endif

#if defined(__x86_64__)
#define KAPELL_LOAD_F16(p) ((kapell_f8)_mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(p))))
#define KAPELL_NAME(x) x##_avx2
#define KAPELL_LANES 8
#define KAPELL_TARGET __attribute__((target("avx2,fma,f16c")))
#include "codes_template.h"

typedef float kapell_f16lanes __attribute__((vector_size(64)));
#define KAPELL_LOAD_F16(p) ((kapell_f16lanes)_mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)(p))))
#define KAPELL_NAME(x) x##_avx512
#define KAPELL_LANES 16
#define KAPELL_TARGET __attribute__((target("avx512f"), min_vector_width(512)))
#include "codes_template.h"
#endif

// MARK: Signs

#define BIT_BATCH(name, TARGET)                                                                              \
    TARGET static void name(                                                                                 \
        const void *query, const void *const *rows, size_t row_count, size_t dimensions, float *out) {       \
        const uint64_t *q = query;                                                                           \
        size_t words = (dimensions + 63) / 64;                                                               \
        for (size_t row = 0; row < row_count; row++) {                                                       \
            const uint64_t *code = rows[row];                                                                \
            uint64_t unequal = 0;                                                                            \
            for (size_t i = 0; i < words; i++) {                                                             \
                unequal += (uint64_t)__builtin_popcountll(q[i] ^ code[i]);                                   \
            }                                                                                                \
            out[row] = (float)unequal;                                                                       \
        }                                                                                                    \
    }

BIT_BATCH(bit_scalar, )
#if defined(__x86_64__)
BIT_BATCH(bit_avx2, __attribute__((target("popcnt"))))
#endif

// MARK: Choice

struct batches {
    const char *name;
    kapell_batch dot, squared_l2;
};

static const struct batches all_batches[KAPELL_LEVEL_COUNT][KAPELL_ELEMENT_COUNT] = {
    [KAPELL_LEVEL_SCALAR] = {
        [KAPELL_ELEMENT_F32] = {"scalar", f32_dot_scalar, f32_l2_scalar},
        [KAPELL_ELEMENT_F16] = {"scalar", f16_dot_scalar, f16_l2_scalar},
        [KAPELL_ELEMENT_BF16] = {"scalar", bf16_dot_scalar, bf16_l2_scalar},
        [KAPELL_ELEMENT_I8] = {"scalar", kapell_i8_dot_scalar, kapell_i8_l2_scalar},
        [KAPELL_ELEMENT_BIT] = {"scalar", bit_scalar, bit_scalar},
    },
#if defined(__x86_64__) || defined(__aarch64__)
#if defined(__x86_64__)
#define BASELINE "sse2"
#else
#define BASELINE "neon"
#endif
    [KAPELL_LEVEL_BASELINE] = {
        [KAPELL_ELEMENT_F32] = {BASELINE, f32_dot_baseline, f32_l2_baseline},
        [KAPELL_ELEMENT_F16] = {BASELINE, f16_dot_baseline, f16_l2_baseline},
        [KAPELL_ELEMENT_BF16] = {BASELINE, bf16_dot_baseline, bf16_l2_baseline},
    },
#endif
#if defined(__x86_64__)
    [KAPELL_LEVEL_AVX2] = {
        [KAPELL_ELEMENT_F32] = {"avx2", f32_dot_avx2, f32_l2_avx2},
        [KAPELL_ELEMENT_F16] = {"avx2", f16_dot_avx2, f16_l2_avx2},
        [KAPELL_ELEMENT_BF16] = {"avx2", bf16_dot_avx2, bf16_l2_avx2},
        [KAPELL_ELEMENT_I8] = {"avx2", kapell_i8_dot_avx2, kapell_i8_l2_avx2},
        [KAPELL_ELEMENT_BIT] = {"avx2", bit_avx2, bit_avx2},
    },
    [KAPELL_LEVEL_AVX512] = {
        [KAPELL_ELEMENT_F32] = {"avx512f", f32_dot_avx512, f32_l2_avx512},
        [KAPELL_ELEMENT_F16] = {"avx512f", f16_dot_avx512, f16_l2_avx512},
        [KAPELL_ELEMENT_BF16] = {"avx512f", bf16_dot_avx512, bf16_l2_avx512},
        [KAPELL_ELEMENT_I8] = {"avx512vnni", kapell_i8_dot_avx512, kapell_i8_l2_avx512},
    },
#endif
};

/// Whether the machine has what the element's kernel needs beyond its level.
static bool has_extras(kapell_level level, kapell_element element) {
#if defined(__x86_64__)
    if (level == KAPELL_LEVEL_AVX2 && element == KAPELL_ELEMENT_F16) {
        return __builtin_cpu_supports("f16c");
    }
    if (level == KAPELL_LEVEL_AVX512 && element == KAPELL_ELEMENT_I8) {
        return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vnni");
    }
    if (level == KAPELL_LEVEL_AVX2 && element == KAPELL_ELEMENT_BIT) {
        return __builtin_cpu_supports("popcnt");
    }
#endif
    (void)level, (void)element;
    return true;
}

static const struct batches *choose(kapell_level level, kapell_element element) {
    int next = kapell_level_available(level) ? (int)level : KAPELL_LEVEL_SCALAR;
    while (next > KAPELL_LEVEL_SCALAR
           && (!all_batches[next][element].name || !has_extras((kapell_level)next, element))) {
        next--;
    }
    return &all_batches[next][element];
}

kapell_batch kapell_batch_kernel(kapell_level level, kapell_element element, bool squared_l2) {
    const struct batches *chosen = choose(level, element);
    return squared_l2 ? chosen->squared_l2 : chosen->dot;
}

const char *kapell_batch_name(kapell_level level, kapell_element element) { return choose(level, element)->name; }
