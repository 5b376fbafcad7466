#include "matrix_internal.h"

#if KAPELL_MATRIX_X86

/// A panel: for each place, the numbers of 16 rows.
void kapell_matrix_pack_f16(const uint16_t *rows, size_t length, uint16_t *panel) {
    for (size_t i = 0; i < length; i++)
        for (size_t row = 0; row < PANEL; row++)
            panel[i * PANEL + row] = rows[row * length + i];
}

KAPELL_VNNI void kapell_matrix_row_f16(const uint16_t *panel, size_t length, size_t row, float *numbers) {
    for (size_t i = 0; i < length; i++)
        numbers[i] = half(panel + i * PANEL + row);
}

/// Two panels at a time, so that a column's number that is spread over a register is used twice.
KAPELL_VNNI_INLINE void multiply_two(
    const uint16_t *panel, size_t length, const float *tile, const int width, float *results,
    size_t stride, size_t row) {
    const uint16_t *other = panel + length * PANEL;
    __m512 a[FLOAT_TILE], b[FLOAT_TILE];
#pragma clang loop unroll(full)
    for (int c = 0; c < width; c++)
        a[c] = b[c] = _mm512_setzero_ps();
    for (size_t i = 0; i < length; i++, tile += width) {
        const __m512 first = _mm512_cvtph_ps(_mm256_load_si256((const __m256i *)(panel + i * PANEL)));
        const __m512 second = _mm512_cvtph_ps(_mm256_load_si256((const __m256i *)(other + i * PANEL)));
#pragma clang loop unroll(full)
        for (int c = 0; c < width; c++) {
            const __m512 number = _mm512_set1_ps(tile[c]);
            a[c] = _mm512_fmadd_ps(first, number, a[c]);
            b[c] = _mm512_fmadd_ps(second, number, b[c]);
        }
    }
#pragma clang loop unroll(full)
    for (int c = 0; c < width; c++) {
        _mm512_storeu_ps(results + (size_t)c * stride + row, a[c]);
        _mm512_storeu_ps(results + (size_t)c * stride + row + PANEL, b[c]);
    }
}

KAPELL_VNNI_INLINE void multiply_one(
    const uint16_t *panel, size_t length, const float *tile, const int width, float *results,
    size_t stride, size_t row) {
    __m512 a[FLOAT_TILE];
#pragma clang loop unroll(full)
    for (int c = 0; c < width; c++)
        a[c] = _mm512_setzero_ps();
    for (size_t i = 0; i < length; i++, tile += width) {
        const __m512 first = _mm512_cvtph_ps(_mm256_load_si256((const __m256i *)(panel + i * PANEL)));
#pragma clang loop unroll(full)
        for (int c = 0; c < width; c++)
            a[c] = _mm512_fmadd_ps(first, _mm512_set1_ps(tile[c]), a[c]);
    }
#pragma clang loop unroll(full)
    for (int c = 0; c < width; c++)
        _mm512_storeu_ps(results + (size_t)c * stride + row, a[c]);
}

#define EACH_WIDTH(call)                                                                                               \
    switch (width) {                                                                                                   \
        WIDTHS_TO_7(call)                                                                                              \
    case 8: call(8); break;                                                                                            \
    case 9: call(9); break;                                                                                            \
    case 10: call(10); break;                                                                                          \
    case 11: call(11); break;                                                                                          \
    default: call(12);                                                                                                 \
    }

KAPELL_VNNI void kapell_matrix_multiply_f16(
    const uint16_t *panel, size_t length, size_t panels, const float *tile, size_t width, float *results,
    size_t stride, size_t row) {
#define TWO(constant) multiply_two(panel, length, tile, constant, results, stride, row)
#define ONE(constant) multiply_one(panel, length, tile, constant, results, stride, row)
    if (panels == 2)
        EACH_WIDTH(TWO)
    else
        EACH_WIDTH(ONE)
}

#endif
