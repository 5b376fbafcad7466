// Panels of CKapellMatrix as a kind of buffer of ggml's processor backend, beside its own kinds: `CPU_REPACK` is one.
// The interface is ggml's inner one; its headers are installed by Scripts/build-llama from the same source as the
// library, so that a change of it does not compile rather than go wrong.

#include "kapell_llama.h"

#if __has_include(<ggml-inner/traits.h>)

#include <algorithm>
#include <cstring>
#include <optional>

#include <ggml-cpu.h>
#include <ggml-inner/ggml-backend-impl.h>
#include <ggml-inner/ggml-cpu-impl.h>
#include <ggml-inner/traits.h>
#include <kapell_attention.h>
#include <kapell_matrix.h>

namespace {

thread_local size_t bytes_made_here = 0;

std::optional<kapell_matrix_type> type_of(const ggml_tensor *weights) {
    switch (weights->type) {
    case GGML_TYPE_F16: return KAPELL_MATRIX_F16;
    case GGML_TYPE_Q4_1: return KAPELL_MATRIX_Q4_1;
    case GGML_TYPE_Q8_0: return KAPELL_MATRIX_Q8_0;
    default: return std::nullopt;
    }
}

size_t aligned(size_t bytes) { return (bytes + 63) / 64 * 64; }

/// The product of one matrix with columns: what each thread of ggml's calls.
class Product : public ggml::cpu::tensor_traits {
    // As few columns are packed by each thread for itself: that takes less than waiting for another.
    static constexpr size_t few = 4;
    // Numbers that are multiplied with so many others are shared out beforehand; more go to whoever is free, so that a
    // thread that the system holds up holds up nobody.
    static constexpr size_t little = 4'000'000;

    bool work_size(int threads, const ggml_tensor *op, size_t &size) override {
        const size_t length = op->src[0]->ne[0], count = op->src[1]->ne[1];
        size = 64 + aligned(kapell_matrix_inputs_size(*type_of(op->src[0]), length, count)) * (count <= few ? threads : 1);
        return true;
    }

    bool compute_forward(ggml_compute_params *params, ggml_tensor *op) override {
        const ggml_tensor *weights = op->src[0], *input = op->src[1];
        for (int64_t i3 = 0; i3 < input->ne[3]; i3++)
            for (int64_t i2 = 0; i2 < input->ne[2]; i2++)
                multiply(
                    *params, weights, (const char *)input->data + i3 * input->nb[3] + i2 * input->nb[2], input,
                    (char *)op->data + i3 * op->nb[3] + i2 * op->nb[2], op);
        return true;
    }

    static void multiply(
        ggml_compute_params &params, const ggml_tensor *weights, const char *from, const ggml_tensor *input, char *to,
        const ggml_tensor *op) {
        const auto type = *type_of(weights);
        const size_t length = weights->ne[0], panels = weights->ne[1] / KAPELL_MATRIX_PANEL, count = input->ne[1];
        const size_t stride = input->nb[1] / sizeof(float), thread = params.ith, threads = params.nth;
        const auto columns = reinterpret_cast<const float *>(from);
        char *inputs = reinterpret_cast<char *>(aligned(reinterpret_cast<size_t>(params.wdata)));
        const auto rows = [&](size_t first, size_t end) {
            kapell_matrix_multiply(
                type, weights->data, length, first * KAPELL_MATRIX_PANEL, end * KAPELL_MATRIX_PANEL, inputs, count,
                reinterpret_cast<float *>(to), op->nb[1] / sizeof(float));
        };
        const auto share = [&] { rows(panels * thread / threads, panels * (thread + 1) / threads); };
        if (count <= few) {
            inputs += thread * aligned(kapell_matrix_inputs_size(type, length, count));
            kapell_matrix_pack_inputs(type, columns, stride, length, 0, count, count, inputs);
            return share();
        }
        const size_t unit = kapell_matrix_inputs_unit(type), units = (count + unit - 1) / unit;
        const size_t first = units * thread / threads * unit, end = units * (thread + 1) / threads * unit;
        kapell_matrix_pack_inputs(
            type, columns, stride, length, first, end < count ? end : count, count, inputs);
        if (thread == 0)
            ggml_threadpool_chunk_set(params.threadpool, (int)threads);
        ggml_barrier(params.threadpool);
        if (panels * KAPELL_MATRIX_PANEL * length * count < little) {
            share();
        } else {
            const size_t chunk = panels / (8 * threads) / 2 * 2 + 2;
            for (size_t turn = thread; turn * chunk < panels; turn = ggml_threadpool_chunk_add(params.threadpool, 1))
                rows(turn * chunk, (turn + 1) * chunk < panels ? (turn + 1) * chunk : panels);
        }
        if (input->ne[2] * input->ne[3] > 1) // the next slice is packed where this one still may be read
            ggml_barrier(params.threadpool);
    }
};

/// Rows of words: the same panels serve where words come in and, in models that tie the two, where they go out.
class Rows : public ggml::cpu::tensor_traits {
    bool work_size(int, const ggml_tensor *, size_t &size) override {
        size = 0;
        return true;
    }

