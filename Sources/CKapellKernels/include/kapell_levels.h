#ifndef KAPELL_LEVELS_H
#define KAPELL_LEVELS_H

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

#ifdef __cplusplus
}
#endif

#endif
