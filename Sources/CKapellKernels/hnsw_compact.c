#include "hnsw_internal.h"

/// The nodes in the order in which a walk over layer 0 meets them, then those that it does not meet. Neighbours come to
/// lie near each other. Returns how many.
static uint32_t walk_order(const kapell_hnsw *graph, uint32_t count, uint32_t *order, uint32_t *slots) {
    uint32_t found = 0, followed = 0;
    uint64_t entry = atomic_load(&graph->entry);
    if (entry) {
        slots[(uint32_t)entry] = 0;
        order[found++] = (uint32_t)entry;
    }
    for (uint32_t next = 0;;) {
        while (followed < found) {
            uint32_t links[512];
            uint32_t most = read_links(graph, order[followed++], 0, links);
            for (uint32_t i = 0; i < most; i++) {
                if (slots[links[i]] == NO_SLOT) {
                    slots[links[i]] = found;
                    order[found++] = links[i];
                }
            }
        }
        while (next < count && (slots[next] != NO_SLOT || state(graph, next) != STATE_LIVE)) {
            next++;
        }
        if (next == count) {
            return found;
        }
        slots[next] = found;
        order[found++] = next;
    }
}

static bool copy_node(
    const kapell_hnsw *graph, uint32_t from, kapell_hnsw *copy, const uint32_t *slots) {
    const struct tail *tail = tail_of(graph, from);
    uint32_t to = kapell_hnsw_allocate(copy, tail->level);
    if (to == NO_SLOT) {
        return false;
    }
    memcpy(block_of(copy, to), block_of(graph, from), graph->code_size);
    if (graph->original_size) {
        memcpy(
            (void *)kapell_hnsw_original(copy, to), kapell_hnsw_original(graph, from),
            graph->options.dimensions * sizeof(float));
    }
    tail_of(copy, to)->id = tail->id;
    for (uint32_t level = 0; level <= tail->level; level++) {
        uint32_t links[512];
        uint32_t count = read_links(graph, from, level, links);
        for (uint32_t i = 0; i < count; i++) {
            links[i] = slots[links[i]];
        }
        write_links(copy, to, level, links, count);
    }
    atomic_store(state_of(copy, to), STATE_LINKED);
    kapell_hnsw_publish(copy, to);
    return true;
}

kapell_hnsw *kapell_hnsw_compact(kapell_hnsw *graph, const char *folder, uint32_t *slots) {
    uint32_t count = atomic_load(&graph->slots), kept = 0;
    memset(slots, 0xff, (size_t)count * sizeof *slots);
    if (atomic_load(&graph->hidden) > 0) {
        return NULL;
    }
    uint32_t *order = malloc(((size_t)count + 1) * sizeof *order);
    kapell_hnsw *copy = order ? kapell_hnsw_create(graph->domain, &graph->options, folder) : NULL;
    if (copy) {
        kept = walk_order(graph, count, order, slots);
        bool done = true;
        for (uint32_t i = 0; i < kept && done; i++) {
            done = copy_node(graph, order[i], copy, slots);
        }
        uint64_t entry = atomic_load(&graph->entry);
        if (entry) {
            atomic_store(&copy->entry, (entry >> 32) << 32 | slots[(uint32_t)entry]);
        }
        if (!done) {
            kapell_hnsw_destroy(copy);
            copy = NULL;
        }
    }
    free(order);
    return copy;
}
