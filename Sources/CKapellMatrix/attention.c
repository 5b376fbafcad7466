#include "kapell_attention.h"

#include "matrix_internal.h"

#include <math.h>

// Sums of a head: the largest score, the sum of exponentials, and from 16 on (a whole register) the weighted values.
enum { LARGEST = 0, TOTAL = 1, VALUES = 16, AT_ONCE = 64 };

static size_t sums_of_head(size_t width) { return VALUES + width; }

size_t kapell_attention_sums_size(size_t width, size_t heads) { return sums_of_head(width) * heads; }

void kapell_attention_begin(float *sums, size_t width, size_t heads) {
    memset(sums, 0, kapell_attention_sums_size(width, heads) * sizeof(float));
    for (size_t head = 0; head < heads; head++)
        sums[head * sums_of_head(width) + LARGEST] = -INFINITY;
}

void kapell_attention_merge(float *sums, const float *others, size_t width, size_t heads) {
    for (size_t head = 0; head < heads; head++, sums += sums_of_head(width), others += sums_of_head(width)) {
        const float largest = fmaxf(sums[LARGEST], others[LARGEST]);
        if (largest == -INFINITY)
            continue;
        const float mine = expf(sums[LARGEST] - largest), theirs = expf(others[LARGEST] - largest);
        sums[LARGEST] = largest;
        sums[TOTAL] = sums[TOTAL] * mine + others[TOTAL] * theirs;
        for (size_t i = 0; i < width; i++)
            sums[VALUES + i] = sums[VALUES + i] * mine + others[VALUES + i] * theirs;
    }
}

void kapell_attention_end(const float *sums, size_t width, size_t heads, float *results, size_t stride) {
    for (size_t head = 0; head < heads; head++, sums += sums_of_head(width), results += stride) {
        const float inverse = sums[TOTAL] > 0 ? 1 / sums[TOTAL] : 0;
        for (size_t i = 0; i < width; i++)
            results[i] = sums[VALUES + i] * inverse;
    }
}

#if KAPELL_MATRIX_X86

bool kapell_attention_is_supported(size_t width) {
    return width > 0 && width % 16 == 0 && width <= KAPELL_ATTENTION_WIDTH
        && kapell_matrix_is_supported(KAPELL_MATRIX_F16, BLOCK, PANEL);
}

KAPELL_VNNI_INLINE __m512 load_half(const uint16_t *numbers) {
    return _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)numbers));
}

/// The sum of each of 16 registers, in their order.
KAPELL_VNNI_INLINE __m512 sums_of_sixteen(const __m512 *x) {
    __m512 fours[4];
    for (int i = 0; i < 4; i++) {
        const __m512 *y = x + 4 * i;
        const __m512 a = _mm512_add_ps(_mm512_unpacklo_ps(y[0], y[1]), _mm512_unpackhi_ps(y[0], y[1]));
        const __m512 b = _mm512_add_ps(_mm512_unpacklo_ps(y[2], y[3]), _mm512_unpackhi_ps(y[2], y[3]));
        const __m512d c = _mm512_castps_pd(a), d = _mm512_castps_pd(b);
        fours[i] = _mm512_add_ps(
            _mm512_castpd_ps(_mm512_unpacklo_pd(c, d)), _mm512_castpd_ps(_mm512_unpackhi_pd(c, d)));
    }
    const __m512 a = _mm512_add_ps(
        _mm512_shuffle_f32x4(fours[0], fours[1], 0x44), _mm512_shuffle_f32x4(fours[0], fours[1], 0xee));
    const __m512 b = _mm512_add_ps(
        _mm512_shuffle_f32x4(fours[2], fours[3], 0x44), _mm512_shuffle_f32x4(fours[2], fours[3], 0xee));
    return _mm512_add_ps(_mm512_shuffle_f32x4(a, b, 0x88), _mm512_shuffle_f32x4(a, b, 0xdd));
}

