#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif
#include <sys/mman.h>

#include "CKapellKernels.h"
#include "hnsw_internal.h"

/// A multiple of every system's pages.
#define PAGE ((size_t)65536)
#define UPPER_MASK (((uint32_t)1 << UPPER_SHIFT) - 1)

static size_t upper_size(const kapell_hnsw *graph) { return (graph->options.links + 1) * sizeof(link_word); }

/// Nodes of a chunk that are in use.
static uint32_t used_of(const kapell_hnsw *graph, uint32_t slots, size_t chunk) {
    uint32_t first = (uint32_t)(chunk << graph->chunk_shift), rest = slots - first;
    return rest > graph->chunk_mask ? graph->chunk_mask + 1 : rest;
}

// MARK: What nodes are linked by

/// Continues a checksum over a node's links and tail. Asks for those of a later one: the processor does not foresee
/// steps as wide as a block.
static inline uint32_t node_checksum(const kapell_hnsw *graph, const uint8_t *block, uint32_t crc) {
    const uint8_t *later = block + 8 * (size_t)graph->stride;
    for (uint32_t line = graph->links_offset & ~63u; line < graph->stride; line += 64) {
        __builtin_prefetch(later + line, 0, 3);
    }
    return kapell_crc32c(crc, block + graph->links_offset, graph->stride - graph->links_offset);
}

/// The checksum of a chunk's links, tails and states.
static uint32_t chunk_checksum(const kapell_hnsw *graph, const uint8_t *blocks, const uint8_t *states, uint32_t used) {
    uint32_t crc = 0;
    for (uint32_t i = 0; i < used; i++) {
        crc = node_checksum(graph, blocks + (size_t)i * graph->stride, crc);
    }
    return kapell_crc32c(crc, states, used);
}

static uint32_t upper_checksum(const kapell_hnsw *graph, uint32_t upper_used, uint32_t crc) {
    for (uint32_t first = 0; first < upper_used; first += UPPER_MASK + 1) {
        uint32_t used = upper_used - first > UPPER_MASK ? UPPER_MASK + 1 : upper_used - first;
        crc = kapell_crc32c(crc, (const void *)atomic_load(&graph->upper_chunks[first >> UPPER_SHIFT]),
                            used * upper_size(graph));
    }
    return crc;
}

static const uint8_t *states_of(const kapell_hnsw *graph, const uint8_t *chunk) {
    return chunk + ((size_t)graph->stride << graph->chunk_shift);
}

kapell_hnsw_shape kapell_hnsw_shape_of(const kapell_hnsw *graph) {
    kapell_hnsw_shape shape = {
        .slots = atomic_load(&graph->slots), .upper_used = atomic_load(&graph->upper_used),
        .entry = atomic_load(&graph->entry), .stride = graph->stride, .chunk_shift = graph->chunk_shift};
    for (size_t chunk = 0; chunk << graph->chunk_shift < shape.slots; chunk++) {
        const uint8_t *blocks = atomic_load(&graph->chunks[chunk]);
        uint32_t sum =
            chunk_checksum(graph, blocks, states_of(graph, blocks), used_of(graph, shape.slots, chunk));
        shape.structure = kapell_crc32c(shape.structure, &sum, sizeof sum);
    }
    shape.structure = upper_checksum(graph, shape.upper_used, shape.structure);
    return shape;
}

// MARK: Writing

const void *kapell_hnsw_part(const kapell_hnsw *graph, kapell_hnsw_section section, size_t part, size_t *bytes) {
    uint32_t slots = atomic_load(&graph->slots);
    size_t whole = slots >> graph->chunk_shift;
    uint32_t rest = slots & graph->chunk_mask;
    switch (section) {
    case KAPELL_SECTION_NODES: {
        if (part < whole) {
            *bytes = graph->chunk_bytes;
            return atomic_load(&graph->chunks[part]);
        }
        if (rest == 0 || part > whole + 1) {
            return NULL;
        }
        const uint8_t *chunk = atomic_load(&graph->chunks[whole]);
        *bytes = part == whole ? (size_t)rest * graph->stride : rest;
        return part == whole ? chunk : states_of(graph, chunk);
    }
    case KAPELL_SECTION_ORIGINALS:
        if (graph->original_size == 0 || part > whole || (part == whole && rest == 0)) {
            return NULL;
        }
        *bytes = part < whole ? kapell_original_chunk_bytes(graph) : (size_t)rest * graph->original_size;
        return atomic_load(&graph->originals[part]);
    case KAPELL_SECTION_UPPER: {
        uint32_t used = atomic_load(&graph->upper_used), first = (uint32_t)(part << UPPER_SHIFT);
        if (part >= graph->upper_limit || first >= used) {
            return NULL;
        }
        *bytes = (used - first > UPPER_MASK ? UPPER_MASK + 1 : used - first) * upper_size(graph);
        return (const void *)atomic_load(&graph->upper_chunks[part]);
    }
    }
    return NULL;
}

