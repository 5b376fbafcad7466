#ifndef KAPELL_ATTENTION_H
#define KAPELL_ATTENTION_H

/// Attention of one token: softmax(scale · K·q + mask)ᵀ · V, without keeping the scores of all positions at once.
///
/// The sums are those of "FlashAttention" (Dao et al., 2022, https://arxiv.org/abs/2205.14135), section 3.1: for each
/// head the largest score so far, the sum of the exponentials, and the weighted sum of the values.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { KAPELL_ATTENTION_WIDTH = 256 }; // the most numbers of a head

/// One token's heads that look at the same keys and values. Keys, values and the mask are binary16; strides count
/// numbers.
typedef struct {
    size_t width; // numbers of a head: a multiple of 16
    size_t heads;
    float scale;
    const float *queries;
    size_t query_stride;
    const uint16_t *keys;
    size_t key_stride;
    const uint16_t *values;
    size_t value_stride;
    const uint16_t *mask; // what is added to each position's score; -inf leaves it out. May be null
} kapell_attention;

/// Whether this processor computes it here.
bool kapell_attention_is_supported(size_t width);

/// Numbers of the sums of so many heads.
size_t kapell_attention_sums_size(size_t width, size_t heads);

/// Sums over no position.
void kapell_attention_begin(float *sums, size_t width, size_t heads);

/// Adds the parts `first..<end` of `parts` of the positions. Of those that the mask leaves, in groups of 64, a part is
/// every `parts`-th group: so neither where a text lies in the cache nor what lies beside it changes the sums, and
/// threads have equal shares. The sums of one part lie behind those of the part before it.
void kapell_attention_add(
    const kapell_attention *attention, size_t positions, size_t first, size_t end, size_t parts, float *sums);

/// Adds sums over other positions.
void kapell_attention_merge(float *sums, const float *others, size_t width, size_t heads);

/// Writes each head's result; zeros where all positions were left out.
void kapell_attention_end(const float *sums, size_t width, size_t heads, float *results, size_t stride);

#ifdef __cplusplus
}
#endif

#endif
