#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "hnsw_internal.h"

// MARK: Contexts

bool kapell_reserve(void **memory, size_t *capacity, size_t bytes) {
    if (*capacity >= bytes) {
        return true;
    }
    size_t wanted = (bytes + bytes / 4 + 63) & ~(size_t)63;
    void *more = NULL;
    if (posix_memalign(&more, 64, wanted) != 0) {
        return false;
    }
    if (*memory) {
        memcpy(more, *memory, *capacity);
        free(*memory);
    }
    *memory = more;
    *capacity = wanted;
    return true;
}

kapell_domain *kapell_domain_create(void) {
    kapell_domain *domain = calloc(1, sizeof *domain);
    if (domain) {
        atomic_init(&domain->epoch, 1);
        pthread_rwlock_init(&domain->gate, NULL);
    }
    return domain;
}

void kapell_domain_destroy(kapell_domain *domain) {
    kapell_context *next = atomic_load(&domain->contexts);
    while (next) {
        kapell_context *context = next;
        next = context->next;
        free(context->visited);
        free(context->list);
        free(context->query);
        free(context->scratch);
        free(context->floats);
        free(context);
    }
    kapell_hnsw *graph = atomic_load(&domain->graph);
    if (graph) {
        kapell_hnsw_destroy(graph);
    }
    pthread_rwlock_destroy(&domain->gate);
    free(domain);
}

kapell_hnsw *kapell_domain_graph(const kapell_domain *domain) {
    return atomic_load_explicit(&domain->graph, memory_order_acquire);
}

kapell_hnsw *kapell_domain_exchange(kapell_domain *domain, kapell_hnsw *graph) {
    return atomic_exchange(&domain->graph, graph);
}

void kapell_domain_retire(kapell_domain *domain, kapell_hnsw *graph) {
    if (graph) {
        kapell_domain_wait(domain);
        kapell_hnsw_destroy(graph);
    }
}

void kapell_domain_enter(kapell_domain *domain) { pthread_rwlock_rdlock(&domain->gate); }

void kapell_domain_enter_alone(kapell_domain *domain) { pthread_rwlock_wrlock(&domain->gate); }

void kapell_domain_leave(kapell_domain *domain) { pthread_rwlock_unlock(&domain->gate); }

kapell_context *kapell_context_acquire(kapell_domain *domain) {
    kapell_context *context = atomic_load_explicit(&domain->contexts, memory_order_acquire);
    for (; context; context = context->next) {
        if (!atomic_load_explicit(&context->busy, memory_order_relaxed)
            && !atomic_exchange_explicit(&context->busy, true, memory_order_acquire)) {
            break;
        }
    }
    if (!context) {
        context = calloc(1, sizeof *context);
        if (!context) {
            return NULL;
        }
        context->domain = domain;
        atomic_init(&context->busy, true);
        kapell_context *first = atomic_load_explicit(&domain->contexts, memory_order_relaxed);
        do {
            context->next = first;
        } while (!atomic_compare_exchange_weak_explicit(
            &domain->contexts, &first, context, memory_order_release, memory_order_relaxed));
    }
    // In one order with the epoch's steps: who gives memory up after this sees that the context is in use.
    atomic_store(&context->epoch, atomic_load(&domain->epoch));
    atomic_thread_fence(memory_order_seq_cst);
    return context;
}

void kapell_context_release(kapell_context *context) {
    atomic_store_explicit(&context->epoch, 0, memory_order_release);
    atomic_store_explicit(&context->busy, false, memory_order_release);
}

/// The earliest epoch in which a context that is in use was taken.
static uint64_t oldest_epoch(kapell_domain *domain) {
    atomic_thread_fence(memory_order_seq_cst);
    uint64_t oldest = UINT64_MAX;
    for (kapell_context *context = atomic_load(&domain->contexts); context; context = context->next) {
        uint64_t epoch = atomic_load(&context->epoch);
        if (epoch && epoch < oldest) {
            oldest = epoch;
        }
    }
    return oldest;
}

void kapell_domain_wait(kapell_domain *domain) {
    uint64_t epoch = atomic_fetch_add(&domain->epoch, 1);
    while (oldest_epoch(domain) <= epoch) {
        sched_yield();
    }
}

int64_t kapell_context_begin(kapell_context *context, const kapell_hnsw *graph) {
    uint32_t slots = atomic_load_explicit(&graph->slots, memory_order_acquire);
    if (context->visited_count < (size_t)slots + 1) {
        // Room for as many nodes as their chunks take, so that it grows as seldom as they do.
        size_t count = (((size_t)slots >> graph->chunk_shift) + 1) << graph->chunk_shift;
        uint8_t *visited = calloc(count + 1, 1);
        if (!visited) {
            return -1;
        }
        free(context->visited);
        context->visited = visited;
        context->visited_count = count + 1;
        context->mark = 0;
    }
    kapell_context_next(context);
    return slots;
}

