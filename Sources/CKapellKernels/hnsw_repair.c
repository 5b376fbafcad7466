#include "hnsw_internal.h"

static bool is_kept(uint8_t state) { return state == STATE_LINKED || state == STATE_LIVE; }

static bool routes(uint8_t state) { return is_kept(state) || state == STATE_DEAD; }

// MARK: What a walk reaches

/// A tree over layer 0: who leads to whom, and the nodes in the order in which they were met.
struct tree {
    uint32_t *parents;
    uint32_t *order;
    uint32_t count, followed, slots;
};

static bool plant(kapell_hnsw *graph, struct tree *tree) {
    *tree = (struct tree){.slots = atomic_load(&graph->slots)};
    tree->parents = malloc(((size_t)tree->slots + 1) * sizeof *tree->parents);
    tree->order = malloc(((size_t)tree->slots + 1) * sizeof *tree->order);
    if (!tree->parents || !tree->order) {
        return false;
    }
    memset(tree->parents, 0xff, (size_t)tree->slots * sizeof *tree->parents);
    return true;
}

static void fell(struct tree *tree) {
    free(tree->parents);
    free(tree->order);
}

static void reach(struct tree *tree, uint32_t node, uint32_t parent) {
    tree->parents[node] = parent;
    tree->order[tree->count++] = node;
}

static void grow(kapell_hnsw *graph, struct tree *tree) {
    while (tree->followed < tree->count) {
        uint32_t node = tree->order[tree->followed++], links[512];
        uint32_t count = read_links(graph, node, 0, links);
        for (uint32_t i = 0; i < count; i++) {
            if (links[i] < tree->slots && tree->parents[links[i]] == NO_SLOT) {
                reach(tree, links[i], node);
            }
        }
    }
}

/// The tree from the entry point. False when there is no memory.
static bool grow_all(kapell_hnsw *graph, struct tree *tree) {
    if (!plant(graph, tree)) {
        return false;
    }
    uint64_t entry = atomic_load(&graph->entry);
    if (entry) {
        reach(tree, (uint32_t)entry, (uint32_t)entry);
        grow(graph, tree);
    }
    return true;
}

static bool is_lost(kapell_hnsw *graph, const struct tree *tree, uint32_t slot) {
    return tree->parents[slot] == NO_SLOT && is_kept(state(graph, slot));
}

int64_t kapell_hnsw_unreachable(kapell_hnsw *graph) {
    pthread_rwlock_wrlock(&graph->writers);
    struct tree tree;
    int64_t lost = -1;
    if (grow_all(graph, &tree)) {
        lost = 0;
        for (uint32_t slot = 0; slot < tree.slots; slot++) {
            lost += is_lost(graph, &tree, slot);
        }
    }
    fell(&tree);
    pthread_rwlock_unlock(&graph->writers);
    return lost;
}

// MARK: Repair

/// Gives `from` a link to `to`: in a free place, or in that of a link that no walk needs. False when there is neither.
static bool adopt(kapell_hnsw *graph, struct tree *tree, uint32_t from, uint32_t to) {
    link_word *words = links_of(graph, from, 0);
    uint32_t count = atomic_load(words), place = count;
    if (count == graph->links0) {
        // The last of the links that are not branches: the heuristic writes the nearest first.
        place = NO_SLOT;
        for (uint32_t i = 0; i < count; i++) {
            if (tree->parents[atomic_load(words + 1 + i)] != from) {
                place = i;
            }
        }
        if (place == NO_SLOT) {
            return false;
        }
    }
    atomic_store_explicit(words + 1 + place, to, memory_order_release);
    if (place == count) {
        atomic_store_explicit(words, count + 1, memory_order_release);
    }
    reach(tree, to, from);
    return true;
}

/// Links a lost node from the nearest node that can take a link.
static bool rescue(kapell_hnsw *graph, kapell_context *context, struct tree *tree, uint32_t lost) {
    int64_t slots = kapell_context_begin(context, graph);
    size_t bytes = kapell_query_size(graph->options.element, graph->options.dimensions);
    if (slots < 0 || !kapell_reserve(&context->query, &context->query_capacity, bytes)) {
        return false;
    }
    memcpy(context->query, kapell_node_query(graph, context, lost), bytes);
    struct walk walk = {
        .query = context->query, .ef = graph->options.ef_construction, .slots = (uint32_t)slots, .limit = UINT64_MAX};
    kapell_walk_layer(graph, context, &walk, (uint32_t)atomic_load(&graph->entry));
    if (walk.no_memory) {
        return false;
    }
    for (size_t i = 0; i < walk.count; i++) {
        uint32_t near = context->list[i].node & NUMBER;
        if (near != lost && is_kept(state(graph, near)) && adopt(graph, tree, near, lost)) {
            return true;
        }
    }
    // A tree has fewer branches than its nodes have places, so that one of them can.
    for (uint32_t i = 0; i < tree->count; i++) {
        if (adopt(graph, tree, tree->order[i], lost)) {
            return true;
        }
    }
    return false;
}

