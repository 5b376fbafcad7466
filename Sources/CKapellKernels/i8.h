// Kernels for bytes with a scale of their own. See KAPELL_ELEMENT_I8.
#ifndef KAPELL_I8_H
#define KAPELL_I8_H

#include <stddef.h>
#include <stdint.h>

struct kapell_i8_head {
    float scale;
    float squared_length;
    /// The sum of the bytes: what an instruction that takes one side as unsigned is off by, over 128.
    int32_t sum;
    int32_t zero;
};

#define KAPELL_I8_KERNEL(name) \
    void name(const void *query, const void *const *rows, size_t row_count, size_t dimensions, float *out)

KAPELL_I8_KERNEL(kapell_i8_dot_scalar);
KAPELL_I8_KERNEL(kapell_i8_l2_scalar);
#if defined(__x86_64__)
KAPELL_I8_KERNEL(kapell_i8_dot_avx2);
KAPELL_I8_KERNEL(kapell_i8_l2_avx2);
KAPELL_I8_KERNEL(kapell_i8_dot_avx512);
KAPELL_I8_KERNEL(kapell_i8_l2_avx512);
#endif

#endif
