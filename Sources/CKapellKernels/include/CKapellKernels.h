#ifndef CKAPELL_KERNELS_H
#define CKAPELL_KERNELS_H

#include "kapell_codes.h"
#include "kapell_hnsw.h"
#include "kapell_hnsw_file.h"
#include "kapell_levels.h"
#include "kapell_threads.h"

#ifdef __cplusplus
extern "C" {
#endif

/// The sum of a[i] * b[i]. The pointers need no alignment beyond that of a float.
float kapell_dot(const float *_Nonnull a, const float *_Nonnull b, size_t count);

/// The sum of (a[i] - b[i]) squared.
float kapell_squared_l2(const float *_Nonnull a, const float *_Nonnull b, size_t count);

/// scores[r] = dot(query, row r), for `row_count` rows of `count` floats that lie one behind the other.
/// Each score has the same bits as `kapell_dot` gives for the same pair.
void kapell_dot_rows(
    const float *_Nonnull query, const float *_Nonnull rows, size_t row_count, size_t count, float *_Nonnull scores);

/// scores[r] = squared L2 distance of query and row r. Each has the same bits as `kapell_squared_l2` gives.
void kapell_squared_l2_rows(
    const float *_Nonnull query, const float *_Nonnull rows, size_t row_count, size_t count, float *_Nonnull scores);

/// The four kernels at one level, for tests and benchmarks.
/// They do nothing (and return 0) when the level is not available.
float kapell_dot_at(kapell_level level, const float *_Nonnull a, const float *_Nonnull b, size_t count);
float kapell_squared_l2_at(kapell_level level, const float *_Nonnull a, const float *_Nonnull b, size_t count);
void kapell_dot_rows_at(
    kapell_level level, const float *_Nonnull query, const float *_Nonnull rows, size_t row_count, size_t count,
    float *_Nonnull scores);
void kapell_squared_l2_rows_at(
    kapell_level level, const float *_Nonnull query, const float *_Nonnull rows, size_t row_count, size_t count,
    float *_Nonnull scores);

/// CRC32C (Castagnoli, as in RFC 3720) of the bytes, continued from `crc`. Begin with 0.
uint32_t kapell_crc32c(uint32_t crc, const void *_Nullable bytes, size_t count);

/// The same by table, on every machine. The reference for the instruction.
uint32_t kapell_crc32c_software(uint32_t crc, const void *_Nullable bytes, size_t count);

/// How `kapell_crc32c` works here: "sse4.2", "armv8-crc" or "table".
const char *_Nonnull kapell_crc32c_name(void);

#ifdef __cplusplus
}
#endif

#endif