void kapell_context_next(kapell_context *context) {
    if (++context->mark == 0) {
        memset(context->visited, 0, context->visited_count);
        context->mark = 1;
    }
}

// MARK: The graph

static size_t up(size_t value, size_t unit) { return (value + unit - 1) / unit * unit; }

/// A multiple of every system's pages.
#define PAGE ((size_t)65536)

/// Zeros: in large pages, where the system has them and `dense` says that all of it will be used.
static void *map(size_t bytes, bool dense) {
    const size_t large = (size_t)2 << 20;
    size_t wanted = dense && bytes >= large ? bytes + large : bytes;
    uint8_t *memory = mmap(NULL, wanted, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);
    if (memory == MAP_FAILED) {
        return NULL;
    }
    if (wanted > bytes) {
        uint8_t *start = (uint8_t *)up((uintptr_t)memory, large), *end = memory + wanted;
        if (start > memory) {
            munmap(memory, (size_t)(start - memory));
        }
        if (end > start + bytes) {
            munmap(start + bytes, (size_t)(end - start) - bytes);
        }
        memory = start;
#if defined(MADV_HUGEPAGE)
        madvise(memory, bytes, MADV_HUGEPAGE);
#endif
    }
    return memory;
}

size_t kapell_original_chunk_bytes(const kapell_hnsw *graph) {
    return up((size_t)graph->original_size << graph->chunk_shift, PAGE);
}

/// A chunk of originals: zeros in memory, or the next part of the file.
static void *map_originals(const kapell_hnsw *graph, size_t chunk) {
    size_t bytes = kapell_original_chunk_bytes(graph);
    if (graph->file < 0) {
        return map(bytes, true);
    }
    off_t start = (off_t)(chunk * bytes);
#if defined(__linux__)
    // The blocks are taken now: a full device must not be found out by a write to the mapping.
    if (posix_fallocate(graph->file, start, (off_t)bytes) != 0) {
        return NULL;
    }
#else
    if (ftruncate(graph->file, start + (off_t)bytes) != 0) {
        return NULL;
    }
#endif
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, graph->file, start);
    return memory == MAP_FAILED ? NULL : memory;
}

/// A file that goes when it is closed. -1 when it cannot be made.
static int unnamed_file(const char *folder) {
    size_t length = strlen(folder) + sizeof "/.kapell-vectors-XXXXXX";
    char *path = malloc(length);
    if (!path) {
        return -1;
    }
    snprintf(path, length, "%s/.kapell-vectors-XXXXXX", folder);
    int file = mkstemp(path);
    if (file >= 0) {
        unlink(path);
        fcntl(file, F_SETFD, FD_CLOEXEC);
    }
    free(path);
    return file;
}

static size_t upper_chunk_bytes(const kapell_hnsw *graph) {
    return up(((size_t)(graph->options.links + 1) * sizeof(link_word)) << UPPER_SHIFT, PAGE);
}

kapell_hnsw *kapell_hnsw_create(kapell_domain *domain, const kapell_hnsw_options *options, const char *folder) {
    kapell_hnsw *graph = calloc(1, sizeof *graph);
    if (!graph) {
        return NULL;
    }
    graph->file = -1;
    bool whole = true;
    if (folder && options->element != KAPELL_ELEMENT_F32) {
        graph->file = unnamed_file(folder);
        whole = graph->file >= 0;
    }
    graph->domain = domain;
    graph->options = *options;
    graph->links0 = options->links * 2;
    graph->batch = kapell_batch_kernel(kapell_kernel_level(), options->element, options->squared_l2);
    graph->code_size = (uint32_t)kapell_code_size(options->element, options->dimensions);
    graph->original_size = options->element == KAPELL_ELEMENT_F32
        ? 0 : (uint32_t)up(options->dimensions * sizeof(float), 64);
    graph->code_lines = (graph->code_size + 63) / 64;
    graph->links_offset = (uint32_t)up(graph->code_size, 16);
    graph->tail_offset = (uint32_t)up(graph->links_offset + (1 + graph->links0) * sizeof(uint32_t), 16);
    graph->stride = (uint32_t)up(graph->tail_offset + sizeof(struct tail), 64);
    // Some 4 MB a chunk, and no fewer than 1,024 nodes.
    graph->chunk_shift = 10;
    while (((size_t)graph->stride << (graph->chunk_shift + 1)) <= ((size_t)4 << 20)) {
        graph->chunk_shift++;
    }
    graph->chunk_mask = ((uint32_t)1 << graph->chunk_shift) - 1;
    graph->chunk_bytes = up((size_t)(graph->stride + 2) << graph->chunk_shift, PAGE);
    graph->chunk_limit = (size_t)KAPELL_HNSW_MAXIMUM_NODES >> graph->chunk_shift;
    graph->upper_limit = (size_t)KAPELL_HNSW_MAXIMUM_NODES >> UPPER_SHIFT;
    // Only the pages of these tables that are written to cost memory.
    graph->chunks = map(graph->chunk_limit * sizeof *graph->chunks, false);
    graph->originals = map(graph->chunk_limit * sizeof *graph->originals, false);
    graph->upper_chunks = map(graph->upper_limit * sizeof *graph->upper_chunks, false);
    pthread_mutex_init(&graph->entry_lock, NULL);
    pthread_mutex_init(&graph->free_lock, NULL);
    pthread_rwlock_init(&graph->writers, NULL);
    if (!whole || !graph->chunks || !graph->originals || !graph->upper_chunks) {
        kapell_hnsw_destroy(graph);
        return NULL;
    }
    return graph;
}

