#include <math.h>

#include "hnsw_internal.h"

static inline void prefetch(const void *memory) { __builtin_prefetch(memory, 0, 3); }

static inline void prefetch_code(const kapell_hnsw *graph, const uint8_t *block) {
    // The processor's own prefetcher goes on where a code is long.
    uint32_t lines = graph->code_lines < 8 ? graph->code_lines : 8;
    for (uint32_t line = 0; line < lines; line++) {
        prefetch(block + 64 * line);
    }
}

/// Computes the distances of context->ids[0..<count], whose blocks are in context->rows.
static inline void measure(
    const kapell_hnsw *graph, kapell_context *context, const void *query, uint32_t count) {
    graph->batch(query, context->rows, count, graph->options.dimensions, context->distances);
}

uint32_t kapell_descend(
    const kapell_hnsw *graph, kapell_context *context, const void *query, uint64_t entry, uint32_t level,
    uint32_t slots, uint64_t *visited) {
    uint32_t best = (uint32_t)entry;
    uint32_t top = (uint32_t)(entry >> 32) - 1;
    if (top <= level) {
        return best;
    }
    context->rows[0] = block_of(graph, best);
    measure(graph, context, query, 1);
    float distance = context->distances[0];
    for (uint32_t layer = top; layer > level; layer--) {
        for (bool nearer = true; nearer;) {
            nearer = false;
            uint32_t count = read_links(graph, best, layer, context->ids), taken = 0;
            for (uint32_t i = 0; i < count; i++) {
                uint32_t id = context->ids[i];
                if (id < slots) {
                    const uint8_t *block = block_of(graph, id);
                    prefetch_code(graph, block);
                    context->ids[taken] = id;
                    context->rows[taken++] = block;
                }
            }
            if (taken > 0) {
                measure(graph, context, query, taken);
                *visited += taken;
            }
            for (uint32_t i = 0; i < taken; i++) {
                if (context->distances[i] < distance) {
                    distance = context->distances[i];
                    best = context->ids[i];
                    nearer = true;
                }
            }
        }
    }
    return best;
}

/// Whether a search may return the node.
static inline bool may_return(const kapell_hnsw *graph, const struct walk *walk, uint32_t node) {
    if (walk->check_states && state(graph, node) != STATE_LIVE) {
        return false;
    }
    return !walk->accept || walk->accept(walk->accept_context, tail_of(graph, node)->id);
}

/// The place before which a distance belongs: after equal ones.
static inline size_t place_of(const struct candidate *list, size_t count, float distance) {
    const struct candidate *base = list;
    while (count > 1) {
        size_t half = count / 2;
        base += base[half - 1].distance <= distance ? half : 0;
        count -= half;
    }
    return (size_t)(base - list) + (count == 1 && base->distance <= distance);
}

/// Collects the neighbours that have not been visited. Returns how many.
static inline uint32_t collect(
    const kapell_hnsw *graph, kapell_context *context, const struct walk *walk, uint32_t node) {
    link_word *words = links_of(graph, node, walk->level);
    uint32_t count = atomic_load_explicit(words, memory_order_acquire), most = most_links(graph, walk->level);
    count = count < most ? count : most;
    uint8_t *visited = context->visited, mark = context->mark;
    uint32_t taken = 0, slots = walk->slots;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t id = atomic_load_explicit(words + 1 + i, memory_order_relaxed);
        id = id < slots ? id : slots;
        context->ids[taken] = id;
        taken += visited[id] != mark;
        visited[id] = mark;
    }
    atomic_thread_fence(memory_order_acquire);
    for (uint32_t i = 0; i < taken; i++) {
        const uint8_t *block = block_of(graph, context->ids[i]);
        prefetch_code(graph, block);
        context->rows[i] = block;
    }
    return taken;
}

/// Adds the accepted neighbours of those that are not. Returns how many there are then.
static uint32_t collect_behind(
    const kapell_hnsw *graph, kapell_context *context, const struct walk *walk, uint32_t count) {
    uint32_t all = count;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t node = context->ids[i];
        if (may_return(graph, walk, node)) {
            continue;
        }
        link_word *words = links_of(graph, node, walk->level);
        uint32_t links = atomic_load_explicit(words, memory_order_acquire), most = most_links(graph, walk->level);
        links = links < most ? links : most;
        for (uint32_t k = 0; k < links && all < BATCH; k++) {
            uint32_t id = atomic_load_explicit(words + 1 + k, memory_order_relaxed);
            if (id >= walk->slots || context->visited[id] == context->mark) {
                continue;
            }
            atomic_thread_fence(memory_order_acquire);
            if (may_return(graph, walk, id)) {
                context->visited[id] = context->mark;
                context->ids[all] = id;
                context->rows[all++] = block_of(graph, id);
            }
        }
    }
    return all;
}