/// eˣ for x ≤ 0: 2ⁿ · eʳ with |r| ≤ ln 2 / 2, and six terms of the series for eʳ (error below 2·10⁻⁷ of the value).
KAPELL_VNNI_INLINE __m512 exponential(__m512 x) {
    x = _mm512_max_ps(x, _mm512_set1_ps(-88));
    const __m512 n = _mm512_roundscale_ps(_mm512_mul_ps(x, _mm512_set1_ps(1.44269504f)), 8);
    __m512 r = _mm512_fnmadd_ps(n, _mm512_set1_ps(0.693145752f), x); // ln 2 in two parts
    r = _mm512_fnmadd_ps(n, _mm512_set1_ps(1.42860677e-6f), r);
    __m512 sum = _mm512_set1_ps(1.0f / 720);
    sum = _mm512_fmadd_ps(sum, r, _mm512_set1_ps(1.0f / 120));
    sum = _mm512_fmadd_ps(sum, r, _mm512_set1_ps(1.0f / 24));
    sum = _mm512_fmadd_ps(sum, r, _mm512_set1_ps(1.0f / 6));
    sum = _mm512_fmadd_ps(sum, r, _mm512_set1_ps(0.5f));
    sum = _mm512_fmadd_ps(sum, r, _mm512_set1_ps(1));
    sum = _mm512_fmadd_ps(sum, r, _mm512_set1_ps(1));
    return _mm512_scalef_ps(sum, n);
}

/// `heads` heads of `vectors` registers each, at up to 64 listed positions.
KAPELL_VNNI_INLINE void add_positions(
    const kapell_attention *attention, const int32_t *positions, const float *masks, size_t count, const int heads,
    const int vectors, const float *queries, float *sums) {
    float scores[4][AT_ONCE];
    __m512 products[4][16];
    for (size_t begin = 0; begin < count; begin += 16) {
        for (size_t i = 0; i < 16; i++) {
            // Behind the last position, the last one once more; its scores are left out below.
            const size_t position = (size_t)positions[least(begin + i, count - 1)];
            const uint16_t *key = attention->keys + position * attention->key_stride;
            __m512 parts[vectors];
#pragma clang loop unroll(full)
            for (int v = 0; v < vectors; v++)
                parts[v] = load_half(key + 16 * v);
#pragma clang loop unroll(full)
            for (int head = 0; head < heads; head++) {
                const float *query = queries + (size_t)head * attention->query_stride;
                __m512 product = _mm512_mul_ps(parts[0], _mm512_loadu_ps(query));
#pragma clang loop unroll(full)
                for (int v = 1; v < vectors; v++)
                    product = _mm512_fmadd_ps(parts[v], _mm512_loadu_ps(query + 16 * v), product);
                products[head][i] = product;
            }
        }
        const __m512 added = _mm512_loadu_ps(masks + begin);
        for (int head = 0; head < heads; head++)
            _mm512_storeu_ps(
                scores[head] + begin,
                _mm512_fmadd_ps(sums_of_sixteen(products[head]), _mm512_set1_ps(attention->scale), added));
    }
    const size_t step = sums_of_head(attention->width);
    for (int head = 0; head < heads; head++) {
        float *sum = sums + (size_t)head * step;
        __m512 largest = _mm512_set1_ps(sum[LARGEST]);
        for (size_t begin = 0; begin < count; begin += 16)
            largest = _mm512_max_ps(largest, _mm512_loadu_ps(scores[head] + begin));
        const float most = _mm512_reduce_max_ps(largest);
        if (most > sum[LARGEST]) {
            const float scale = expf(sum[LARGEST] - most);
            sum[LARGEST] = most;
            sum[TOTAL] *= scale;
            for (int v = 0; v < vectors; v++)
                _mm512_storeu_ps(
                    sum + VALUES + 16 * v,
                    _mm512_mul_ps(_mm512_loadu_ps(sum + VALUES + 16 * v), _mm512_set1_ps(scale)));
        }
        __m512 total = _mm512_setzero_ps();
        for (size_t begin = 0; begin < count; begin += 16) {
            const __mmask16 there = (__mmask16)(count - begin < 16 ? (1u << (count - begin)) - 1 : 0xffff);
            const __m512 weights = _mm512_maskz_mov_ps(
                there, exponential(_mm512_sub_ps(_mm512_loadu_ps(scores[head] + begin), _mm512_set1_ps(most))));
            _mm512_storeu_ps(scores[head] + begin, weights);
            total = _mm512_add_ps(total, weights);
        }
        sum[TOTAL] += _mm512_reduce_add_ps(total);
    }
    __m512 values[heads * vectors];
#pragma clang loop unroll(full)
    for (int i = 0; i < heads * vectors; i++)
        values[i] = _mm512_loadu_ps(sums + (size_t)(i / vectors) * step + VALUES + 16 * (i % vectors));
    for (size_t i = 0; i < count; i++) {
        const uint16_t *value = attention->values + (size_t)positions[i] * attention->value_stride;
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++) {
            const __m512 part = load_half(value + 16 * v);
#pragma clang loop unroll(full)
            for (int head = 0; head < heads; head++)
                values[head * vectors + v] =
                    _mm512_fmadd_ps(_mm512_set1_ps(scores[head][i]), part, values[head * vectors + v]);
        }
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < heads * vectors; i++)
        _mm512_storeu_ps(sums + (size_t)(i / vectors) * step + VALUES + 16 * (i % vectors), values[i]);
}