/// Gives back the chunks of a table, and the table. The first ones may lie in the mapping.
static void unmap_all(void *table, size_t first, size_t limit, size_t bytes) {
    _Atomic(uint8_t *) *chunks = table;
    if (!chunks) {
        return;
    }
    // Chunks are made in order.
    for (size_t i = first; i < limit && atomic_load(&chunks[i]); i++) {
        munmap(atomic_load(&chunks[i]), bytes);
    }
    munmap(chunks, limit * sizeof *chunks);
}

void kapell_hnsw_destroy(kapell_hnsw *graph) {
    unmap_all(graph->chunks, graph->mapped_chunks, graph->chunk_limit, graph->chunk_bytes);
    unmap_all(graph->originals, graph->mapped_chunks, graph->chunk_limit, kapell_original_chunk_bytes(graph));
    unmap_all(graph->upper_chunks, 0, graph->upper_limit, upper_chunk_bytes(graph));
    if (graph->mapping) {
        munmap(graph->mapping, graph->mapping_bytes);
    }
    if (graph->file >= 0) {
        close(graph->file);
    }
    free(graph->free_slots);
    free(graph->free_epochs);
    pthread_mutex_destroy(&graph->entry_lock);
    pthread_mutex_destroy(&graph->free_lock);
    pthread_rwlock_destroy(&graph->writers);
    free(graph);
}

bool kapell_make_chunk(kapell_hnsw *graph, size_t chunk) {
    if (graph->original_size && !atomic_load(&graph->originals[chunk])) {
        void *originals = map_originals(graph, chunk);
        if (!originals) {
            return false;
        }
        atomic_store(&graph->originals[chunk], originals);
    }
    void *memory = map(graph->chunk_bytes, true);
    if (memory) {
        atomic_store(&graph->chunks[chunk], memory);
    }
    return memory;
}

bool kapell_make_upper_chunk(kapell_hnsw *graph, size_t chunk) {
    void *memory = map(upper_chunk_bytes(graph), true);
    if (memory) {
        atomic_store(&graph->upper_chunks[chunk], memory);
    }
    return memory;
}

/// Places for the upper layers of one node, one behind the other in one chunk. NO_SLOT when there is no memory.
static uint32_t allocate_upper(kapell_hnsw *graph, uint32_t level) {
    uint32_t used = atomic_load(&graph->upper_used), mask = ((uint32_t)1 << UPPER_SHIFT) - 1;
    if ((used & mask) + level > mask + 1) {
        used = (used | mask) + 1;
    }
    size_t chunk = used >> UPPER_SHIFT;
    if (chunk >= graph->upper_limit) {
        return NO_SLOT;
    }
    if (!atomic_load(&graph->upper_chunks[chunk]) && !kapell_make_upper_chunk(graph, chunk)) {
        return NO_SLOT;
    }
    atomic_store(&graph->upper_used, used + level);
    return used;
}

/// Takes the slot that has been free the longest, when no search can stand on it any more.
static uint32_t reuse(kapell_hnsw *graph) {
    uint32_t slot = NO_SLOT;
    pthread_mutex_lock(&graph->free_lock);
    if (graph->free_count > 0 && oldest_epoch(graph->domain) > graph->free_epochs[graph->free_first]) {
        slot = graph->free_slots[graph->free_first++];
        graph->free_count--;
    }
    pthread_mutex_unlock(&graph->free_lock);
    return slot;
}