/// What distances between stored vectors need.
static bool ready(kapell_hnsw *graph, kapell_context *context) {
    size_t bytes = kapell_query_size(graph->options.element, graph->options.dimensions);
    if (context->scratch_capacity < bytes) {
        if (!kapell_reserve(&context->scratch, &context->scratch_capacity, bytes)) {
            return false;
        }
        memset(context->scratch, 0, context->scratch_capacity);
    }
    return true;
}

static int64_t repair(kapell_hnsw *graph, kapell_context *context) {
    struct tree tree;
    int64_t found = -1;
    if (grow_all(graph, &tree) && ready(graph, context)) {
        found = 0;
        for (uint32_t slot = 0; slot < tree.slots && found >= 0; slot++) {
            if (!is_lost(graph, &tree, slot)) {
                continue;
            }
            found = rescue(graph, context, &tree, slot) ? found + 1 : -1;
            grow(graph, &tree);
        }
    }
    fell(&tree);
    return found;
}

/* Runs a pass over the whole graph beside which nobody writes. Gives what it gives, or -1 without memory. */
static int64_t alone(kapell_hnsw *graph, int64_t (*pass)(kapell_hnsw *, kapell_context *)) {
    kapell_context *context = kapell_context_acquire(graph->domain);
    if (!context) {
        return -1;
    }
    pthread_rwlock_wrlock(&graph->writers);
    int64_t result = pass(graph, context);
    pthread_rwlock_unlock(&graph->writers);
    kapell_context_release(context);
    return result;
}

int64_t kapell_hnsw_repair(kapell_hnsw *graph) { return alone(graph, repair); }

// MARK: Tombstones

/// Takes the tombstones out of a node's links at a layer; what lies behind them may take their places.
static bool link_around(kapell_hnsw *graph, kapell_context *context, uint32_t node, uint32_t level) {
    uint32_t links[512], behind[BATCH];
    uint32_t count = read_links(graph, node, level, links), found = 0, waiting = 0;
    kapell_context_next(context);
    uint8_t *visited = context->visited, mark = context->mark;
    visited[node] = mark;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t id = links[i];
        if (visited[id] == mark) {
            continue;
        }
        visited[id] = mark;
        if (is_kept(state(graph, id))) {
            context->ids[found++] = id;
        } else {
            behind[waiting++] = id;
        }
    }
    if (waiting == 0) {
        return true;
    }
    // Through whole fields of tombstones, until there are enough to choose from.
    uint32_t near = waiting;
    for (uint32_t next = 0; next < waiting && found < BATCH; next++) {
        if (next >= near && found >= 2 * most_links(graph, level)) {
            break;
        }
        count = read_links(graph, behind[next], level, links);
        for (uint32_t i = 0; i < count && found < BATCH; i++) {
            uint32_t id = links[i];
            if (visited[id] == mark) {
                continue;
            }
            visited[id] = mark;
            uint8_t its = state(graph, id);
            if (is_kept(its)) {
                context->ids[found++] = id;
            } else if (its == STATE_DEAD && waiting < BATCH) {
                behind[waiting++] = id;
            }
        }
    }
    if (!kapell_reserve((void **)&context->list, &context->list_capacity, BATCH * sizeof(struct candidate))) {
        return false;
    }
    for (uint32_t i = 0; i < found; i++) {
        context->rows[i] = block_of(graph, context->ids[i]);
    }
    if (found > 0) {
        graph->batch(
            kapell_node_query(graph, context, node), context->rows, found, graph->options.dimensions,
            context->distances);
    }
    for (uint32_t i = 0; i < found; i++) {
        context->list[i] = (struct candidate){context->distances[i], context->ids[i]};
    }
    kapell_sort_candidates(context->list, found);
    uint32_t chosen[512];
    uint32_t taken = kapell_choose(graph, context, context->list, found, most_links(graph, level), chosen);
    write_links(graph, node, level, chosen, taken);
    return true;
}

