// The batch kernels for one instruction set, in the compiler's vector types. Included once a level by codes.c, with
//   KAPELL_NAME(x)      the name of x at this level
//   KAPELL_LANES        floats in a vector: 4, 8 or 16
//   KAPELL_TARGET       the function attribute that allows the instructions, or nothing
//   KAPELL_LOAD_F16(p)  a vector from halves
// Four rows are taken at a time, so that the sums across lanes are shared and the loads of four rows overlap. Rows that
// lack to a multiple of four are made up by the last one: each row goes through the same steps wherever it stands.

typedef float KAPELL_NAME(v) __attribute__((vector_size(KAPELL_LANES * sizeof(float))));
typedef float KAPELL_NAME(vu)
    __attribute__((vector_size(KAPELL_LANES * sizeof(float)), aligned(sizeof(float)), may_alias));
typedef uint16_t KAPELL_NAME(hu)
    __attribute__((vector_size(KAPELL_LANES * sizeof(uint16_t)), aligned(sizeof(uint16_t)), may_alias));
typedef uint32_t KAPELL_NAME(wu) __attribute__((vector_size(KAPELL_LANES * sizeof(uint32_t))));

KAPELL_TARGET static inline __attribute__((always_inline)) KAPELL_NAME(v) KAPELL_NAME(load_bf16)(const uint16_t *p) {
    KAPELL_NAME(wu) wide = __builtin_convertvector(*(const KAPELL_NAME(hu) *)p, KAPELL_NAME(wu)) << 16;
    return (KAPELL_NAME(v))wide;
}

/// out[r] = the sum of vector r's lanes: half onto half, until one is left.
KAPELL_TARGET static inline __attribute__((always_inline)) void KAPELL_NAME(reduce4)(
    KAPELL_NAME(v) a, KAPELL_NAME(v) b, KAPELL_NAME(v) c, KAPELL_NAME(v) d, float sums[4]) {
#if KAPELL_LANES == 16
#define HALF(x) (__builtin_shufflevector(x, x, 0, 1, 2, 3, 4, 5, 6, 7) \
                 + __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15))
    kapell_f8 a8 = HALF(a), b8 = HALF(b), c8 = HALF(c), d8 = HALF(d);
#undef HALF
#elif KAPELL_LANES == 8
    kapell_f8 a8 = a, b8 = b, c8 = c, d8 = d;
#endif
#if KAPELL_LANES >= 8
#define HALF(x) (__builtin_shufflevector(x, x, 0, 1, 2, 3) + __builtin_shufflevector(x, x, 4, 5, 6, 7))
    kapell_f4 a4 = HALF(a8), b4 = HALF(b8), c4 = HALF(c8), d4 = HALF(d8);
#undef HALF
#else
    kapell_f4 a4 = a, b4 = b, c4 = c, d4 = d;
#endif
    // A transposition of four by four, and three sums.
    kapell_f4 ab_low = __builtin_shufflevector(a4, b4, 0, 4, 1, 5), ab_high = __builtin_shufflevector(a4, b4, 2, 6, 3, 7);
    kapell_f4 cd_low = __builtin_shufflevector(c4, d4, 0, 4, 1, 5), cd_high = __builtin_shufflevector(c4, d4, 2, 6, 3, 7);
    kapell_f4 ab = ab_low + ab_high, cd = cd_low + cd_high;
    kapell_f4 sum = __builtin_shufflevector(ab, cd, 0, 1, 4, 5) + __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
    memcpy(sums, &sum, sizeof sum);
}

#define KAPELL_LOAD_F32(p) (*(const KAPELL_NAME(vu) *)(p))
#define KAPELL_LOAD_BF16(p) KAPELL_NAME(load_bf16)(p)

#define KAPELL_BATCH(name, type, LOAD, STEP, SIGN)                                                          \
    KAPELL_TARGET static void KAPELL_NAME(name)(                                                            \
        const void *query, const void *const *rows, size_t row_count, size_t dimensions, float *out) {      \
        const float *q = query;                                                                             \
        for (size_t row = 0; row < row_count; row += 4) {                                                   \
            size_t last = row_count - 1;                                                                    \
            const type *a = rows[row];                                                                      \
            const type *b = rows[row + 1 < last ? row + 1 : last];                                          \
            const type *c = rows[row + 2 < last ? row + 2 : last];                                          \
            const type *d = rows[row + 3 < last ? row + 3 : last];                                          \
            KAPELL_NAME(v) sum_a = {0}, sum_b = {0}, sum_c = {0}, sum_d = {0};                              \
            for (size_t i = 0; i < dimensions; i += KAPELL_LANES) {                                         \
                KAPELL_NAME(v) x = KAPELL_LOAD_F32(q + i);                                                  \
                STEP(sum_a, x, LOAD(a + i))                                                                 \
                STEP(sum_b, x, LOAD(b + i))                                                                 \
                STEP(sum_c, x, LOAD(c + i))                                                                 \
                STEP(sum_d, x, LOAD(d + i))                                                                 \
            }                                                                                               \
            float sums[4];                                                                                  \
            KAPELL_NAME(reduce4)(sum_a, sum_b, sum_c, sum_d, sums);                                         \
            size_t left = row_count - row < 4 ? row_count - row : 4;                                        \
            for (size_t i = 0; i < left; i++) {                                                             \
                out[row + i] = SIGN sums[i];                                                                \
            }                                                                                               \
        }                                                                                                   \
    }

#define KAPELL_STEP_DOT(sum, x, y) sum += x * y;
#define KAPELL_STEP_L2(sum, x, y)          \
    {                                      \
        KAPELL_NAME(v) difference = x - y; \
        sum += difference * difference;    \
    }

KAPELL_BATCH(f32_dot, float, KAPELL_LOAD_F32, KAPELL_STEP_DOT, -)
KAPELL_BATCH(f32_l2, float, KAPELL_LOAD_F32, KAPELL_STEP_L2, )
KAPELL_BATCH(f16_dot, uint16_t, KAPELL_LOAD_F16, KAPELL_STEP_DOT, -)
KAPELL_BATCH(f16_l2, uint16_t, KAPELL_LOAD_F16, KAPELL_STEP_L2, )
KAPELL_BATCH(bf16_dot, uint16_t, KAPELL_LOAD_BF16, KAPELL_STEP_DOT, -)
KAPELL_BATCH(bf16_l2, uint16_t, KAPELL_LOAD_BF16, KAPELL_STEP_L2, )

#undef KAPELL_STEP_L2
#undef KAPELL_STEP_DOT
#undef KAPELL_BATCH
#undef KAPELL_LOAD_BF16
#undef KAPELL_LOAD_F32
#undef KAPELL_LOAD_F16
#undef KAPELL_NAME
#undef KAPELL_LANES
#undef KAPELL_TARGET
