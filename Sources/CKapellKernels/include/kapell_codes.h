#ifndef KAPELL_CODES_H
#define KAPELL_CODES_H

#include "kapell_levels.h"

#ifdef __cplusplus
extern "C" {
#endif

/// How the components of a stored vector are written. A code is the bytes of one vector in this form.
typedef enum kapell_element {
    /// 32-bit floats, filled up with zeros to a multiple of 16.
    KAPELL_ELEMENT_F32 = 0,
    /// IEEE half precision, filled up to a multiple of 16. A number beyond its range becomes its largest one.
    KAPELL_ELEMENT_F16 = 1,
    /// The upper half of a 32-bit float, rounded to nearest even, filled up to a multiple of 16.
    KAPELL_ELEMENT_BF16 = 2,
    /// 16 bytes (float scale, float squared length, int32 sum, zero), then bytes from -127 to 127, filled up to a
    /// multiple of 16. The scale is the largest component over 127.
    KAPELL_ELEMENT_I8 = 3,
    /// The signs, one bit each, filled up to a multiple of 64. Distances are counts of unequal signs.
    KAPELL_ELEMENT_BIT = 4
} kapell_element;

/// The number of elements.
#define KAPELL_ELEMENT_COUNT 5

/// Computes out[r] = distance of the query and row r, lower is nearer: minus the dot product, or squared L2.
///
/// `query` has the form of `kapell_query_encode`; each row is a code. Nothing beyond `kapell_code_size` is read. A
/// row's distance has the same bits wherever it stands among the rows. `out` takes `row_count` floats.
typedef void (*kapell_batch)(
    const void *_Nonnull query, const void *_Nonnull const *_Nonnull rows, size_t row_count, size_t dimensions,
    float *_Nonnull out);

/// The bytes of a code.
size_t kapell_code_size(kapell_element element, size_t dimensions);

/// Writes the code of a vector, padding included.
void kapell_code_encode(kapell_element element, const float *_Nonnull vector, size_t dimensions, void *_Nonnull code);

/// Writes the numbers that a code stands for: `dimensions` floats. Signs become 1 and -1.
void kapell_code_decode(kapell_element element, const void *_Nonnull code, size_t dimensions, float *_Nonnull vector);

/// The bytes of a query: that of an F32 code for the floating-point elements, that of a code for the others.
size_t kapell_query_size(kapell_element element, size_t dimensions);

/// Writes a query.
void kapell_query_encode(kapell_element element, const float *_Nonnull vector, size_t dimensions, void *_Nonnull query);

/// The kernel of an element at a level; where the level has none of its own, that of the next lower one.
/// A level that is not available gives the scalar kernel.
kapell_batch _Nonnull kapell_batch_kernel(kapell_level level, kapell_element element, bool squared_l2);

/// The kernel's instruction set: "scalar", "sse2", "neon", "avx2", "avx512f" or "avx512vnni".
const char *_Nonnull kapell_batch_name(kapell_level level, kapell_element element);

#ifdef __cplusplus
}
#endif

#endif
