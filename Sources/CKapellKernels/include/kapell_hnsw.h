#ifndef KAPELL_HNSW_H
#define KAPELL_HNSW_H

#include "kapell_codes.h"

#ifdef __cplusplus
extern "C" {
#endif

// A navigable small-world graph in layers: memory, search, insertion and repair.
//
// Nodes are slots: numbers from 0 that are used again after `kapell_hnsw_consolidate`. A slot's block holds its code,
// its links at layer 0 and its id, side by side; blocks lie in chunks that never move.
//
// Searches take no lock. They see links as they are at the moment, and every link that they can see leads to a node
// whose vector and forward links are whole. Insertions run beside each other. Consolidation and repair keep
// insertions out, and let searches go on.

/// The largest number of slots. The two upper bits of a number are marks inside a search.
#define KAPELL_HNSW_MAXIMUM_NODES ((uint32_t)1 << 30)
#define KAPELL_HNSW_NO_SLOT UINT32_MAX
#define KAPELL_HNSW_MAXIMUM_LEVEL 30

typedef struct kapell_hnsw kapell_hnsw;

/// What searches and insertions work with, used again by the next one: visited marks, candidates, and the sign that a
/// search is under way, by which a graph knows when memory can be used again.
typedef struct kapell_domain kapell_domain;
typedef struct kapell_context kapell_context;

typedef struct kapell_hnsw_options {
    uint32_t dimensions;
    /// What distances are computed from.
    kapell_element element;
    bool squared_l2;
    /// Links of a node at each upper layer; twice as many at layer 0. 2 to 256.
    uint32_t links;
    /// Candidates that an insertion looks at.
    uint32_t ef_construction;
    /// Whether places that the heuristic leaves free are filled with the nearest that it left out.
    bool keep_pruned;
} kapell_hnsw_options;

typedef struct kapell_hnsw_hit {
    float distance;
    uint32_t slot;
} kapell_hnsw_hit;

/// What a search did.
typedef struct kapell_hnsw_work {
    /// Distances computed.
    uint64_t visited;
    /// Set when the search stopped at its limit; its result is not to be used.
    bool gave_up;
} kapell_hnsw_work;

/// Whether a search may return the vector with this id.
typedef bool (*kapell_hnsw_accept)(void *_Nullable context, int64_t id);

typedef enum kapell_hnsw_walk {
    KAPELL_WALK_PLAIN = 0,
    /// Looks through neighbours that are not accepted at theirs.
    KAPELL_WALK_TWO_HOPS = 1
} kapell_hnsw_walk;

/// Null when there is no memory.
kapell_domain *_Nullable kapell_domain_create(void);
/// No context may be in use.
void kapell_domain_destroy(kapell_domain *_Nonnull domain);

/// A context for the calling thread, from now until the release. Memory that a graph gives up after this stays until
/// then. Null when there is no memory.
kapell_context *_Nullable kapell_context_acquire(kapell_domain *_Nonnull domain);
void kapell_context_release(kapell_context *_Nonnull context);

/// Waits until each context that is in use now has been released.
void kapell_domain_wait(kapell_domain *_Nonnull domain);

/// The domain's graph. What a context's holder reads here stays until the context is released.
kapell_hnsw *_Nullable kapell_domain_graph(const kapell_domain *_Nonnull domain);
/// Makes another graph the domain's and returns the old one, which searches may still use.
kapell_hnsw *_Nullable kapell_domain_exchange(kapell_domain *_Nonnull domain, kapell_hnsw *_Nullable graph);
/// Waits until no search uses a graph that was exchanged, and destroys it.
void kapell_domain_retire(kapell_domain *_Nonnull domain, kapell_hnsw *_Nullable graph);

/// Who changes a graph enters the domain's gate, beside others or alone, and leaves it on the same thread.
void kapell_domain_enter(kapell_domain *_Nonnull domain);
void kapell_domain_enter_alone(kapell_domain *_Nonnull domain);
void kapell_domain_leave(kapell_domain *_Nonnull domain);

/// Null when there is no memory. Where codes are not the vectors themselves, the vectors lie in memory, or in a file
/// without a name in `folder`, mapped, when that is not null.
kapell_hnsw *_Nullable kapell_hnsw_create(
    kapell_domain *_Nonnull domain, const kapell_hnsw_options *_Nonnull options, const char *_Nullable folder);
void kapell_hnsw_destroy(kapell_hnsw *_Nonnull graph);

/// A copy without free slots, its nodes in the order in which a walk meets them; `slots` takes the new slot of each old
/// one, or `KAPELL_HNSW_NO_SLOT`. Tombstones have to be consolidated before; null when there are some, or no memory.
/// The caller keeps changes out.
kapell_hnsw *_Nullable kapell_hnsw_compact(
    kapell_hnsw *_Nonnull graph, const char *_Nullable folder, uint32_t *_Nonnull slots);

/// A slot for a new node: one that is free, or the next. `KAPELL_HNSW_NO_SLOT` when there is no memory or no number
/// left. A slot that was used before keeps its level. Callers take turns.
uint32_t kapell_hnsw_allocate(kapell_hnsw *_Nonnull graph, uint32_t level);

/// Links the vector into the graph. It is not returned by searches before `kapell_hnsw_publish`. `vector` is
/// `dimensions` floats. Returns false when there is no memory; the slot is then a tombstone without links.
bool kapell_hnsw_insert(
    kapell_hnsw *_Nonnull graph, kapell_context *_Nonnull context, uint32_t slot, int64_t id,
    const float *_Nonnull vector);

/// Lets searches return the slot.
void kapell_hnsw_publish(kapell_hnsw *_Nonnull graph, uint32_t slot);

/// Makes the slot a tombstone: searches go through it and never return it.
void kapell_hnsw_bury(kapell_hnsw *_Nonnull graph, uint32_t slot);

/// The nearest live, accepted nodes by the distances of codes, best first; up to `ef` of them. Returns how many were
/// written to `hits`, which takes `ef`. A search that has computed `limit` distances gives up. `accept` may be null.
size_t kapell_hnsw_search(
    const kapell_hnsw *_Nonnull graph, kapell_context *_Nonnull context, const float *_Nonnull vector, size_t ef,
    kapell_hnsw_accept _Nullable accept, void *_Nullable accept_context, kapell_hnsw_walk walk, uint64_t limit,
    kapell_hnsw_hit *_Nonnull hits, kapell_hnsw_work *_Nonnull work);

/// The id of a slot.
int64_t kapell_hnsw_id(const kapell_hnsw *_Nonnull graph, uint32_t slot);
/// Whether searches return the slot.
bool kapell_hnsw_is_live(const kapell_hnsw *_Nonnull graph, uint32_t slot);
/// The slot's vector as it was given: `dimensions` floats.
const float *_Nonnull kapell_hnsw_original(const kapell_hnsw *_Nonnull graph, uint32_t slot);
/// The slot's uppermost layer.
uint32_t kapell_hnsw_level(const kapell_hnsw *_Nonnull graph, uint32_t slot);
/// Copies the slot's links at a layer to `links`, which takes twice the option `links`; returns how many.
size_t kapell_hnsw_links(
    const kapell_hnsw *_Nonnull graph, uint32_t slot, uint32_t level, uint32_t *_Nonnull links);

/// Slots that have ever been used, tombstones and free ones included.
uint32_t kapell_hnsw_slots(const kapell_hnsw *_Nonnull graph);
/// Tombstones that still route.
uint32_t kapell_hnsw_tombstones(const kapell_hnsw *_Nonnull graph);
/// Slots that wait to be used again.
uint32_t kapell_hnsw_free(const kapell_hnsw *_Nonnull graph);
/// The uppermost layer, or -1 of an empty graph.
int32_t kapell_hnsw_top(const kapell_hnsw *_Nonnull graph);
/// Bytes that are allocated: [0] what a search reads, [1] the originals where they lie apart.
void kapell_hnsw_bytes(const kapell_hnsw *_Nonnull graph, uint64_t bytes[_Nonnull 2]);

/// Live nodes that no walk over layer 0 from the entry point reaches. Insertions wait meanwhile.
/// -1 when there is no memory.
int64_t kapell_hnsw_unreachable(kapell_hnsw *_Nonnull graph);

/// Gives each live node that is not reachable a link from the nearest that can take one, so that none is left.
/// Returns how many there were; -1 when there is no memory.
int64_t kapell_hnsw_repair(kapell_hnsw *_Nonnull graph);

/// Links around the tombstones that `count` slots from `first` on lead to, and frees none: a consolidation that follows
/// has less to do. Insertions wait meanwhile. Returns the slot to go on with, which is that behind the last one in the
/// end; -1 when there is no memory.
int64_t kapell_hnsw_link_around(kapell_hnsw *_Nonnull graph, uint32_t first, uint32_t count);

/// Links around all tombstones, then frees their slots. Returns how many; -1 when there is no memory.
int64_t kapell_hnsw_consolidate(kapell_hnsw *_Nonnull graph);

#ifdef __cplusplus
}
#endif

#endif