uint64_t kapell_hnsw_section_bytes(
    const kapell_hnsw *graph, const kapell_hnsw_shape *shape, kapell_hnsw_section section) {
    uint64_t whole = shape->slots >> graph->chunk_shift, rest = shape->slots & graph->chunk_mask;
    switch (section) {
    case KAPELL_SECTION_NODES:
        return whole * graph->chunk_bytes + rest * (graph->stride + 1);
    case KAPELL_SECTION_ORIGINALS:
        return graph->original_size ? whole * kapell_original_chunk_bytes(graph) + rest * graph->original_size : 0;
    case KAPELL_SECTION_UPPER:
        return (uint64_t)shape->upper_used * upper_size(graph);
    }
    return 0;
}

// MARK: Opening

struct opening {
    kapell_hnsw *graph;
    const kapell_hnsw_shape *shape;
    /// The level of each slot.
    uint8_t *levels;
    int64_t *ids;
    bool *live;
    /// The checksum of each chunk.
    uint32_t *sums;
    const uint8_t *nodes;
    /// The next chunk for a thread to check.
    _Atomic(size_t) next;
    _Atomic(const char *) wrong;
    _Atomic(uint32_t) dead, free;
};

static bool all_zero(const uint8_t *bytes, size_t count) {
    return count == 0 || (bytes[0] == 0 && memcmp(bytes, bytes + 1, count - 1) == 0);
}

/// Checks the nodes of a chunk, and notes their levels and ids.
static const char *check_chunk(
    struct opening *opening, size_t chunk, const uint8_t *blocks, const uint8_t *states, uint32_t used) {
    const kapell_hnsw *graph = opening->graph;
    uint32_t slots = opening->shape->slots, upper_used = opening->shape->upper_used;
    uint32_t slot = (uint32_t)(chunk << graph->chunk_shift), crc = 0, dead = 0, freed = 0;
    for (uint32_t i = 0; i < used; i++, slot++, blocks += graph->stride) {
        crc = node_checksum(graph, blocks, crc);
        const uint32_t *links = (const uint32_t *)(blocks + graph->links_offset);
        const struct tail *tail = (const struct tail *)(blocks + graph->tail_offset);
        uint32_t count = links[0], highest = 0;
        if (count > graph->links0) {
            return "a node has more links than it can";
        }
        for (uint32_t k = 1; k <= count; k++) {
            highest = links[k] > highest ? links[k] : highest;
        }
        if (count > 0 && highest >= slots) {
            return "a link leads to a node that does not exist";
        }
        if (tail->level > KAPELL_HNSW_MAXIMUM_LEVEL) {
            return "a node is on a layer that cannot be";
        }
        if (tail->level > 0
            && (tail->upper >= upper_used || upper_used - tail->upper < tail->level
                || (tail->upper & UPPER_MASK) + tail->level > UPPER_MASK + 1)) {
            return "a node's upper layers lie outside of the file";
        }
        uint8_t its = states[i];
        if (its != STATE_LIVE && its != STATE_DEAD && its != STATE_FREE) {
            return "a node is neither live nor dead";
        }
        dead += its == STATE_DEAD;
        freed += its == STATE_FREE;
        opening->levels[slot] = (uint8_t)tail->level;
        opening->ids[slot] = tail->id;
        opening->live[slot] = its == STATE_LIVE;
    }
    opening->sums[chunk] = kapell_crc32c(crc, states, used);
    atomic_fetch_add(&opening->dead, dead);
    atomic_fetch_add(&opening->free, freed);
    return NULL;
}

