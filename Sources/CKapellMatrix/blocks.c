#include "matrix_internal.h"

#if KAPELL_MATRIX_X86

/// A panel's block: 16 scales, 16 leasts, and four vectors. Byte 4·r + i of vector v has, of row r, number 4·v + i in
/// its low half and number 16 + 4·v + i in its high half: as ggml's byte 4·v + i has.
void kapell_matrix_pack_q4_1(const uint8_t *rows, size_t blocks, uint8_t *panel) {
    for (size_t block = 0; block < blocks; block++, panel += Q4_1_PANEL) {
        for (size_t row = 0; row < PANEL; row++) {
            const uint8_t *from = rows + (row * blocks + block) * Q4_1_BLOCK;
            memcpy(panel + 2 * row, from, 2);
            memcpy(panel + 2 * PANEL + 2 * row, from + 2, 2);
            for (size_t v = 0; v < 4; v++)
                memcpy(panel + 4 * PANEL + v * 64 + 4 * row, from + 4 + 4 * v, 4);
        }
    }
}

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

KAPELL_VNNI void kapell_matrix_row_q4_1(const uint8_t *panel, size_t blocks, size_t row, float *numbers) {
    for (size_t block = 0; block < blocks; block++, panel += Q4_1_PANEL, numbers += BLOCK) {
        const float scale = half(panel + 2 * row), least = half(panel + 2 * PANEL + 2 * row);
        for (size_t i = 0; i < BLOCK / 2; i++) {
            const uint8_t both = panel[4 * PANEL + i / 4 * 64 + 4 * row + i % 4];
            numbers[i] = (float)(both & 15) * scale + least;
            numbers[i + BLOCK / 2] = (float)(both >> 4) * scale + least;
        }
    }
}

KAPELL_VNNI void kapell_matrix_row_q8_0(const uint8_t *panel, size_t blocks, size_t row, float *numbers) {
    for (size_t block = 0; block < blocks; block++, panel += Q8_0_PANEL, numbers += BLOCK) {
        const float scale = half(panel + 2 * row);
        for (size_t i = 0; i < BLOCK; i++)
            numbers[i] = (float)(panel[2 * PANEL + i / 4 * 64 + 4 * row + i % 4] - 128) * scale;
    }
}

/// The numbers of a panel's block as bytes without a sign: vector v has numbers 4·v to 4·v + 3 of each row.
KAPELL_VNNI_INLINE void unpack(const uint8_t *block, const bool is_q4_1, __m512i *weights) {
    if (!is_q4_1) {
        for (int v = 0; v < 8; v++)
            weights[v] = _mm512_loadu_si512((const void *)(block + 2 * PANEL + v * 64));
        return;
    }
    const __m512i low = _mm512_set1_epi8(15);
    for (int v = 0; v < 4; v++) {
        const __m512i both = _mm512_load_si512((const void *)(block + 4 * PANEL + v * 64));
        weights[v] = _mm512_and_si512(both, low);
        weights[4 + v] = _mm512_and_si512(_mm512_srli_epi16(both, 4), low);
    }
}

KAPELL_VNNI_INLINE void multiply(
    const uint8_t *panel, size_t blocks, const struct input_block *tile, const bool is_q4_1, const int width,
    float *results, size_t stride, size_t row) {
    const __m512i zero = _mm512_setzero_si512();
    __m512 sums[BLOCK_TILE];
#pragma clang loop unroll(full)
    for (int c = 0; c < width; c++)
        sums[c] = _mm512_setzero_ps();
    for (size_t block = 0; block < blocks; block++, panel += is_q4_1 ? Q4_1_PANEL : Q8_0_PANEL, tile += width) {
        const __m512 scales = _mm512_cvtph_ps(_mm256_load_si256((const __m256i *)panel));
        const __m512 leasts = is_q4_1 ? _mm512_cvtph_ps(_mm256_load_si256((const __m256i *)(panel + 2 * PANEL)))
                                      : _mm512_setzero_ps();
        __m512i weights[8];
        unpack(panel, is_q4_1, weights);
#pragma clang loop unroll(full)
        for (int c = 0; c < width; c++) {
            const struct input_block *input = tile + c;
            __m512i a = is_q4_1 ? zero : _mm512_set1_epi32(input->shift), b = zero;
            for (int v = 0; v < 4; v++) {
                a = _mm512_dpbusd_epi32(a, weights[v], four(input, v));
                b = _mm512_dpbusd_epi32(b, weights[4 + v], four(input, 4 + v));
            }
            const __m512 product = _mm512_cvtepi32_ps(_mm512_add_epi32(a, b));
            if (is_q4_1)
                sums[c] = _mm512_fmadd_ps(leasts, _mm512_set1_ps(input->sum), sums[c]);
            sums[c] = _mm512_fmadd_ps(product, _mm512_mul_ps(scales, _mm512_set1_ps(input->scale)), sums[c]);
        }
    }
#pragma clang loop unroll(full)
    for (int c = 0; c < width; c++)
        _mm512_storeu_ps(results + (size_t)c * stride + row, sums[c]);
}

KAPELL_VNNI void kapell_matrix_multiply_q4_1(
    const uint8_t *panel, size_t blocks, const struct input_block *tile, size_t width, float *results,
    size_t stride, size_t row) {
#define MULTIPLY(constant) multiply(panel, blocks, tile, true, constant, results, stride, row)
    switch (width) {
        WIDTHS_TO_7(MULTIPLY)
    default: MULTIPLY(8);
    }
#undef MULTIPLY
}

KAPELL_VNNI void kapell_matrix_multiply_q8_0(
    const uint8_t *panel, size_t blocks, const struct input_block *tile, size_t width, float *results,
    size_t stride, size_t row) {
#define MULTIPLY(constant) multiply(panel, blocks, tile, false, constant, results, stride, row)
    switch (width) {
        WIDTHS_TO_7(MULTIPLY)
    default: MULTIPLY(8);
    }
#undef MULTIPLY
}

#endif
