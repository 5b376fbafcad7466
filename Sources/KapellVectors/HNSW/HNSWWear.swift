/// What an ``HNSWIndex`` would gain from being looked after.
package struct HNSWWear: Sendable, Hashable {
    /// Vectors that searches can return.
    package var vectors = 0
    /// Removed vectors that searches still walk over.
    package var tombstones = 0
    /// Places of removed vectors that wait to be used again.
    package var free = 0
    /// All places: of vectors, of tombstones, and free ones.
    package var places = 0
    /// Vectors linked since the graph was last looked over.
    package var added = 0
    /// Vectors that no walk reached when that was last known; nil when it never was. See ``HNSWStatistics/unreachable``.
    package var unreachable: Int?
    /// Vectors that were found so and given a link, since the index was opened.
    package var rescued = 0
}