/// Checks whole chunks, as long as there are some.
static void *check_chunks(void *argument) {
    struct opening *opening = argument;
    kapell_hnsw *graph = opening->graph;
    size_t whole = opening->shape->slots >> graph->chunk_shift, chunk;
    while (!atomic_load(&opening->wrong) && (chunk = atomic_fetch_add(&opening->next, 1)) < whole) {
        const uint8_t *blocks = opening->nodes + chunk * graph->chunk_bytes, *states = states_of(graph, blocks);
        const char *wrong = check_chunk(opening, chunk, blocks, states, graph->chunk_mask + 1);
        // A node that counted as locked would be waited for without end.
        if (!wrong && !all_zero(states + graph->chunk_mask + 1, (size_t)graph->chunk_mask + 1)) {
            wrong = "a node is locked";
        }
        if (wrong) {
            atomic_store(&opening->wrong, wrong);
        }
    }
    return NULL;
}

#define HELPERS 3

/// The same with the help of other threads, where it takes long.
static const char *check_all(struct opening *opening) {
    pthread_t helpers[HELPERS];
    size_t whole = opening->shape->slots >> opening->graph->chunk_shift, started = 0;
    while (started < HELPERS && started < whole / 16
           && pthread_create(&helpers[started], NULL, check_chunks, opening) == 0) {
        started++;
    }
    check_chunks(opening);
    while (started > 0) {
        pthread_join(helpers[--started], NULL);
    }
    return atomic_load(&opening->wrong);
}

/// Checks that links of upper layers lead to nodes that are there.
static const char *check_upper(const struct opening *opening) {
    const kapell_hnsw *graph = opening->graph;
    uint32_t slots = opening->shape->slots;
    for (uint32_t slot = 0; slot < slots; slot++) {
        for (uint32_t layer = 1; layer <= opening->levels[slot]; layer++) {
            const link_word *words = links_of(graph, slot, layer);
            uint32_t count = atomic_load_explicit(words, memory_order_relaxed);
            if (count > graph->options.links) {
                return "a node has more links at an upper layer than it can";
            }
            for (uint32_t k = 1; k <= count; k++) {
                uint32_t link = atomic_load_explicit(words + k, memory_order_relaxed);
                if (link >= slots || opening->levels[link] < layer) {
                    return "a link of an upper layer leads to a node that is not there";
                }
            }
        }
    }
    return NULL;
}

static const char *check_entry(const struct opening *opening) {
    uint64_t entry = opening->shape->entry;
    uint32_t slots = opening->shape->slots, slot = (uint32_t)entry;
    if (entry == 0) {
        return atomic_load(&opening->free) == slots ? NULL : "there is no entry point";
    }
    if (slot >= slots || entry >> 32 != (uint64_t)opening->levels[slot] + 1
        || state(opening->graph, slot) == STATE_FREE) {
        return "the entry point is not a node";
    }
    return NULL;
}

/// The chunks that are mapped, and a copy of the last one.
static const char *take_nodes(struct opening *opening, const uint64_t *offsets) {
    kapell_hnsw *graph = opening->graph;
    uint32_t slots = opening->shape->slots, rest = slots & graph->chunk_mask;
    size_t whole = slots >> graph->chunk_shift, original_bytes = kapell_original_chunk_bytes(graph);
    uint8_t *nodes = graph->mapping + offsets[KAPELL_SECTION_NODES];
    uint8_t *originals = graph->mapping + offsets[KAPELL_SECTION_ORIGINALS];
    graph->mapped_chunks = whole;
    opening->nodes = nodes;
    const char *wrong = check_all(opening);
    if (wrong) {
        return wrong;
    }
    for (size_t chunk = 0; chunk < whole; chunk++, nodes += graph->chunk_bytes) {
        atomic_store(&graph->chunks[chunk], nodes);
        if (graph->original_size) {
            atomic_store(&graph->originals[chunk], originals + chunk * original_bytes);
        }
    }
    if (rest == 0) {
        return NULL;
    }
    if (!kapell_make_chunk(graph, whole)) {
        return "memory";
    }
    uint8_t *last = atomic_load(&graph->chunks[whole]);
    memcpy(last, nodes, (size_t)rest * graph->stride);
    memcpy((uint8_t *)states_of(graph, last), nodes + (size_t)rest * graph->stride, rest);
    if (graph->original_size) {
        memcpy(atomic_load(&graph->originals[whole]), originals + whole * original_bytes,
               (size_t)rest * graph->original_size);
    }
    return check_chunk(opening, whole, last, states_of(graph, last), rest);
}

