#ifndef KAPELL_MATRIX_INTERNAL_H
#define KAPELL_MATRIX_INTERNAL_H

#include "kapell_matrix.h"

#include <stdint.h>
#include <string.h>

#if defined(__x86_64__)
#define KAPELL_MATRIX_X86 1
#include <immintrin.h>
#define KAPELL_VNNI __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni,fma,f16c")))
#define KAPELL_VNNI_INLINE static inline __attribute__((always_inline, target("avx512f,avx512bw,avx512vl,avx512vnni,fma,f16c")))
#else
#define KAPELL_MATRIX_X86 0
#endif

enum {
    PANEL = KAPELL_MATRIX_PANEL,
    BLOCK = 32,         // numbers that share a scale
    BLOCK_TILE = 8,     // columns of a tile of blocks
    FLOAT_TILE = 12,    // columns of a tile of floats
    Q4_1_BLOCK = 20,    // bytes of ggml's block
    Q8_0_BLOCK = 34,
    Q4_1_PANEL = Q4_1_BLOCK * PANEL, // bytes of a block of 16 rows: scales, leasts, numbers
    Q8_0_PANEL = Q8_0_BLOCK * PANEL,
};

/// 32 numbers of a column as signed bytes.
struct input_block {
    float scale;
    float sum;        // of the numbers that the bytes stand for
    int32_t shift;    // -128 times the sum of the bytes: what a weight that is raised by 128 adds
    int32_t unused;   // keeps blocks at multiples of 16 bytes
    int8_t bytes[BLOCK];
};

static inline size_t least(size_t a, size_t b) { return a < b ? a : b; }

#if KAPELL_MATRIX_X86
/// A binary16, wherever it lies.
KAPELL_VNNI_INLINE float half(const void *bytes) {
    uint16_t bits;
    memcpy(&bits, bytes, sizeof bits);
    return _cvtsh_ss(bits);
}

/// Cases of a switch over the columns of a tile: a constant each, so that the sums stay in registers.
#define WIDTHS_TO_7(call)                                                                                              \
    case 1: call(1); break;                                                                                            \
    case 2: call(2); break;                                                                                            \
    case 3: call(3); break;                                                                                            \
    case 4: call(4); break;                                                                                            \
    case 5: call(5); break;                                                                                            \
    case 6: call(6); break;                                                                                            \
    case 7: call(7); break;

/// Four bytes of a column, beside each of 16 rows.
KAPELL_VNNI_INLINE __m512i four(const struct input_block *block, int index) {
    int32_t bytes;
    memcpy(&bytes, block->bytes + 4 * index, sizeof bytes);
    return _mm512_set1_epi32(bytes);
}

void kapell_matrix_pack_q4_1(const uint8_t *rows, size_t blocks, uint8_t *panel);
void kapell_matrix_pack_q8_0(const uint8_t *rows, size_t blocks, uint8_t *panel);
void kapell_matrix_pack_f16(const uint16_t *rows, size_t length, uint16_t *panel);

void kapell_matrix_row_q4_1(const uint8_t *panel, size_t blocks, size_t row, float *numbers);
void kapell_matrix_row_q8_0(const uint8_t *panel, size_t blocks, size_t row, float *numbers);
void kapell_matrix_row_f16(const uint16_t *panel, size_t length, size_t row, float *numbers);

void kapell_matrix_pack_blocks(
    const float *columns, size_t stride, size_t length, size_t first, size_t end, size_t count,
    struct input_block *inputs);
void kapell_matrix_pack_floats(
    const float *columns, size_t stride, size_t length, size_t first, size_t end, size_t count, float *inputs);

void kapell_matrix_multiply_q4_1(
    const uint8_t *panel, size_t blocks, const struct input_block *tile, size_t width, float *results,
    size_t stride, size_t row);
void kapell_matrix_multiply_q8_0(
    const uint8_t *panel, size_t blocks, const struct input_block *tile, size_t width, float *results,
    size_t stride, size_t row);
void kapell_matrix_multiply_f16(
    const uint16_t *panel, size_t length, size_t panels, const float *tile, size_t width, float *results,
    size_t stride, size_t row);
#endif

#endif
