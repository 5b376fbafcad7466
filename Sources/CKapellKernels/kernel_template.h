// The kernels for one instruction set, in the compiler's vector types. Included once a level by kernels.c, with
//   KAPELL_NAME(x)   the name of x at this level
//   KAPELL_LANES     floats in a vector: a power of two
//   KAPELL_TARGET    the function attribute that allows the instructions, or nothing
// Products and sums are written so that the compiler may fuse them where the target has the instruction.
// The row kernels call the pair kernels, so that a row's score never depends on its place in the storage.

typedef float KAPELL_NAME(lanes) __attribute__((vector_size(KAPELL_LANES * sizeof(float))));
typedef float KAPELL_NAME(unaligned)
    __attribute__((vector_size(KAPELL_LANES * sizeof(float)), aligned(sizeof(float)), may_alias));

#define KAPELL_LOAD(pointer) (*(const KAPELL_NAME(unaligned) *)(pointer))

/// Adds the lanes in a tree: half onto half, until one is left.
#define KAPELL_REDUCE(vector, total)                                        \
    float lanes[KAPELL_LANES];                                              \
    memcpy(lanes, &(vector), sizeof lanes);                                 \
    _Pragma("clang loop unroll(full)")                                      \
    for (size_t width = KAPELL_LANES / 2; width > 0; width /= 2) {          \
        for (size_t lane = 0; lane < width; lane++) {                       \
            lanes[lane] += lanes[lane + width];                             \
        }                                                                   \
    }                                                                       \
    float total = lanes[0];

KAPELL_TARGET static inline float KAPELL_NAME(dot)(const float *a, const float *b, size_t count) {
    KAPELL_NAME(lanes) sum0 = {0}, sum1 = {0}, sum2 = {0}, sum3 = {0};
    size_t i = 0;
    for (; i + 4 * KAPELL_LANES <= count; i += 4 * KAPELL_LANES) {
        sum0 += KAPELL_LOAD(a + i) * KAPELL_LOAD(b + i);
        sum1 += KAPELL_LOAD(a + i + KAPELL_LANES) * KAPELL_LOAD(b + i + KAPELL_LANES);
        sum2 += KAPELL_LOAD(a + i + 2 * KAPELL_LANES) * KAPELL_LOAD(b + i + 2 * KAPELL_LANES);
        sum3 += KAPELL_LOAD(a + i + 3 * KAPELL_LANES) * KAPELL_LOAD(b + i + 3 * KAPELL_LANES);
    }
    for (; i + KAPELL_LANES <= count; i += KAPELL_LANES) {
        sum0 += KAPELL_LOAD(a + i) * KAPELL_LOAD(b + i);
    }
    KAPELL_NAME(lanes) sum = (sum0 + sum1) + (sum2 + sum3);
    KAPELL_REDUCE(sum, total)
    for (; i < count; i++) {
        total += a[i] * b[i];
    }
    return total;
}

KAPELL_TARGET static inline float KAPELL_NAME(squared_l2)(const float *a, const float *b, size_t count) {
    KAPELL_NAME(lanes) sum0 = {0}, sum1 = {0}, sum2 = {0}, sum3 = {0};
    size_t i = 0;
    for (; i + 4 * KAPELL_LANES <= count; i += 4 * KAPELL_LANES) {
        KAPELL_NAME(lanes) d0 = KAPELL_LOAD(a + i) - KAPELL_LOAD(b + i);
        KAPELL_NAME(lanes) d1 = KAPELL_LOAD(a + i + KAPELL_LANES) - KAPELL_LOAD(b + i + KAPELL_LANES);
        KAPELL_NAME(lanes) d2 = KAPELL_LOAD(a + i + 2 * KAPELL_LANES) - KAPELL_LOAD(b + i + 2 * KAPELL_LANES);
        KAPELL_NAME(lanes) d3 = KAPELL_LOAD(a + i + 3 * KAPELL_LANES) - KAPELL_LOAD(b + i + 3 * KAPELL_LANES);
        sum0 += d0 * d0;
        sum1 += d1 * d1;
        sum2 += d2 * d2;
        sum3 += d3 * d3;
    }
    for (; i + KAPELL_LANES <= count; i += KAPELL_LANES) {
        KAPELL_NAME(lanes) d = KAPELL_LOAD(a + i) - KAPELL_LOAD(b + i);
        sum0 += d * d;
    }
    KAPELL_NAME(lanes) sum = (sum0 + sum1) + (sum2 + sum3);
    KAPELL_REDUCE(sum, total)
    for (; i < count; i++) {
        float d = a[i] - b[i];
        total += d * d;
    }
    return total;
}

KAPELL_TARGET static void KAPELL_NAME(dot_rows)(
    const float *query, const float *rows, size_t row_count, size_t count, float *scores) {
    for (size_t row = 0; row < row_count; row++) {
        scores[row] = KAPELL_NAME(dot)(query, rows + row * count, count);
    }
}

KAPELL_TARGET static void KAPELL_NAME(squared_l2_rows)(
    const float *query, const float *rows, size_t row_count, size_t count, float *scores) {
    for (size_t row = 0; row < row_count; row++) {
        scores[row] = KAPELL_NAME(squared_l2)(query, rows + row * count, count);
    }
}

#undef KAPELL_REDUCE
#undef KAPELL_LOAD
#undef KAPELL_NAME
#undef KAPELL_LANES
#undef KAPELL_TARGET