static const char *take_upper(struct opening *opening, const uint8_t *from) {
    kapell_hnsw *graph = opening->graph;
    uint32_t all = opening->shape->upper_used;
    for (uint32_t first = 0; first < all; first += UPPER_MASK + 1) {
        size_t chunk = first >> UPPER_SHIFT, size = upper_size(graph);
        size_t bytes = (all - first > UPPER_MASK ? UPPER_MASK + 1 : all - first) * size;
        if (!kapell_make_upper_chunk(graph, chunk)) {
            return "memory";
        }
        memcpy((void *)atomic_load(&graph->upper_chunks[chunk]), from + first * size, bytes);
    }
    atomic_store(&graph->upper_used, all);
    return NULL;
}

/// The free slots, as if they had been free for long.
static bool take_free(const struct opening *opening) {
    kapell_hnsw *graph = opening->graph;
    size_t count = atomic_load(&opening->free);
    if (count == 0) {
        return true;
    }
    graph->free_slots = malloc(count * sizeof *graph->free_slots);
    graph->free_epochs = calloc(count, sizeof *graph->free_epochs);
    if (!graph->free_slots || !graph->free_epochs) {
        return false;
    }
    graph->free_capacity = count;
    for (uint32_t slot = 0; slot < opening->shape->slots; slot++) {
        if (state(graph, slot) == STATE_FREE) {
            graph->free_slots[graph->free_count++] = slot;
        }
    }
    return true;
}

static const char *fill(struct opening *opening, const uint64_t *offsets) {
    kapell_hnsw *graph = opening->graph;
    const char *wrong = take_nodes(opening, offsets);
    wrong = wrong ? wrong : take_upper(opening, graph->mapping + offsets[KAPELL_SECTION_UPPER]);
    if (wrong) {
        return wrong;
    }
    size_t chunks = ((size_t)opening->shape->slots + graph->chunk_mask) >> graph->chunk_shift;
    uint32_t structure = kapell_crc32c(0, opening->sums, chunks * sizeof *opening->sums);
    if (upper_checksum(graph, opening->shape->upper_used, structure) != opening->shape->structure) {
        return "the checksum of the links is wrong";
    }
    // From here on a slot's memory can be found.
    wrong = check_upper(opening);
    wrong = wrong ? wrong : check_entry(opening);
    if (wrong) {
        return wrong;
    }
    if (!take_free(opening)) {
        return "memory";
    }
    atomic_store(&graph->dead, atomic_load(&opening->dead));
    atomic_store(&graph->hidden, atomic_load(&opening->dead));
    atomic_store(&graph->slots, opening->shape->slots);
    atomic_store(&graph->entry, opening->shape->entry);
    return NULL;
}

const char *kapell_hnsw_fill(
    kapell_hnsw *graph, const kapell_hnsw_shape *shape, int file, uint64_t length,
    const uint64_t offsets[KAPELL_SECTION_COUNT], int64_t *ids, bool *live) {
    int flags = MAP_PRIVATE;
#if defined(MAP_NORESERVE)
    // Few pages are ever changed.
    flags |= MAP_NORESERVE;
#endif
    uint8_t *mapping = mmap(NULL, length, PROT_READ | PROT_WRITE, flags, file, 0);
    if (mapping == MAP_FAILED) {
        return "map";
    }
    graph->mapping = mapping;
    graph->mapping_bytes = length;
    // All nodes are about to be looked at.
    size_t start = offsets[KAPELL_SECTION_NODES] & ~(PAGE - 1);
    size_t end = offsets[KAPELL_SECTION_NODES] + kapell_hnsw_section_bytes(graph, shape, KAPELL_SECTION_NODES);
    madvise(mapping + start, end - start, MADV_WILLNEED);
    struct opening opening = {
        .graph = graph, .shape = shape, .ids = ids, .live = live, .levels = malloc((size_t)shape->slots + 1),
        .sums = malloc((((size_t)shape->slots >> graph->chunk_shift) + 1) * sizeof(uint32_t))};
    const char *wrong = opening.levels && opening.sums ? fill(&opening, offsets) : "memory";
    free(opening.levels);
    free(opening.sums);
    return wrong;
}
