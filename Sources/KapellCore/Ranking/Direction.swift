import KapellVectors

/// A vector with its length, to compare directions.
package struct Direction: Sendable {
    private let vector: [Float]
    private let length: Double

    package init(_ vector: [Float]) {
        self.vector = vector
        length = Double(VectorKernels.dot(vector, vector)).squareRoot()
    }

    /// From -1 to 1; 0 where one has no direction.
    package func cosine(_ other: Direction) -> Double {
        guard vector.count == other.vector.count, length > 0, other.length > 0 else { return 0 }
        let cosine = Double(VectorKernels.dot(vector, other.vector)) / length / other.length
        return cosine.isFinite ? min(1, max(-1, cosine)) : 0
    }
}