    bool compute_forward(ggml_compute_params *params, ggml_tensor *op) override {
        const ggml_tensor *weights = op->src[0], *words = op->src[1];
        for (int64_t i = params->ith; i < words->ne[0]; i += params->nth) {
            const int32_t word = *(const int32_t *)((const char *)words->data + i * words->nb[0]);
            GGML_ASSERT(word >= 0 && word < weights->ne[1]);
            kapell_matrix_row(
                *type_of(weights), weights->data, weights->ne[0], word, (float *)((char *)op->data + i * op->nb[1]));
        }
        return true;
    }
};

/// Attention, whoever owns the buffers.
class Attention : public ggml::cpu::tensor_traits {
    struct Shape {
        size_t width, tokens, heads, keys, group, batches, units;

        explicit Shape(const ggml_tensor *op)
            : width(op->src[0]->ne[0]), tokens(op->src[0]->ne[1]), heads(op->src[0]->ne[2]), keys(op->src[1]->ne[1]),
              group(heads / op->src[1]->ne[2]), batches(op->src[0]->ne[3]),
              units(tokens * (heads / group) * batches) {}

        /// Bytes of the sums of one part of a unit: whole registers, so that parts lie one behind the other.
        size_t sums() const { return kapell_attention_sums_size(width, group) * sizeof(float); }

        /// Whether few units would be shared out unevenly: then each thread takes a share of every unit's positions.
        bool is_shared(size_t threads) const { return units % threads != 0 && units < 16 * threads; }
    };

public:
    static bool computes(const ggml_tensor *op) {
        const ggml_tensor *q = op->src[0], *k = op->src[1], *v = op->src[2], *mask = op->src[3];
        float scale, bias, cap;
        read(op, scale, bias, cap);
        return q->type == GGML_TYPE_F32 && k->type == GGML_TYPE_F16 && v->type == GGML_TYPE_F16
            && op->type == GGML_TYPE_F32 && q->nb[0] == sizeof(float) && k->nb[0] == 2 && v->nb[0] == 2
            && q->ne[0] == k->ne[0] && v->ne[0] == k->ne[0] && v->ne[2] == k->ne[2] && q->ne[2] % k->ne[2] == 0
            && k->ne[3] == v->ne[3] && q->ne[3] % k->ne[3] == 0 && k->ne[1] > 0
            && (!mask || (mask->type == GGML_TYPE_F16 && mask->ne[2] == 1)) && !op->src[4] && bias == 0 && cap == 0
            && kapell_attention_is_supported(q->ne[0]);
    }

private:
    static void read(const ggml_tensor *op, float &scale, float &bias, float &cap) {
        const auto values = reinterpret_cast<const float *>(op->op_params);
        scale = values[0], bias = values[1], cap = values[2];
    }

    bool work_size(int threads, const ggml_tensor *op, size_t &size) override {
        const Shape shape(op);
        size = 64 + shape.sums() * threads * (shape.is_shared(threads) ? shape.units : threads);
        return true;
    }

