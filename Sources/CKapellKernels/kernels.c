#include "CKapellKernels.h"

#include <stdatomic.h>
#include <string.h>

#pragma STDC FP_CONTRACT ON

// MARK: One set of kernels a level

static float dot_scalar(const float *a, const float *b, size_t count) {
    float total = 0;
    for (size_t i = 0; i < count; i++) {
        total += a[i] * b[i];
    }
    return total;
}

static float squared_l2_scalar(const float *a, const float *b, size_t count) {
    float total = 0;
    for (size_t i = 0; i < count; i++) {
        float d = a[i] - b[i];
        total += d * d;
    }
    return total;
}

static void dot_rows_scalar(const float *query, const float *rows, size_t row_count, size_t count, float *scores) {
    for (size_t row = 0; row < row_count; row++) {
        scores[row] = dot_scalar(query, rows + row * count, count);
    }
}

static void squared_l2_rows_scalar(
    const float *query, const float *rows, size_t row_count, size_t count, float *scores) {
    for (size_t row = 0; row < row_count; row++) {
        scores[row] = squared_l2_scalar(query, rows + row * count, count);
    }
}

#if defined(__x86_64__) || defined(__aarch64__)
#define KAPELL_HAS_BASELINE 1
#define KAPELL_NAME(x) x##_baseline
#define KAPELL_LANES 4
#define KAPELL_TARGET
#include "kernel_template.h"
#endif

#if defined(__x86_64__)
#define KAPELL_NAME(x) x##_avx2
#define KAPELL_LANES 8
#define KAPELL_TARGET __attribute__((target("avx2,fma")))
#include "kernel_template.h"

#define KAPELL_NAME(x) x##_avx512
#define KAPELL_LANES 16
#define KAPELL_TARGET __attribute__((target("avx512f"), min_vector_width(512)))
#include "kernel_template.h"
#endif

// MARK: Choice

struct kernels {
    const char *name;
    float (*dot)(const float *, const float *, size_t);
    float (*squared_l2)(const float *, const float *, size_t);
    void (*dot_rows)(const float *, const float *, size_t, size_t, float *);
    void (*squared_l2_rows)(const float *, const float *, size_t, size_t, float *);
};

static const struct kernels all_kernels[KAPELL_LEVEL_COUNT] = {
    [KAPELL_LEVEL_SCALAR] = {"scalar", dot_scalar, squared_l2_scalar, dot_rows_scalar, squared_l2_rows_scalar},
#if defined(__aarch64__)
    [KAPELL_LEVEL_BASELINE] =
        {"neon", dot_baseline, squared_l2_baseline, dot_rows_baseline, squared_l2_rows_baseline},
#endif
#if defined(__x86_64__)
    [KAPELL_LEVEL_BASELINE] =
        {"sse2", dot_baseline, squared_l2_baseline, dot_rows_baseline, squared_l2_rows_baseline},
    [KAPELL_LEVEL_AVX2] = {"avx2", dot_avx2, squared_l2_avx2, dot_rows_avx2, squared_l2_rows_avx2},
    [KAPELL_LEVEL_AVX512] = {"avx512f", dot_avx512, squared_l2_avx512, dot_rows_avx512, squared_l2_rows_avx512},
#endif
};

/// The chosen set; null until the first call. Two first calls at once choose the same.
static _Atomic(const struct kernels *) chosen;

bool kapell_level_available(kapell_level level) {
    switch (level) {
    case KAPELL_LEVEL_SCALAR:
        return true;
    case KAPELL_LEVEL_BASELINE:
#if defined(KAPELL_HAS_BASELINE)
        return true;
#else
        return false;
#endif
    case KAPELL_LEVEL_AVX2:
#if defined(__x86_64__)
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
        return false;
#endif
    case KAPELL_LEVEL_AVX512:
#if defined(__x86_64__)
        return __builtin_cpu_supports("avx512f");
#else
        return false;
#endif
    }
    return false;
}

static const struct kernels *choose(void) {
    int level = KAPELL_LEVEL_COUNT - 1;
    while (level > KAPELL_LEVEL_SCALAR && !kapell_level_available((kapell_level)level)) {
        level--;
    }
    const struct kernels *choice = &all_kernels[level];
    atomic_store_explicit(&chosen, choice, memory_order_release);
    return choice;
}

static inline const struct kernels *current(void) {
    const struct kernels *choice = atomic_load_explicit(&chosen, memory_order_acquire);
    return choice ? choice : choose();
}

kapell_level kapell_kernel_level(void) { return (kapell_level)(current() - all_kernels); }

const char *kapell_level_name(kapell_level level) {
    if ((unsigned)level >= KAPELL_LEVEL_COUNT || !all_kernels[level].name) {
        return "none";
    }
    return all_kernels[level].name;
}

// MARK: The kernels in use

float kapell_dot(const float *a, const float *b, size_t count) { return current()->dot(a, b, count); }

float kapell_squared_l2(const float *a, const float *b, size_t count) { return current()->squared_l2(a, b, count); }

void kapell_dot_rows(const float *query, const float *rows, size_t row_count, size_t count, float *scores) {
    current()->dot_rows(query, rows, row_count, count, scores);
}

void kapell_squared_l2_rows(const float *query, const float *rows, size_t row_count, size_t count, float *scores) {
    current()->squared_l2_rows(query, rows, row_count, count, scores);
}

// MARK: The kernels by level

float kapell_dot_at(kapell_level level, const float *a, const float *b, size_t count) {
    return kapell_level_available(level) ? all_kernels[level].dot(a, b, count) : 0;
}

float kapell_squared_l2_at(kapell_level level, const float *a, const float *b, size_t count) {
    return kapell_level_available(level) ? all_kernels[level].squared_l2(a, b, count) : 0;
}

void kapell_dot_rows_at(
    kapell_level level, const float *query, const float *rows, size_t row_count, size_t count, float *scores) {
    if (kapell_level_available(level)) {
        all_kernels[level].dot_rows(query, rows, row_count, count, scores);
    }
}

void kapell_squared_l2_rows_at(
    kapell_level level, const float *query, const float *rows, size_t row_count, size_t count, float *scores) {
    if (kapell_level_available(level)) {
        all_kernels[level].squared_l2_rows(query, rows, row_count, count, scores);
    }
}
