public import KapellCore

/// What `save_index` of hnswlib writes for spaces of 32-bit floats.
///
/// Twelve numbers, then for each element a block of fixed size: its links of the lowest level, the vector, a label of 64
/// bits. The links of higher levels follow, and are not read. Neither dimensions nor metric are kept: the dimensions
/// follow from the blocks; of the space `cosine` the vectors have length 1. Elements that are marked as deleted are left
/// out. Source: `hnswalg.h`.
public enum HNSWLibFile {
    /// - Throws: `corrupt` for a file that is no such one, or is damaged.
    public static func read(_ bytes: [UInt8]) throws(KapellError) -> ImportedVectors {
        var reader = IndexFileReader(bytes, "hnswlib")
        let links = try reader.count("the offset of the links")
        let most = try reader.count("the number of places")
        let count = try reader.count("the number of elements")
        let size = try reader.count("the size of an element")
        let label = try reader.count("the offset of the label")
        let vector = try reader.count("the offset of the vector")
        // Highest level, entry point, maxM, maxM0, M, mult, efConstruction.
        try reader.skip(48, of: 1, "the parameters")
        let (end, overflow) = label.addingReportingOverflow(8)
        guard links == 0, count <= most, !overflow, end == size, vector >= 4, vector < label, (label - vector) % 4 == 0,
            (label - vector) / 4 <= VectorCollectionOptions.maximumDimensions
        else { throw reader.damaged("its sizes do not fit together") }
        _ = try reader.need(count, of: size, "the list of elements")
        var result = ImportedVectors(dimensions: (label - vector) / 4, metric: nil, labels: [], vectors: [])
        for number in 0..<count {
            let start = reader.offset + number * size
            // The third byte of the links' count has the mark of deleted elements in its lowest bit.
            guard bytes[start + 2] & 1 == 0 else { continue }
            var element = reader.at(start + vector)
            result.vectors.append(try element.floats(result.dimensions, "vector \(number)"))
            result.labels.append(Int64(bitPattern: try element.number(UInt64.self, "label \(number)")))
        }
        return result
    }
}
