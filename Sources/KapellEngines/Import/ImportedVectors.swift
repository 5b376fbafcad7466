public import KapellCore
public import KapellVectors

/// Vectors out of another program's index file.
public struct ImportedVectors: Sendable, Hashable {
    public var dimensions: Int
    /// As the file says; `nil` where it does not: hnswlib keeps no metric.
    public var metric: VectorMetric?
    /// One for each vector, in the file's order.
    public var labels: [Int64]
    public var vectors: [[Float]]

    /// Records whose ids are the labels.
    ///
    /// - Parameter id: another id for a label.
    public func records(id: (Int64) -> String = { String($0) }) -> [VectorRecord] {
        zip(labels, vectors).map { VectorRecord(id: id($0), vector: $1) }
    }

    /// Reads a file of FAISS (``FAISSFile``) or hnswlib (``HNSWLibFile``): FAISS files begin with four letters.
    ///
    /// - Throws: `corrupt`, `unsupported`.
    public init(_ bytes: [UInt8]) throws(KapellError) {
        let isFAISS = bytes.count >= 4 && bytes[..<4].allSatisfy { (0x30...0x7A).contains($0) }
        self = try isFAISS ? FAISSFile.read(bytes) : HNSWLibFile.read(bytes)
    }

    init(dimensions: Int, metric: VectorMetric?, labels: [Int64], vectors: [[Float]]) {
        self.dimensions = dimensions
        self.metric = metric
        self.labels = labels
        self.vectors = vectors
    }
}
