#include "hnsw_internal.h"

const void *kapell_node_query(const kapell_hnsw *graph, kapell_context *context, uint32_t slot) {
    const void *code = block_of(graph, slot);
    switch (graph->options.element) {
    case KAPELL_ELEMENT_F16:
    case KAPELL_ELEMENT_BF16:
        // The padding of the scratch is zero from its first use.
        kapell_code_decode(graph->options.element, code, graph->options.dimensions, context->scratch);
        return context->scratch;
    default:
        return code;
    }
}

static int compare(const void *left, const void *right) {
    const struct candidate *a = left, *b = right;
    // One order for all, also of what is not a number: last.
    bool a_odd = a->distance != a->distance, b_odd = b->distance != b->distance;
    if (a_odd || b_odd) {
        if (a_odd != b_odd) {
            return a_odd ? 1 : -1;
        }
    } else if (a->distance != b->distance) {
        return a->distance < b->distance ? -1 : 1;
    }
    return a->node < b->node ? -1 : a->node > b->node;
}

void kapell_sort_candidates(struct candidate *candidates, size_t count) {
    if (count > 128) {
        qsort(candidates, count, sizeof *candidates, compare);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        struct candidate moving = candidates[i];
        size_t place = i;
        for (; place > 0 && compare(&candidates[place - 1], &moving) > 0; place--) {
            candidates[place] = candidates[place - 1];
        }
        candidates[place] = moving;
    }
}

uint32_t kapell_choose(
    const kapell_hnsw *graph, kapell_context *context, const struct candidate *candidates, size_t count,
    uint32_t most, uint32_t *chosen) {
    const void *rows[512];
    uint32_t left_out[512];
    uint32_t taken = 0, left = 0;
    for (size_t i = 0; i < count && taken < most; i++) {
        uint32_t node = candidates[i].node & NUMBER;
        const void *query = kapell_node_query(graph, context, node);
        bool good = true;
        for (uint32_t k = 0; k < taken && good; k += 4) {
            float distances[4];
            uint32_t part = taken - k < 4 ? taken - k : 4;
            graph->batch(query, rows + k, part, graph->options.dimensions, distances);
            for (uint32_t j = 0; j < part; j++) {
                good = good && !(distances[j] < candidates[i].distance);
            }
        }
        if (good) {
            rows[taken] = block_of(graph, node);
            chosen[taken++] = node;
        } else if (graph->options.keep_pruned && left < 512) {
            left_out[left++] = node;
        }
    }
    for (uint32_t i = 0; i < left && taken < most; i++) {
        chosen[taken++] = left_out[i];
    }
    return taken;
}

/// Adds the way back from `from` to `to`; where there is no place left, the heuristic chooses among all.
static void link_back(
    const kapell_hnsw *graph, kapell_context *context, uint32_t from, uint32_t to, float distance, uint32_t level) {
    uint32_t most = most_links(graph, level);
    lock_node(graph, from);
    link_word *words = links_of(graph, from, level);
    uint32_t count = atomic_load_explicit(words, memory_order_relaxed);
    if (count < most) {
        atomic_store_explicit(words + 1 + count, to, memory_order_release);
        atomic_store_explicit(words, count + 1, memory_order_release);
        unlock_node(graph, from);
        return;
    }
    struct candidate candidates[513];
    for (uint32_t i = 0; i < count; i++) {
        uint32_t id = atomic_load_explicit(words + 1 + i, memory_order_relaxed);
        candidates[i].node = id;
        context->rows[i] = block_of(graph, id);
    }
    const void *query = kapell_node_query(graph, context, from);
    graph->batch(query, context->rows, count, graph->options.dimensions, context->distances);
    for (uint32_t i = 0; i < count; i++) {
        candidates[i].distance = context->distances[i];
    }
    candidates[count] = (struct candidate){distance, to};
    kapell_sort_candidates(candidates, count + 1);
    uint32_t chosen[512];
    uint32_t taken = kapell_choose(graph, context, candidates, count + 1, most, chosen);
    write_links(graph, from, level, chosen, taken);
    unlock_node(graph, from);
}

static bool prepare(kapell_hnsw *graph, kapell_context *context, uint32_t slot, int64_t id, const float *vector) {
    size_t dimensions = graph->options.dimensions;
    size_t query = kapell_query_size(graph->options.element, dimensions);
    bool fresh = context->scratch_capacity < query;
    if (!kapell_reserve(&context->query, &context->query_capacity, query)
        || !kapell_reserve(&context->scratch, &context->scratch_capacity, query)) {
        return false;
    }
    if (fresh) {
        memset(context->scratch, 0, context->scratch_capacity);
    }
    kapell_code_encode(graph->options.element, vector, dimensions, block_of(graph, slot));
    if (graph->original_size) {
        memcpy((void *)kapell_hnsw_original(graph, slot), vector, dimensions * sizeof(float));
    }
    struct tail *tail = tail_of(graph, slot);
    tail->id = id;
    for (uint32_t level = 0; level <= tail->level; level++) {
        atomic_store_explicit(links_of(graph, slot, level), 0, memory_order_release);
    }
    kapell_query_encode(graph->options.element, vector, dimensions, context->query);
    return true;
}

