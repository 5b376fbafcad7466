/// One of the places at which a text may stand: a node, and what belongs to the part that it lies in.
struct Situation: Sendable, Hashable, Comparable {
    var node: Int32
    /// What the part has counted.
    var count: Int32 = 0
    /// Where the part goes on when it ends.
    var frame: Int32 = 0
    /// The keys that the part has seen, or the key that it is in.
    var keys: Int32 = 0

    static func < (left: Situation, right: Situation) -> Bool {
        (left.node, left.count, left.frame, left.keys) < (right.node, right.count, right.frame, right.keys)
    }
}