/// As many heads at a time as leave room in the registers. Widths of models are constants; others go head by head.
KAPELL_VNNI_INLINE void add_listed(
    const kapell_attention *attention, const int32_t *positions, const float *masks, size_t count, float *sums) {
    const size_t step = sums_of_head(attention->width);
    const size_t most = attention->width == 64 ? 4 : attention->width == 128 ? 2 : 1;
    for (size_t head = 0; head < attention->heads; head += most) {
        const float *queries = attention->queries + head * attention->query_stride;
        float *to = sums + head * step;
        const size_t heads = least(most, attention->heads - head);
#define ADD(heads, vectors) add_positions(attention, positions, masks, count, heads, vectors, queries, to)
        switch (attention->width / 16 * 8 + heads) {
        case 4 * 8 + 4: ADD(4, 4); break;
        case 4 * 8 + 3: ADD(3, 4); break;
        case 4 * 8 + 2: ADD(2, 4); break;
        case 4 * 8 + 1: ADD(1, 4); break;
        case 8 * 8 + 2: ADD(2, 8); break;
        case 8 * 8 + 1: ADD(1, 8); break;
        case 1 * 8 + 1: ADD(1, 1); break;
        case 2 * 8 + 1: ADD(1, 2); break;
        case 3 * 8 + 1: ADD(1, 3); break;
        case 5 * 8 + 1: ADD(1, 5); break;
        case 6 * 8 + 1: ADD(1, 6); break;
        case 7 * 8 + 1: ADD(1, 7); break;
        case 9 * 8 + 1: ADD(1, 9); break;
        case 10 * 8 + 1: ADD(1, 10); break;
        case 11 * 8 + 1: ADD(1, 11); break;
        case 12 * 8 + 1: ADD(1, 12); break;
        case 13 * 8 + 1: ADD(1, 13); break;
        case 14 * 8 + 1: ADD(1, 14); break;
        case 15 * 8 + 1: ADD(1, 15); break;
        default: ADD(1, 16);
        }
#undef ADD
    }
}

KAPELL_VNNI void kapell_attention_add(
    const kapell_attention *attention, size_t positions, size_t first, size_t end, size_t parts, float *sums) {
    int32_t listed[AT_ONCE + 16];
    float masks[AT_ONCE + 16];
    const size_t step = kapell_attention_sums_size(attention->width, attention->heads);
    size_t count = 0, group = 0;
    const __m512i steps = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    // Positions of other conversations are left out one by one, so that a shared buffer costs little.
    for (size_t begin = 0; begin < positions; begin += 16) {
        const size_t left = positions - begin;
        __mmask16 seen = (__mmask16)(left < 16 ? (1u << left) - 1 : 0xffff);
        __m512 mask = _mm512_setzero_ps();
        if (attention->mask) {
            mask = _mm512_cvtph_ps(_mm256_maskz_loadu_epi16(seen, attention->mask + begin));
            seen = _mm512_mask_cmp_ps_mask(seen, mask, _mm512_set1_ps(-INFINITY), _CMP_GT_OQ);
        }
        _mm512_storeu_si512(
            listed + count,
            _mm512_maskz_compress_epi32(seen, _mm512_add_epi32(steps, _mm512_set1_epi32((int32_t)begin))));
        _mm512_storeu_ps(masks + count, _mm512_maskz_compress_ps(seen, mask));
        count += (size_t)__builtin_popcount(seen);
        if (count >= AT_ONCE) {
            const size_t part = group++ % parts;
            if (part >= first && part < end)
                add_listed(attention, listed, masks, AT_ONCE, sums + (part - first) * step);
            count -= AT_ONCE;
            memcpy(listed, listed + AT_ONCE, 16 * sizeof *listed);
            memcpy(masks, masks + AT_ONCE, 16 * sizeof *masks);
        }
    }
    _mm512_storeu_ps(masks + count, _mm512_set1_ps(-INFINITY)); // a register's rest is never the largest
    const size_t part = group % parts;
    if (count > 0 && part >= first && part < end)
        add_listed(attention, listed, masks, count, sums + (part - first) * step);
}

#else

bool kapell_attention_is_supported(size_t width) {
    (void)width;
    return false;
}

void kapell_attention_add(
    const kapell_attention *attention, size_t positions, size_t first, size_t end, size_t parts, float *sums) {
    (void)attention, (void)positions, (void)first, (void)end, (void)parts, (void)sums;
}

#endif
