// The graph's memory, as its parts see it.
#ifndef KAPELL_HNSW_INTERNAL_H
#define KAPELL_HNSW_INTERNAL_H

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "kapell_hnsw.h"

#define NO_SLOT KAPELL_HNSW_NO_SLOT
/// In a candidate's number: its links have been followed; it is not to be returned.
#define EXPANDED ((uint32_t)1 << 31)
#define SILENT ((uint32_t)1 << 30)
#define NUMBER (SILENT - 1)

/// Rows that one call of a kernel takes at most.
#define BATCH 1024

/// Never used; allocated and not linked yet; linked and not published; returned by searches; a tombstone; to be used
/// again.
enum { STATE_UNUSED = 0, STATE_HIDDEN, STATE_LINKED, STATE_LIVE, STATE_DEAD, STATE_FREE };

typedef _Atomic(uint32_t) link_word;

struct candidate {
    float distance;
    uint32_t node;
};

struct kapell_context {
    kapell_domain *domain;
    struct kapell_context *next;
    _Atomic(bool) busy;
    /// The domain's epoch when the context was taken, 0 while it is idle.
    _Atomic(uint64_t) epoch;
    /// One mark a slot; equal to `mark` when visited. One more at the end stands for slots beyond.
    uint8_t *visited;
    size_t visited_count;
    uint8_t mark;
    /// The sorted candidates of the walk.
    struct candidate *list;
    size_t list_capacity;
    /// The query in the form that kernels take.
    void *query;
    size_t query_capacity;
    /// Another one, for distances between stored vectors.
    void *scratch;
    size_t scratch_capacity;
    float *floats;
    size_t floats_capacity;
    uint32_t ids[BATCH];
    const void *rows[BATCH];
    float distances[BATCH];
};

struct kapell_domain {
    _Atomic(uint64_t) epoch;
    _Atomic(struct kapell_context *) contexts;
    _Atomic(struct kapell_hnsw *) graph;
    pthread_rwlock_t gate;
};

struct kapell_hnsw {
    kapell_domain *domain;
    kapell_hnsw_options options;
    kapell_batch batch;
    /// Links at layer 0.
    uint32_t links0;
    uint32_t code_size, original_size;
    /// Cache lines of a code.
    uint32_t code_lines;
    /// In a block: the code at 0, then a count and links, then the tail.
    uint32_t links_offset, tail_offset, stride;
    uint32_t chunk_shift, chunk_mask;
    size_t chunk_bytes;
    /// Chunks of blocks, each followed by a state and a lock a node; and chunks of originals.
    _Atomic(uint8_t *) *chunks;
    _Atomic(uint8_t *) *originals;
    size_t chunk_limit;
    /// The file of the originals, or -1.
    int file;
    /// A snapshot's file, mapped; the first chunks of blocks and of originals lie in it. Null without one.
    uint8_t *mapping;
    size_t mapping_bytes, mapped_chunks;
    /// Blocks of upper layers: a count and `links` links, one behind the other for a node's layers from 1.
    _Atomic(link_word *) *upper_chunks;
    size_t upper_limit;
    _Atomic(uint32_t) upper_used;
    /// Slots that have been allocated.
    _Atomic(uint32_t) slots;
    /// Nodes that walks may meet and searches must not return.
    _Atomic(uint32_t) hidden;
    _Atomic(uint32_t) dead;
    /// Level plus 1 in the upper half, slot in the lower; 0 when there is no node.
    _Atomic(uint64_t) entry;
    pthread_mutex_t entry_lock;
    /// Insertions hold it shared; what changes many nodes holds it alone.
    pthread_rwlock_t writers;
    pthread_mutex_t free_lock;
    uint32_t *free_slots;
    uint64_t *free_epochs;
    size_t free_first, free_count, free_capacity;
};

struct tail {
    int64_t id;
    /// The first block of the upper layers.
    uint32_t upper;
    uint32_t level;
};

#define UPPER_SHIFT 12

static inline uint8_t *chunk_of(const kapell_hnsw *graph, uint32_t slot) {
    return atomic_load_explicit(&graph->chunks[slot >> graph->chunk_shift], memory_order_relaxed);
}

static inline uint8_t *block_of(const kapell_hnsw *graph, uint32_t slot) {
    return chunk_of(graph, slot) + (size_t)(slot & graph->chunk_mask) * graph->stride;
}

static inline struct tail *tail_of(const kapell_hnsw *graph, uint32_t slot) {
    return (struct tail *)(block_of(graph, slot) + graph->tail_offset);
}

static inline link_word *links_of(const kapell_hnsw *graph, uint32_t slot, uint32_t level) {
    if (level == 0) {
        return (link_word *)(block_of(graph, slot) + graph->links_offset);
    }
    uint32_t place = tail_of(graph, slot)->upper + level - 1;
    link_word *chunk = atomic_load_explicit(&graph->upper_chunks[place >> UPPER_SHIFT], memory_order_relaxed);
    return chunk + (size_t)(place & ((1u << UPPER_SHIFT) - 1)) * (graph->options.links + 1);
}

