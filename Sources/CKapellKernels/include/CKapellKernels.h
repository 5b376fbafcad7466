#ifndef CKAPELL_KERNELS_H
#define CKAPELL_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The instruction sets that the kernels are written for, from slowest to fastest.
/// Which of them this machine has is asked once, at the first call.
typedef enum kapell_level {
    /// One component at a time, on every machine. The reference that the others are tested against.
    KAPELL_LEVEL_SCALAR = 0,
    /// Four lanes that every machine of the architecture has: SSE2 on x86-64, NEON on arm64.
    KAPELL_LEVEL_BASELINE = 1,
    /// Eight lanes with fused multiply-add (x86-64).
    KAPELL_LEVEL_AVX2 = 2,
    /// Sixteen lanes (x86-64).
    KAPELL_LEVEL_AVX512 = 3
} kapell_level;

/// The number of levels.
#define KAPELL_LEVEL_COUNT 4

/// The level in use: the fastest that this machine has.
kapell_level kapell_kernel_level(void);

/// Whether this build knows the level and this machine has it.
bool kapell_level_available(kapell_level level);

/// The level's name: "scalar", "sse2", "neon", "avx2", "avx512f"; "none" where this build does not know it.
const char *_Nonnull kapell_level_name(kapell_level level);

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