    /// Each unit has as many parts as there are threads, whoever computes them: so a token's result is the same in each
    /// batch.
    bool compute_forward(ggml_compute_params *params, ggml_tensor *op) override {
        const Shape shape(op);
        const size_t thread = params->ith, threads = params->nth, sums = shape.sums();
        char *work = reinterpret_cast<char *>(aligned(reinterpret_cast<size_t>(params->wdata)));
        const auto place = [&](size_t index) { return reinterpret_cast<float *>(work + index * sums); };
        if (!shape.is_shared(threads)) {
            for (size_t unit = thread; unit < shape.units; unit += threads) {
                add(op, shape, unit, 0, threads, threads, place(thread * threads));
                end(op, shape, unit, threads, [&](size_t part) { return place(thread * threads + part); });
            }
            return true;
        }
        for (size_t unit = 0; unit < shape.units; unit++)
            add(op, shape, unit, thread, thread + 1, threads, place(thread * shape.units + unit));
        ggml_barrier(params->threadpool);
        for (size_t unit = thread; unit < shape.units; unit += threads)
            end(op, shape, unit, threads, [&](size_t part) { return place(part * shape.units + unit); });
        return true;
    }

    static void add(
        const ggml_tensor *op, const Shape &shape, size_t unit, size_t first, size_t end, size_t parts, float *sums) {
        kapell_attention_begin(sums, shape.width, shape.group * (end - first));
        const kapell_attention attention = at(op, shape, unit);
        kapell_attention_add(&attention, shape.keys, first, end, parts, sums);
    }

    /// Units go by batch, then by token, then by the head of the keys.
    static kapell_attention at(const ggml_tensor *op, const Shape &shape, size_t unit) {
        const ggml_tensor *q = op->src[0], *k = op->src[1], *v = op->src[2], *mask = op->src[3];
        const size_t key_heads = shape.heads / shape.group, head = unit % key_heads;
        const size_t token = unit / key_heads % shape.tokens, batch = unit / key_heads / shape.tokens;
        const size_t key_batch = batch / (shape.batches / k->ne[3]);
        const auto place = [](const ggml_tensor *t, size_t i1, size_t i2, size_t i3) {
            return (const char *)t->data + i1 * t->nb[1] + i2 * t->nb[2] + i3 * t->nb[3];
        };
        kapell_attention attention = {};
        float bias, cap;
        read(op, attention.scale, bias, cap);
        attention.width = shape.width;
        attention.heads = shape.group;
        attention.queries = (const float *)place(q, token, head * shape.group, batch);
        attention.query_stride = q->nb[2] / sizeof(float);
        attention.keys = (const uint16_t *)place(k, 0, head, key_batch);
        attention.key_stride = k->nb[1] / sizeof(uint16_t);
        attention.values = (const uint16_t *)place(v, 0, head, key_batch);
        attention.value_stride = v->nb[1] / sizeof(uint16_t);
        attention.mask = mask ? (const uint16_t *)place(mask, token, 0, batch % mask->ne[3]) : nullptr;
        return attention;
    }

    /// Brings the parts together. The result has the heads of a token side by side.
    template <typename Place>
    static void end(ggml_tensor *op, const Shape &shape, size_t unit, size_t parts, Place sums) {
        for (size_t part = 1; part < parts; part++)
            kapell_attention_merge(sums(0), sums(part), shape.width, shape.group);
        const size_t key_heads = shape.heads / shape.group, head = unit % key_heads, token = unit / key_heads;
        float *to = (float *)((char *)op->data + (token * shape.heads + head * shape.group) * op->nb[1]);
        kapell_attention_end(sums(0), shape.width, shape.group, to, op->nb[1] / sizeof(float));
    }
};

ggml_backend_buffer_type_t buffer_type();

/// Rows of numbers that are no matrix lie in the buffer as they are, for every operation: that few are sooner copied than
/// mapped with all that is around them in the file.
bool is_plain(const ggml_tensor *weights) { return weights->type == GGML_TYPE_F32 && ggml_n_dims(weights) == 1; }

class Panels : public ggml::cpu::extra_buffer_type {
    bool supports_op(ggml_backend_dev_t, const ggml_tensor *op) override {
        const ggml_tensor *weights = op->src[0], *input = op->src[1];
        if (!is_panels(weights))
            return std::none_of(op->src, op->src + GGML_MAX_SRC, is_panels);
        if ((op->op != GGML_OP_MUL_MAT && op->op != GGML_OP_GET_ROWS)
            || ggml_n_dims(weights) != 2 || (input->buffer && !ggml_backend_buft_is_host(input->buffer->buft)))
            return false;
        const auto type = type_of(weights);
        if (!type || !kapell_matrix_is_supported(*type, weights->ne[0], weights->ne[1]))
            return false;
        if (op->op == GGML_OP_MUL_MAT)
            return input->type == GGML_TYPE_F32 && input->nb[0] == sizeof(float);
        // Other tables of rows are read by other operations, too: views of them, for one.
        return strcmp(weights->name, "token_embd.weight") == 0 && input->type == GGML_TYPE_I32
            && ggml_nelements(input) == input->ne[0];
    }