static inline uint32_t most_links(const kapell_hnsw *graph, uint32_t level) {
    return level == 0 ? graph->links0 : graph->options.links;
}

static inline _Atomic(uint8_t) *state_of(const kapell_hnsw *graph, uint32_t slot) {
    uint8_t *states = chunk_of(graph, slot) + ((size_t)graph->stride << graph->chunk_shift);
    return (_Atomic(uint8_t) *)(states + (slot & graph->chunk_mask));
}

static inline _Atomic(uint8_t) *lock_of(const kapell_hnsw *graph, uint32_t slot) {
    uint8_t *locks = chunk_of(graph, slot) + ((size_t)(graph->stride + 1) << graph->chunk_shift);
    return (_Atomic(uint8_t) *)(locks + (slot & graph->chunk_mask));
}

static inline uint8_t state(const kapell_hnsw *graph, uint32_t slot) {
    return atomic_load_explicit(state_of(graph, slot), memory_order_acquire);
}

static inline void lock_node(const kapell_hnsw *graph, uint32_t slot) {
    _Atomic(uint8_t) *lock = lock_of(graph, slot);
    while (atomic_exchange_explicit(lock, 1, memory_order_acquire)) {
        sched_yield();
    }
}

static inline void unlock_node(const kapell_hnsw *graph, uint32_t slot) {
    atomic_store_explicit(lock_of(graph, slot), 0, memory_order_release);
}

/// Copies a node's links; what they lead to is whole. Returns how many.
static inline uint32_t read_links(const kapell_hnsw *graph, uint32_t slot, uint32_t level, uint32_t *into) {
    link_word *words = links_of(graph, slot, level);
    uint32_t count = atomic_load_explicit(words, memory_order_acquire), most = most_links(graph, level);
    count = count < most ? count : most;
    for (uint32_t i = 0; i < count; i++) {
        into[i] = atomic_load_explicit(words + 1 + i, memory_order_relaxed);
    }
    atomic_thread_fence(memory_order_acquire);
    return count;
}

/// A reader beside may see old and new links mixed. All of them lead to nodes.
static inline void write_links(
    const kapell_hnsw *graph, uint32_t slot, uint32_t level, const uint32_t *from, uint32_t count) {
    link_word *words = links_of(graph, slot, level);
    for (uint32_t i = 0; i < count; i++) {
        atomic_store_explicit(words + 1 + i, from[i], memory_order_release);
    }
    atomic_store_explicit(words, count, memory_order_release);
}

/// Makes the memory of a chunk of nodes, originals included, or of upper layers. False when there is none.
bool kapell_make_chunk(kapell_hnsw *graph, size_t chunk);
bool kapell_make_upper_chunk(kapell_hnsw *graph, size_t chunk);
/// Bytes of a chunk of originals.
size_t kapell_original_chunk_bytes(const kapell_hnsw *graph);

bool kapell_reserve(void **memory, size_t *capacity, size_t bytes);
/// Makes the context fit the graph as it is, and forgets what was visited. Returns the number of slots that it
/// covers, or -1 when there is no memory.
int64_t kapell_context_begin(kapell_context *context, const kapell_hnsw *graph);
/// Forgets what was visited.
void kapell_context_next(kapell_context *context);

/// The query of a stored node: its own code, or its numbers in the scratch.
const void *kapell_node_query(const kapell_hnsw *graph, kapell_context *context, uint32_t slot);

struct walk {
    const void *query;
    uint32_t level;
    size_t ef;
    /// Slots from here on are passed over.
    uint32_t slots;
    kapell_hnsw_accept accept;
    void *accept_context;
    kapell_hnsw_walk kind;
    uint64_t limit, visited;
    /// Whether states have to be looked at.
    bool check_states;
    bool gave_up, no_memory;
    /// The number of candidates in the context's list afterwards.
    size_t count;
};

/// Descends from the entry point to the layer above `level` and returns the nearest node met.
uint32_t kapell_descend(
    const kapell_hnsw *graph, kapell_context *context, const void *query, uint64_t entry, uint32_t level,
    uint32_t slots, uint64_t *visited);
/// Walks one layer from one node; leaves the candidates, best first, in the context's list.
void kapell_walk_layer(const kapell_hnsw *graph, kapell_context *context, struct walk *walk, uint32_t start);

/// Chooses up to `most` of the candidates, best first, each nearer to the node than to any chosen before it.
uint32_t kapell_choose(
    const kapell_hnsw *graph, kapell_context *context, const struct candidate *candidates, size_t count,
    uint32_t most, uint32_t *chosen);
void kapell_sort_candidates(struct candidate *candidates, size_t count);

#endif