/// A new entry point: the first of the nodes of the highest level.
static void choose_entry(kapell_hnsw *graph, uint32_t slots) {
    uint64_t best = 0;
    for (uint32_t slot = 0; slot < slots; slot++) {
        uint64_t level = tail_of(graph, slot)->level + 1;
        if (is_kept(state(graph, slot)) && level > best >> 32) {
            best = level << 32 | slot;
        }
    }
    atomic_store_explicit(&graph->entry, best, memory_order_release);
}

static bool reserve_free(kapell_hnsw *graph, uint32_t more) {
    // Drops what has been taken from the front.
    if (graph->free_first > 0) {
        memmove(graph->free_slots, graph->free_slots + graph->free_first, graph->free_count * sizeof(uint32_t));
        memmove(graph->free_epochs, graph->free_epochs + graph->free_first, graph->free_count * sizeof(uint64_t));
        graph->free_first = 0;
    }
    size_t wanted = graph->free_count + more;
    if (wanted <= graph->free_capacity) {
        return true;
    }
    uint32_t *slots = realloc(graph->free_slots, wanted * sizeof *slots);
    graph->free_slots = slots ? slots : graph->free_slots;
    uint64_t *epochs = realloc(graph->free_epochs, wanted * sizeof *epochs);
    graph->free_epochs = epochs ? epochs : graph->free_epochs;
    graph->free_capacity = slots && epochs ? wanted : graph->free_capacity;
    return slots && epochs;
}

/// Frees the tombstones that are marked in `going`.
static bool free_slots(kapell_hnsw *graph, const uint8_t *going, uint32_t slots, uint32_t count) {
    pthread_mutex_lock(&graph->free_lock);
    bool done = reserve_free(graph, count);
    if (done) {
        for (uint32_t slot = 0; slot < slots; slot++) {
            if (going[slot]) {
                atomic_store(state_of(graph, slot), STATE_FREE);
                graph->free_slots[graph->free_count] = slot;
                graph->free_epochs[graph->free_count++] = atomic_load(&graph->domain->epoch);
            }
        }
        // From here on a search meets none of them; those that began before may stand on one.
        atomic_fetch_add(&graph->domain->epoch, 1);
        atomic_fetch_sub(&graph->dead, count);
        atomic_fetch_sub(&graph->hidden, count);
    }
    pthread_mutex_unlock(&graph->free_lock);
    return done;
}

static int64_t consolidate(kapell_hnsw *graph, kapell_context *context) {
    int64_t slots = kapell_context_begin(context, graph), freed = -1;
    uint8_t *going = slots < 0 ? NULL : calloc((size_t)slots + 1, 1);
    if (going && ready(graph, context)) {
        // A node that is buried while this runs is left for the next time.
        uint32_t count = 0;
        bool done = true;
        for (uint32_t slot = 0; slot < (uint32_t)slots; slot++) {
            going[slot] = state(graph, slot) == STATE_DEAD;
            count += going[slot];
        }
        for (uint32_t slot = 0; slot < (uint32_t)slots && done && count > 0; slot++) {
            if (going[slot] || !routes(state(graph, slot))) {
                continue;
            }
            for (uint32_t level = 0; level <= tail_of(graph, slot)->level && done; level++) {
                done = link_around(graph, context, slot, level);
            }
        }
        uint64_t entry = atomic_load(&graph->entry);
        if (done && entry && going[(uint32_t)entry]) {
            choose_entry(graph, (uint32_t)slots);
        }
        if (done && (count == 0 || free_slots(graph, going, (uint32_t)slots, count))) {
            freed = repair(graph, context) < 0 ? -1 : (int64_t)count;
        }
    }
    free(going);
    return freed;
}

int64_t kapell_hnsw_consolidate(kapell_hnsw *graph) { return alone(graph, consolidate); }

int64_t kapell_hnsw_link_around(kapell_hnsw *graph, uint32_t first, uint32_t count) {
    kapell_context *context = kapell_context_acquire(graph->domain);
    if (!context) {
        return -1;
    }
    pthread_rwlock_wrlock(&graph->writers);
    int64_t slots = kapell_context_begin(context, graph);
    bool done = slots >= 0 && ready(graph, context);
    int64_t end = (int64_t)first + count < slots ? (int64_t)first + count : slots;
    for (int64_t slot = first; slot < end && done; slot++) {
        if (is_kept(state(graph, (uint32_t)slot))) {
            for (uint32_t level = 0; level <= tail_of(graph, (uint32_t)slot)->level && done; level++) {
                done = link_around(graph, context, (uint32_t)slot, level);
            }
        }
    }
    pthread_rwlock_unlock(&graph->writers);
    kapell_context_release(context);
    return done ? (end > first ? end : slots) : -1;
}
