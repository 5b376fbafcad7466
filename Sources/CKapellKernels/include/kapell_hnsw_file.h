#ifndef KAPELL_HNSW_FILE_H
#define KAPELL_HNSW_FILE_H

#include "kapell_hnsw.h"

#ifdef __cplusplus
extern "C" {
#endif

// A graph as bytes of a file, and a file as the memory of a graph.
//
// Whole chunks of nodes and of originals are written as they lie in memory, so that they can be mapped; of the last one
// the used part is written: the blocks, then the states. It is copied when the file is opened, so that new nodes have
// a place. Upper layers are few, and copied.

typedef enum kapell_hnsw_section {
    KAPELL_SECTION_NODES = 0,
    KAPELL_SECTION_ORIGINALS = 1,
    KAPELL_SECTION_UPPER = 2
} kapell_hnsw_section;

#define KAPELL_SECTION_COUNT 3

/// A graph's numbers that its bytes do not tell.
typedef struct kapell_hnsw_shape {
    /// Slots, tombstones and free ones included; and blocks of upper layers.
    uint32_t slots, upper_used;
    /// Level plus 1 in the upper half, slot in the lower; 0 of an empty graph.
    uint64_t entry;
    /// The layout, which follows from the options. Another version may have another one.
    uint32_t stride, chunk_shift;
    /// CRC32C of a CRC32C for each chunk, of its nodes' links, levels, ids and states; continued over the upper layers.
    uint32_t structure;
} kapell_hnsw_shape;

/// The shape. Computing it reads every node's links. The caller keeps changes out, from here to the last part.
kapell_hnsw_shape kapell_hnsw_shape_of(const kapell_hnsw *_Nonnull graph);

/// A section's bytes, in parts that are numbered from 0; null behind the last.
const void *_Nullable kapell_hnsw_part(
    const kapell_hnsw *_Nonnull graph, kapell_hnsw_section section, size_t part, size_t *_Nonnull bytes);

/// The bytes of a section of a graph of this shape, under the layout that this build gives to such a graph.
uint64_t kapell_hnsw_section_bytes(
    const kapell_hnsw *_Nonnull graph, const kapell_hnsw_shape *_Nonnull shape, kapell_hnsw_section section);

/// Fills a graph that has just been made with what a file holds: maps it, and checks every number that anything would
/// be found by. Nothing of the file is followed before. What does not pass leaves a graph that can only be destroyed.
///
/// `file` may be closed afterwards; `length` is its length, `offsets` tells where each section begins (multiples of
/// 64), each of which lies within the length with the bytes of `kapell_hnsw_section_bytes`. `ids` takes the id of each
/// slot, `live` whether searches return it.
/// Returns null, or what is wrong with the file; "memory" when there is none, "map" when the file cannot be mapped.
const char *_Nullable kapell_hnsw_fill(
    kapell_hnsw *_Nonnull graph, const kapell_hnsw_shape *_Nonnull shape, int file, uint64_t length,
    const uint64_t offsets[_Nonnull KAPELL_SECTION_COUNT], int64_t *_Nonnull ids, bool *_Nonnull live);

#ifdef __cplusplus
}
#endif

#endif