uint32_t kapell_hnsw_allocate(kapell_hnsw *graph, uint32_t level) {
    uint32_t slot = reuse(graph);
    if (slot != NO_SLOT) {
        atomic_fetch_add(&graph->hidden, 1);
        atomic_store(state_of(graph, slot), STATE_HIDDEN);
        return slot;
    }
    slot = atomic_load(&graph->slots);
    if (slot >= KAPELL_HNSW_MAXIMUM_NODES) {
        return NO_SLOT;
    }
    size_t chunk = slot >> graph->chunk_shift;
    if (!atomic_load(&graph->chunks[chunk]) && !kapell_make_chunk(graph, chunk)) {
        return NO_SLOT;
    }
    level = level < KAPELL_HNSW_MAXIMUM_LEVEL ? level : KAPELL_HNSW_MAXIMUM_LEVEL;
    uint32_t upper = 0;
    if (level > 0) {
        upper = allocate_upper(graph, level);
        if (upper == NO_SLOT) {
            return NO_SLOT;
        }
    }
    *tail_of(graph, slot) = (struct tail){.upper = upper, .level = level};
    atomic_fetch_add(&graph->hidden, 1);
    atomic_store(state_of(graph, slot), STATE_HIDDEN);
    atomic_store(&graph->slots, slot + 1);
    return slot;
}

void kapell_hnsw_publish(kapell_hnsw *graph, uint32_t slot) {
    uint8_t linked = STATE_LINKED;
    if (atomic_compare_exchange_strong(state_of(graph, slot), &linked, STATE_LIVE)) {
        atomic_fetch_sub(&graph->hidden, 1);
    }
}

void kapell_hnsw_bury(kapell_hnsw *graph, uint32_t slot) {
    // Counted before it is marked: a search that must look at states knows in time.
    atomic_fetch_add(&graph->hidden, 1);
    uint8_t before = atomic_exchange(state_of(graph, slot), STATE_DEAD);
    if (before != STATE_DEAD) {
        atomic_fetch_add(&graph->dead, 1);
    }
    if (before != STATE_LIVE) {
        atomic_fetch_sub(&graph->hidden, 1);
    }
}

// MARK: Looking at it

int64_t kapell_hnsw_id(const kapell_hnsw *graph, uint32_t slot) { return tail_of(graph, slot)->id; }

bool kapell_hnsw_is_live(const kapell_hnsw *graph, uint32_t slot) { return state(graph, slot) == STATE_LIVE; }

const float *kapell_hnsw_original(const kapell_hnsw *graph, uint32_t slot) {
    if (graph->original_size == 0) {
        return (const float *)block_of(graph, slot);
    }
    const uint8_t *chunk = atomic_load_explicit(&graph->originals[slot >> graph->chunk_shift], memory_order_relaxed);
    return (const float *)(chunk + (size_t)(slot & graph->chunk_mask) * graph->original_size);
}

uint32_t kapell_hnsw_level(const kapell_hnsw *graph, uint32_t slot) { return tail_of(graph, slot)->level; }

size_t kapell_hnsw_links(const kapell_hnsw *graph, uint32_t slot, uint32_t level, uint32_t *links) {
    return level <= tail_of(graph, slot)->level ? read_links(graph, slot, level, links) : 0;
}

uint32_t kapell_hnsw_slots(const kapell_hnsw *graph) { return atomic_load(&graph->slots); }

uint32_t kapell_hnsw_tombstones(const kapell_hnsw *graph) { return atomic_load(&graph->dead); }

uint32_t kapell_hnsw_free(const kapell_hnsw *graph) {
    kapell_hnsw *changing = (kapell_hnsw *)graph;
    pthread_mutex_lock(&changing->free_lock);
    uint32_t count = (uint32_t)graph->free_count;
    pthread_mutex_unlock(&changing->free_lock);
    return count;
}

int32_t kapell_hnsw_top(const kapell_hnsw *graph) { return (int32_t)(atomic_load(&graph->entry) >> 32) - 1; }

void kapell_hnsw_bytes(const kapell_hnsw *graph, uint64_t bytes[2]) {
    bytes[0] = 0, bytes[1] = 0;
    for (size_t i = 0; i < graph->chunk_limit && atomic_load(&graph->chunks[i]); i++) {
        bytes[0] += graph->chunk_bytes;
        bytes[1] += atomic_load(&graph->originals[i]) ? kapell_original_chunk_bytes(graph) : 0;
    }
    for (size_t i = 0; i < graph->upper_limit && atomic_load(&graph->upper_chunks[i]); i++) {
        bytes[0] += upper_chunk_bytes(graph);
    }
}
