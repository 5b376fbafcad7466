/// How an index compares two vectors. A higher score is always nearer.
public enum VectorMetric: String, Sendable, Hashable, CaseIterable {
    /// The cosine of the angle, from -1 to 1. Vectors are scaled to length 1 when they are stored,
    /// so `FlatIndex.vector(for:)` gives the scaled vector. A vector of zeros has no direction and is refused.
    case cosine
    /// The inner product of the vectors as they are.
    case dot
    /// The squared Euclidean distance with a minus sign: 0 for equal vectors, lower for farther ones.
    case l2
}
