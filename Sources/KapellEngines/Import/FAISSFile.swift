public import KapellCore
import KapellVectors

/// What `write_index` of FAISS writes for `IndexFlat`, `IndexHNSWFlat`, and both in an `IndexIDMap`.
///
/// A kind in four letters, a header (dimensions, number of vectors, two numbers without meaning, a flag, the metric),
/// and what the kind needs. Lists stand behind their length. Graphs are skipped. Source: `index_write.cpp`.
public enum FAISSFile {
    /// - Throws: `corrupt` for a damaged file, `unsupported` for another kind of index or metric.
    public static func read(_ bytes: [UInt8]) throws(KapellError) -> ImportedVectors {
        var reader = IndexFileReader(bytes, "FAISS")
        let result = try index(&reader, depth: 0)
        guard reader.isAtEnd else { throw reader.damaged("something follows the index") }
        return result
    }

    private static func index(_ reader: inout IndexFileReader, depth: Int) throws(KapellError) -> ImportedVectors {
        var letters = ""
        for _ in 0..<4 { letters.unicodeScalars.append(Unicode.Scalar(try reader.number(UInt8.self, "the kind"))) }
        switch letters {
        case "IxFI", "IxF2", "IxFl": return try flat(&reader)
        case "IHNf" where depth < 2:
            let header = try header(&reader)
            // assign_probas, cum_nneighbor_per_level, levels, offsets, neighbors.
            for (size, what) in [
                (8, "the levels' odds"), (4, "the levels' neighbours"), (4, "the levels"), (8, "the offsets"),
                (4, "the neighbours"),
            ] {
                try reader.skip(try reader.count(what), of: size, what)
            }
            try reader.skip(5, of: 4, "the graph's parameters")
            return try same(header, index(&reader, depth: depth + 1), reader)
        case "IxMp", "IxM2":
            guard depth == 0 else { throw reader.damaged("a list of ids within another") }
            let header = try header(&reader)
            var result = try same(header, index(&reader, depth: depth + 1), reader)
            let count = try reader.count("the list of ids")
            guard count == result.vectors.count else {
                throw reader.damaged("\(count) ids for \(result.vectors.count) vectors")
            }
            _ = try reader.need(count, of: 8, "the list of ids")
            for place in 0..<count { result.labels[place] = try reader.number(Int64.self, "an id") }
            return result
        default:
            let isText = letters.utf8.count == 4 && letters.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
            throw KapellError(
                .unsupported, isText ? "A FAISS index of the kind \(letters) is not read." : "This is no FAISS index.",
                remedy: "Write an IndexFlat, IndexHNSWFlat, or one of them in an IndexIDMap.")
        }
    }

    private struct Header {
        var dimensions: Int
        var count: Int
        var metric: VectorMetric
    }

    private static func header(_ reader: inout IndexFileReader) throws(KapellError) -> Header {
        let dimensions = Int(try reader.number(Int32.self, "the dimensions"))
        let count = try reader.count("the number of vectors")
        try reader.skip(17, of: 1, "the header")
        let metric = try reader.number(Int32.self, "the metric")
        guard (1...VectorCollectionOptions.maximumDimensions).contains(dimensions) else {
            throw reader.damaged("it has \(dimensions) dimensions")
        }
        guard metric == 0 || metric == 1 else {
            throw KapellError(
                .unsupported, "The FAISS index has the metric \(metric).", remedy: "Inner product and L2 can be read.")
        }
        return Header(dimensions: dimensions, count: count, metric: metric == 0 ? .dot : .l2)
    }

    private static func flat(_ reader: inout IndexFileReader) throws(KapellError) -> ImportedVectors {
        let header = try header(&reader)
        let numbers = try reader.count("the vectors")
        let (expected, overflow) = header.count.multipliedReportingOverflow(by: header.dimensions)
        guard !overflow, numbers == expected else {
            throw reader.damaged("the vectors have another number than the header")
        }
        _ = try reader.need(numbers, of: 4, "the vectors")
        var vectors: [[Float]] = []
        vectors.reserveCapacity(header.count)
        for number in 0..<header.count { vectors.append(try reader.floats(header.dimensions, "vector \(number)")) }
        return ImportedVectors(
            dimensions: header.dimensions, metric: header.metric, labels: (0..<header.count).map { Int64($0) },
            vectors: vectors)
    }

    private static func same(
        _ header: Header, _ inner: ImportedVectors, _ reader: IndexFileReader
    ) throws(KapellError) -> ImportedVectors {
        guard inner.dimensions == header.dimensions, inner.vectors.count == header.count else {
            throw reader.damaged("what lies within has another size")
        }
        return inner
    }
}
