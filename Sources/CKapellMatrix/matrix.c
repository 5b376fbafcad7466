#include "matrix_internal.h"

size_t kapell_matrix_inputs_unit(kapell_matrix_type type) { return type == KAPELL_MATRIX_F16 ? FLOAT_TILE : 1; }

size_t kapell_matrix_size(kapell_matrix_type type, size_t length, size_t rows) {
    switch (type) {
    case KAPELL_MATRIX_F16: return rows * length * sizeof(uint16_t);
    case KAPELL_MATRIX_Q4_1: return rows * (length / BLOCK) * Q4_1_BLOCK;
    case KAPELL_MATRIX_Q8_0: return rows * (length / BLOCK) * Q8_0_BLOCK;
    }
    return 0;
}

size_t kapell_matrix_inputs_size(kapell_matrix_type type, size_t length, size_t count) {
    return type == KAPELL_MATRIX_F16 ? count * length * sizeof(float)
                                     : count * (length / BLOCK) * sizeof(struct input_block);
}

#if KAPELL_MATRIX_X86

static bool processor_has_vnni(void) {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")
        && __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c");
}

bool kapell_matrix_is_supported(kapell_matrix_type type, size_t length, size_t rows) {
    (void)type;
    return length > 0 && length % BLOCK == 0 && rows > 0 && rows % PANEL == 0 && processor_has_vnni();
}

void kapell_matrix_pack(kapell_matrix_type type, const void *rows, size_t length, size_t count, void *panels) {
    const size_t step = kapell_matrix_size(type, length, PANEL);
    for (size_t row = 0; row < count; row += PANEL) {
        const void *from = (const char *)rows + row / PANEL * step;
        void *to = (char *)panels + row / PANEL * step;
        switch (type) {
        case KAPELL_MATRIX_F16: kapell_matrix_pack_f16(from, length, to); break;
        case KAPELL_MATRIX_Q4_1: kapell_matrix_pack_q4_1(from, length / BLOCK, to); break;
        case KAPELL_MATRIX_Q8_0: kapell_matrix_pack_q8_0(from, length / BLOCK, to); break;
        }
    }
}

void kapell_matrix_row(kapell_matrix_type type, const void *panels, size_t length, size_t row, float *numbers) {
    const void *panel = (const char *)panels + row / PANEL * kapell_matrix_size(type, length, PANEL);
    switch (type) {
    case KAPELL_MATRIX_F16: return kapell_matrix_row_f16(panel, length, row % PANEL, numbers);
    case KAPELL_MATRIX_Q4_1: return kapell_matrix_row_q4_1(panel, length / BLOCK, row % PANEL, numbers);
    case KAPELL_MATRIX_Q8_0: return kapell_matrix_row_q8_0(panel, length / BLOCK, row % PANEL, numbers);
    }
}

void kapell_matrix_pack_inputs(
    kapell_matrix_type type, const float *columns, size_t stride, size_t length, size_t first, size_t end, size_t count,
    void *inputs) {
    if (type == KAPELL_MATRIX_F16)
        kapell_matrix_pack_floats(columns, stride, length, first, end, count, inputs);
    else
        kapell_matrix_pack_blocks(columns, stride, length, first, end, count, inputs);
}

/// A panel stays in the nearest cache while all tiles of columns pass by.
void kapell_matrix_multiply(
    kapell_matrix_type type, const void *panels, size_t length, size_t first, size_t end, const void *inputs,
    size_t count, float *results, size_t stride) {
    const size_t step = kapell_matrix_size(type, length, PANEL), blocks = length / BLOCK;
    const size_t tile = type == KAPELL_MATRIX_F16 ? FLOAT_TILE : BLOCK_TILE;
    for (size_t row = first; row < end;) {
        const void *panel = (const char *)panels + row / PANEL * step;
        const size_t together = type == KAPELL_MATRIX_F16 && row + PANEL < end ? 2 : 1;
        for (size_t column = 0; column < count; column += tile) {
            const size_t width = least(tile, count - column);
            float *to = results + column * stride;
            switch (type) {
            case KAPELL_MATRIX_F16:
                kapell_matrix_multiply_f16(
                    panel, length, together, (const float *)inputs + column * length, width, to, stride, row);
                break;
            case KAPELL_MATRIX_Q4_1:
                kapell_matrix_multiply_q4_1(
                    panel, blocks, (const struct input_block *)inputs + column * blocks, width, to, stride, row);
                break;
            case KAPELL_MATRIX_Q8_0:
                kapell_matrix_multiply_q8_0(
                    panel, blocks, (const struct input_block *)inputs + column * blocks, width, to, stride, row);
                break;
            }
        }
        row += together * PANEL;
    }
}

#else

bool kapell_matrix_is_supported(kapell_matrix_type type, size_t length, size_t rows) {
    (void)type, (void)length, (void)rows;
    return false;
}

void kapell_matrix_pack(kapell_matrix_type type, const void *rows, size_t length, size_t count, void *panels) {
    (void)type, (void)rows, (void)length, (void)count, (void)panels;
}

void kapell_matrix_row(kapell_matrix_type type, const void *panels, size_t length, size_t row, float *numbers) {
    (void)type, (void)panels, (void)length, (void)row, (void)numbers;
}

void kapell_matrix_pack_inputs(
    kapell_matrix_type type, const float *columns, size_t stride, size_t length, size_t first, size_t end, size_t count,
    void *inputs) {
    (void)type, (void)columns, (void)stride, (void)length, (void)first, (void)end, (void)count, (void)inputs;
}

void kapell_matrix_multiply(
    kapell_matrix_type type, const void *panels, size_t length, size_t first, size_t end, const void *inputs,
    size_t count, float *results, size_t stride) {
    (void)type, (void)panels, (void)length, (void)first, (void)end, (void)inputs, (void)count, (void)results, (void)stride;
}

#endif