    ggml::cpu::tensor_traits *get_tensor_traits(const ggml_tensor *op) override {
        static Product product;
        static Rows rows;
        static Attention attention;
        if (op->op == GGML_OP_FLASH_ATTN_EXT)
            return Attention::computes(op) ? &attention : nullptr;
        if (!is_panels(op->src[0]))
            return nullptr;
        switch (op->op) {
        case GGML_OP_MUL_MAT: return &product;
        case GGML_OP_GET_ROWS: return &rows;
        default: return nullptr;
        }
    }

    static bool is_panels(const ggml_tensor *weights) {
        return weights && weights->buffer && weights->buffer->buft == buffer_type() && !is_plain(weights);
    }
};

void write_tensor(ggml_backend_buffer_t, ggml_tensor *tensor, const void *data, size_t offset, size_t size) {
    GGML_ASSERT(offset == 0 && size == ggml_nbytes(tensor)); // llama.cpp writes whole tensors
    if (is_plain(tensor)) {
        memcpy(tensor->data, data, size);
        return;
    }
    kapell_matrix_pack(*type_of(tensor), data, tensor->ne[0], tensor->ne[1], tensor->data);
    bytes_made_here += size;
}

void free_buffer(ggml_backend_buffer_t buffer) {
    ggml_aligned_free(buffer->context, buffer->size);
}

void *base(ggml_backend_buffer_t buffer) { return buffer->context; }

void clear(ggml_backend_buffer_t buffer, uint8_t value) { memset(buffer->context, value, buffer->size); }

ggml_backend_buffer_t allocate(ggml_backend_buffer_type_t type, size_t size) {
    void *memory = ggml_aligned_malloc(size);
    if (!memory)
        return nullptr;
    ggml_backend_buffer_i interface = {};
    interface.free_buffer = free_buffer;
    interface.get_base = base;
    interface.set_tensor = write_tensor;
    interface.clear = clear;
    return ggml_backend_buffer_init(type, interface, memory, size);
}

const char *name(ggml_backend_buffer_type_t) { return "KAPELL_PANELS"; }

size_t alignment(ggml_backend_buffer_type_t) { return 64; }

ggml_backend_buffer_type_t buffer_type() {
    static Panels panels;
    static ggml_backend_buffer_type type = [] {
        ggml_backend_buffer_type type = {};
        type.iface.get_name = name;
        type.iface.alloc_buffer = allocate;
        type.iface.get_alignment = alignment;
        type.device = ggml_backend_reg_dev_get(ggml_backend_cpu_reg(), 0);
        type.context = &panels;
        return type;
    }();
    return &type;
}

} // namespace

bool kapell_llama_use_panels(void) {
    if (!kapell_matrix_is_supported(KAPELL_MATRIX_F16, 64, KAPELL_MATRIX_PANEL))
        return false;
    auto &types = ggml_backend_cpu_get_extra_buffer_types();
    types.insert(types.begin(), buffer_type());
    return true;
}

size_t kapell_llama_panel_bytes_made_here(void) { return bytes_made_here; }

#else // a llama.cpp that was installed without its inner headers

bool kapell_llama_use_panels(void) { return false; }

size_t kapell_llama_panel_bytes_made_here(void) { return 0; }

#endif