void kapell_walk_layer(const kapell_hnsw *graph, kapell_context *context, struct walk *walk, uint32_t start) {
    walk->count = 0;
    size_t room = context->list_capacity / sizeof(struct candidate);
    if (room < walk->ef + BATCH + 1) {
        if (!kapell_reserve(
                (void **)&context->list, &context->list_capacity, (walk->ef + BATCH + 1) * sizeof(struct candidate))) {
            walk->no_memory = true;
            return;
        }
        room = context->list_capacity / sizeof(struct candidate);
    }
    struct candidate *list = context->list;
    const bool look = walk->check_states || walk->accept;
    context->visited[walk->slots] = context->mark;
    context->visited[start] = context->mark;
    context->rows[0] = block_of(graph, start);
    measure(graph, context, walk->query, 1);
    walk->visited++;
    uint32_t first = start | (look && !may_return(graph, walk, start) ? SILENT : 0);
    list[0] = (struct candidate){context->distances[0], first};
    // The list ends with the ef-th that may be returned; before there are so many it ends nowhere.
    size_t count = 1, loud = first & SILENT ? 0 : 1, next = 0;

    while (next < count) {
        uint32_t node = list[next].node;
        if (node & EXPANDED) {
            next++;
            continue;
        }
        list[next].node = node | EXPANDED;
        uint32_t found = collect(graph, context, walk, node & NUMBER);
        if (walk->kind == KAPELL_WALK_TWO_HOPS) {
            found = collect_behind(graph, context, walk, found);
        }
        if (found == 0) {
            next++;
            continue;
        }
        walk->visited += found;
        if (walk->visited > walk->limit) {
            walk->gave_up = true;
            break;
        }
        if (room < count + found) {
            if (!kapell_reserve(
                    (void **)&context->list, &context->list_capacity, 2 * (count + BATCH) * sizeof(struct candidate))) {
                walk->no_memory = true;
                return;
            }
            list = context->list;
            room = context->list_capacity / sizeof(struct candidate);
        }
        measure(graph, context, walk->query, found);
        size_t lowest = count;
        for (uint32_t i = 0; i < found; i++) {
            float distance = context->distances[i];
            if (loud >= walk->ef && !(distance < list[count - 1].distance)) {
                continue;
            }
            // What ran over (infinity less infinity) counts as far.
            distance = distance == distance ? distance : INFINITY;
            uint32_t id = context->ids[i];
            bool silent = look && !may_return(graph, walk, id);
            size_t place = place_of(list, count, distance);
            memmove(list + place + 1, list + place, (count - place) * sizeof *list);
            list[place] = (struct candidate){distance, id | (silent ? SILENT : 0)};
            count++;
            lowest = place < lowest ? place : lowest;
            prefetch(block_of(graph, id) + graph->links_offset);
            if (!silent && ++loud > walk->ef) {
                // One too many, and with it the silent ones behind the new last.
                loud--;
                do {
                    count--;
                } while (list[count - 1].node & SILENT);
            }
        }
        next = lowest <= next ? lowest : next + 1;
    }
    walk->count = count;
}

size_t kapell_hnsw_search(
    const kapell_hnsw *graph, kapell_context *context, const float *vector, size_t ef, kapell_hnsw_accept accept,
    void *accept_context, kapell_hnsw_walk kind, uint64_t limit, kapell_hnsw_hit *hits, kapell_hnsw_work *work) {
    *work = (kapell_hnsw_work){0};
    uint64_t entry = atomic_load_explicit(&graph->entry, memory_order_acquire);
    if (entry == 0 || ef == 0) {
        return 0;
    }
    // After the entry: it and whatever it leads to at this moment is covered, or passed over.
    int64_t slots = kapell_context_begin(context, graph);
    size_t bytes = kapell_query_size(graph->options.element, graph->options.dimensions);
    if (slots < 0 || !kapell_reserve(&context->query, &context->query_capacity, bytes)) {
        work->gave_up = true;
        return 0;
    }
    kapell_query_encode(graph->options.element, vector, graph->options.dimensions, context->query);
    struct walk walk = {
        .query = context->query, .ef = ef, .slots = (uint32_t)slots, .accept = accept,
        .accept_context = accept_context, .kind = kind, .limit = limit,
        .check_states = atomic_load_explicit(&graph->hidden, memory_order_acquire) > 0};
    uint32_t start =
        kapell_descend(graph, context, context->query, entry, 0, (uint32_t)slots, &walk.visited);
    kapell_walk_layer(graph, context, &walk, start);
    work->visited = walk.visited;
    work->gave_up = walk.gave_up || walk.no_memory;
    size_t written = 0;
    for (size_t i = 0; i < walk.count && written < ef && !work->gave_up; i++) {
        uint32_t node = context->list[i].node;
        // Looked at again: it may have been buried since.
        if (!(node & SILENT) && state(graph, node & NUMBER) == STATE_LIVE) {
            hits[written++] = (kapell_hnsw_hit){context->list[i].distance, node & NUMBER};
            // The best are about to be scored again.
            if (graph->original_size && written <= 32) {
                const uint8_t *original = (const uint8_t *)kapell_hnsw_original(graph, node & NUMBER);
                for (uint32_t line = 0; line < 512 && line < graph->original_size; line += 64) {
                    prefetch(original + line);
                }
            }
        }
    }
    return written;
}
