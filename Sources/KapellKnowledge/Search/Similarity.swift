import KapellVectors

/// Cosine of two vectors of unit length.
enum Similarity {
    static func cosine(_ left: [Float], _ right: [Float]) -> Double {
        guard left.count == right.count else { return 0 }
        return Double(VectorKernels.dot(left, right))
    }
}
