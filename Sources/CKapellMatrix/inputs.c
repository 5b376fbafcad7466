#include "matrix_internal.h"

#if KAPELL_MATRIX_X86

/// A column's 32 numbers as signed bytes: the largest is 127.
KAPELL_VNNI_INLINE void pack_block(const float *numbers, struct input_block *block) {
    const __m512 a = _mm512_loadu_ps(numbers), b = _mm512_loadu_ps(numbers + 16);
    const float largest = _mm512_reduce_max_ps(_mm512_max_ps(_mm512_abs_ps(a), _mm512_abs_ps(b)));
    const float scale = largest / 127;
    const __m512 inverse = _mm512_set1_ps(largest > 0 ? 127 / largest : 0);
    const __m512i first = _mm512_cvtps_epi32(_mm512_mul_ps(a, inverse));
    const __m512i second = _mm512_cvtps_epi32(_mm512_mul_ps(b, inverse));
    const int32_t sum = _mm512_reduce_add_epi32(_mm512_add_epi32(first, second));
    block->scale = scale;
    block->sum = scale * (float)sum;
    block->shift = -128 * sum;
    block->unused = 0;
    _mm_storeu_si128((__m128i *)block->bytes, _mm512_cvtsepi32_epi8(first));
    _mm_storeu_si128((__m128i *)(block->bytes + 16), _mm512_cvtsepi32_epi8(second));
}

KAPELL_VNNI void kapell_matrix_pack_blocks(
    const float *columns, size_t stride, size_t length, size_t first, size_t end, size_t count,
    struct input_block *inputs) {
    const size_t blocks = length / BLOCK;
    for (size_t column = first; column < end; column++) {
        const size_t begin = column / BLOCK_TILE * BLOCK_TILE, width = least(BLOCK_TILE, count - begin);
        struct input_block *to = inputs + begin * blocks + (column - begin);
        for (size_t block = 0; block < blocks; block++)
            pack_block(columns + column * stride + block * BLOCK, to + block * width);
    }
}

void kapell_matrix_pack_floats(
    const float *columns, size_t stride, size_t length, size_t first, size_t end, size_t count, float *inputs) {
    for (size_t begin = first; begin < end; begin += FLOAT_TILE) {
        const size_t width = least(FLOAT_TILE, count - begin);
        float *to = inputs + begin * length;
        for (size_t i = 0; i < length; i++)
            for (size_t c = 0; c < width; c++)
                to[i * width + c] = columns[(begin + c) * stride + i];
    }
}

#endif
