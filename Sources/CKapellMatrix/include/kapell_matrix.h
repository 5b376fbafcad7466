#ifndef KAPELL_MATRIX_H
#define KAPELL_MATRIX_H

/// Products of a model's weights with columns of numbers, where this processor can do them faster than llama.cpp does.
///
/// Weights are kept in panels of 16 rows, so that one vector register holds the same place of 16 rows, and what is
/// unpacked from 4 bits serves a whole tile of columns. Columns of numbers ("inputs": the state of each token) are
/// packed in tiles of a few columns. A column's result does not depend on which other columns are there.
///
/// The formats of the weights are ggml's: rows of blocks of 32 numbers.
///   Q4_1: binary16 scale d, binary16 least m, 16 bytes of two 4-bit numbers q; the number is d·q + m.
///   Q8_0: binary16 scale d, 32 signed bytes q; the number is d·q.
///   F16:  binary16.
/// https://github.com/ggml-org/llama.cpp/blob/master/ggml/src/ggml-common.h

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
    KAPELL_MATRIX_F16,
    KAPELL_MATRIX_Q4_1,
    KAPELL_MATRIX_Q8_0,
} kapell_matrix_type;

/// Rows of a panel: the number of rows of a matrix is a multiple of it.
enum { KAPELL_MATRIX_PANEL = 16 };

/// Whether this processor multiplies a matrix of `rows` rows of `length` numbers here.
bool kapell_matrix_is_supported(kapell_matrix_type type, size_t length, size_t rows);

/// Bytes of a matrix: the same as ggml's.
size_t kapell_matrix_size(kapell_matrix_type type, size_t length, size_t rows);

/// Writes ggml's rows as panels. `panels` has as many bytes, and is aligned to 64.
void kapell_matrix_pack(kapell_matrix_type type, const void *rows, size_t length, size_t count, void *panels);

/// Reads one row out of panels: `length` numbers, exactly those that ggml has for it.
void kapell_matrix_row(kapell_matrix_type type, const void *panels, size_t length, size_t row, float *numbers);

/// Bytes of `count` packed columns.
size_t kapell_matrix_inputs_size(kapell_matrix_type type, size_t length, size_t count);

/// Threads that pack at the same time begin at a multiple of so many columns.
size_t kapell_matrix_inputs_unit(kapell_matrix_type type);

/// Packs the columns `first..<end` of `count`. `columns` and `inputs` are where column 0 is, and where it is packed;
/// `stride` is how many numbers lie from one column to the next.
void kapell_matrix_pack_inputs(
    kapell_matrix_type type, const float *columns, size_t stride, size_t length, size_t first, size_t end, size_t count,
    void *inputs);

/// Rows `first..<end` (multiples of 16) times all `count` columns: `results[column * stride + row]`.
void kapell_matrix_multiply(
    kapell_matrix_type type, const void *panels, size_t length, size_t first, size_t end, const void *inputs,
    size_t count, float *results, size_t stride);

#ifdef __cplusplus
}
#endif

#endif