#define LEVELS (KAPELL_HNSW_MAXIMUM_LEVEL + 1)

struct forward {
    uint32_t count[LEVELS];
    struct candidate links[LEVELS][256];
};

/// Finds the links of the new node at each layer from the entry's or its own down. False when there is no memory.
static bool find_links(
    kapell_hnsw *graph, kapell_context *context, uint32_t slot, uint64_t entry, struct forward *forward) {
    int64_t slots = kapell_context_begin(context, graph);
    if (slots < 0) {
        return false;
    }
    uint32_t top = (uint32_t)(entry >> 32) - 1, own = tail_of(graph, slot)->level;
    uint32_t level = own < top ? own : top;
    uint64_t visited = 0;
    uint32_t start = kapell_descend(graph, context, context->query, entry, level, (uint32_t)slots, &visited);
    for (;; level--) {
        struct walk walk = {
            .query = context->query, .level = level, .ef = graph->options.ef_construction, .slots = (uint32_t)slots,
            .limit = UINT64_MAX};
        context->visited[slot] = context->mark;
        kapell_walk_layer(graph, context, &walk, start);
        if (walk.no_memory) {
            return false;
        }
        start = context->list[0].node & NUMBER;
        // Tombstones are no good neighbours while there are others.
        size_t kept = walk.count;
        if (atomic_load_explicit(&graph->dead, memory_order_relaxed) > 0) {
            kept = 0;
            for (size_t i = 0; i < walk.count; i++) {
                if (state(graph, context->list[i].node & NUMBER) != STATE_DEAD) {
                    context->list[kept++] = context->list[i];
                }
            }
            kept = kept > 0 ? kept : walk.count;
        }
        uint32_t chosen[256];
        uint32_t taken = kapell_choose(graph, context, context->list, kept, graph->options.links, chosen);
        for (uint32_t i = 0, k = 0; i < taken; i++, k = 0) {
            while ((context->list[k].node & NUMBER) != chosen[i]) {
                k++;
            }
            forward->links[level][i] = (struct candidate){context->list[k].distance, chosen[i]};
        }
        forward->count[level] = taken;
        if (level == 0) {
            return true;
        }
        kapell_context_next(context);
    }
}

bool kapell_hnsw_insert(
    kapell_hnsw *graph, kapell_context *context, uint32_t slot, int64_t id, const float *vector) {
    pthread_rwlock_rdlock(&graph->writers);
    struct forward *forward = NULL;
    bool done = prepare(graph, context, slot, id, vector);
    uint32_t level = tail_of(graph, slot)->level;
    uint64_t own = (uint64_t)(level + 1) << 32 | slot;
    uint64_t entry = atomic_load_explicit(&graph->entry, memory_order_acquire);
    bool rising = false;
    if (done && entry >> 32 < level + 1) {
        // A new uppermost layer: one at a time, so that none of them is cut off.
        pthread_mutex_lock(&graph->entry_lock);
        entry = atomic_load_explicit(&graph->entry, memory_order_acquire);
        rising = entry >> 32 < level + 1;
        if (!rising) {
            pthread_mutex_unlock(&graph->entry_lock);
        }
    }
    if (done && entry != 0) {
        forward = malloc(sizeof *forward);
        if (forward) {
            memset(forward->count, 0, sizeof forward->count);
        }
        done = forward && find_links(graph, context, slot, entry, forward);
    }
    if (done && entry != 0) {
        // All the ways out, at every layer, before there is any way in.
        for (uint32_t layer = 0; layer <= level; layer++) {
            uint32_t ids[256];
            for (uint32_t i = 0; i < forward->count[layer]; i++) {
                ids[i] = forward->links[layer][i].node;
            }
            write_links(graph, slot, layer, ids, forward->count[layer]);
        }
        for (uint32_t layer = 0; layer <= level; layer++) {
            for (uint32_t i = 0; i < forward->count[layer]; i++) {
                struct candidate link = forward->links[layer][i];
                link_back(graph, context, link.node, slot, link.distance, layer);
            }
        }
    }
    if (rising) {
        if (done) {
            atomic_store_explicit(&graph->entry, own, memory_order_release);
        }
        pthread_mutex_unlock(&graph->entry_lock);
    }
    free(forward);
    if (done) {
        atomic_store(state_of(graph, slot), STATE_LINKED);
    } else {
        kapell_hnsw_bury(graph, slot);
    }
    pthread_rwlock_unlock(&graph->writers);
    return done;
}
