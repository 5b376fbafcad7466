#include "matrix_internal.h"

#include <string.h>

#if KAPELL_MATRIX_X86

/// A panel's block: 16 scales and eight vectors. Byte 4·r + i of vector v is number 4·v + i of row r, raised by 128,
/// because the processor multiplies bytes without a sign by bytes with one.
void kapell_matrix_pack_q8_0(const uint8_t *rows, size_t blocks, uint8_t *panel) {
    for (size_t block = 0; block < blocks; block++, panel += Q8_0_PANEL) {
        for (size_t row = 0; row < PANEL; row++) {
            const uint8_t *from = rows + (row * blocks + block) * Q8_0_BLOCK;
            memcpy(panel + 2 * row, from, 2);
            for (size_t i = 0; i < BLOCK; i++)
                panel[2 * PANEL + i / 4 * 64 + 4 * row + i % 4] = from[2 + i] ^ 0x80;
        }
    }
}

KAPELL_VNNI_INLINE void multiply(
    const uint8_t *panel, size_t blocks, const struct input_block *tile, const int width, float *results,
    size_t stride, size_t row) {
    __m512 sums[BLOCK_TILE];
#pragma clang loop unroll(full)
    for (int c = 0; c < width; c++)
        sums[c] = _mm512_setzero_ps();
    for (size_t block = 0; block < blocks; block++, panel += Q8_0_PANEL, tile += width) {
        const __m512 scales = _mm512_cvtph_ps(_mm256_load_si256((const __m256i *)panel));
        __m512i weights[8];
        for (int v = 0; v < 8; v++)
            weights[v] = _mm512_loadu_si512((const void *)(panel + 2 * PANEL + v * 64));
#pragma clang loop unroll(full)
        for (int c = 0; c < width; c++) {
            const struct input_block *input = tile + c;
            __m512i a = _mm512_set1_epi32(input->shift), b = _mm512_setzero_si512();
            for (int v = 0; v < 4; v++) {
                a = _mm512_dpbusd_epi32(a, weights[v], four(input, v));
                b = _mm512_dpbusd_epi32(b, weights[4 + v], four(input, 4 + v));
            }
            const __m512 product = _mm512_cvtepi32_ps(_mm512_add_epi32(a, b));
            sums[c] = _mm512_fmadd_ps(product, _mm512_mul_ps(scales, _mm512_set1_ps(input->scale)), sums[c]);
        }
    }
#pragma clang loop unroll(full)
    for (int c = 0; c < width; c++)
        _mm512_storeu_ps(results + (size_t)c * stride + row, sums[c]);
}

KAPELL_VNNI void kapell_matrix_multiply_q8_0(
    const uint8_t *panel, size_t blocks, const struct input_block *tile, size_t width, float *results,
    size_t stride, size_t row) {
    switch (width) { // a constant each, so that the sums stay in registers
    case 1: multiply(panel, blocks, tile, 1, results, stride, row); break;
    case 2: multiply(panel, blocks, tile, 2, results, stride, row); break;
    case 3: multiply(panel, blocks, tile, 3, results, stride, row); break;
    case 4: multiply(panel, blocks, tile, 4, results, stride, row); break;
    case 5: multiply(panel, blocks, tile, 5, results, stride, row); break;
    case 6: multiply(panel, blocks, tile, 6, results, stride, row); break;
    case 7: multiply(panel, blocks, tile, 7, results, stride, row); break;
    default: multiply(panel, blocks, tile, 8, results, stride, row);
    }
}

#endif
