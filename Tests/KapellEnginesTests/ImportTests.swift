import KapellCore
import KapellEngines
import KapellTesting
import KapellVectors
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Files of `Indexes/make.py`: vector i has the components i, i + 0.5, -i; its label is 100 - i where there are labels.
@Suite struct ImportTests {
    @Test(arguments: [
        ("flat-l2.faiss", VectorMetric?.some(.l2), false), ("flat-ip.faiss", .dot, false), ("hnsw.faiss", .l2, false),
        ("idmap-hnsw.faiss", .dot, true), ("idmap2-flat.faiss", .l2, true),
    ])
    func faiss(_ name: String, _ metric: VectorMetric?, _ hasLabels: Bool) throws {
        let read = try ImportedVectors(try Self.bytes(name))
        #expect(read.metric == metric && read.dimensions == 3)
        #expect(read.labels == (0..<12).map { hasLabels ? 100 - $0 : $0 })
        #expect(read.vectors == (0..<12).map(Self.vector))
        #expect(read.records().first?.id == (hasLabels ? "100" : "0"))
    }

    @Test func hnswlib() throws {
        let read = try ImportedVectors(try Self.bytes("graph.hnswlib"))
        #expect(read.metric == nil && read.dimensions == 3)
        // The one with the label 95 was deleted.
        let left = (0..<12).filter { $0 != 5 }
        #expect(read.labels == left.map { Int64(100 - $0) })
        #expect(read.vectors == left.map(Self.vector))
    }

    @Test func otherKindsAreNamed() throws {
        let bytes = try Self.bytes("lsh.faiss")
        let error = #expect(throws: KapellError.self) { _ = try ImportedVectors(bytes) }
        #expect(error?.code == .unsupported && error?.message.contains("IxHe") ?? false)
    }

    @Test(arguments: ["flat-l2.faiss", "idmap-hnsw.faiss", "idmap2-flat.faiss", "graph.hnswlib"])
    func damagedFilesAreErrors(_ name: String) throws {
        let bytes = try Self.bytes(name)
        for length in 0..<bytes.count {
            // What follows the elements of hnswlib's lowest level is not read.
            if name.hasSuffix("hnswlib"), length >= 96 + 12 * 56 { continue }
            #expect(throws: KapellError.self) { _ = try ImportedVectors(Array(bytes[..<length])) }
        }
        var generator = SeededGenerator(3)
        for _ in 0..<2_000 {
            var changed = bytes
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                changed[Int.random(in: 0..<changed.count, using: &generator)] =
                    [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &generator) ?? 0
            }
            do {
                let read = try ImportedVectors(changed)
                #expect(read.labels.count == read.vectors.count)
                #expect(read.vectors.allSatisfy { $0.count == read.dimensions })
            } catch {
                // A typed error, and no crash.
                #expect(!error.message.isEmpty)
            }
        }
    }

    private static func vector(_ place: Int) -> [Float] { [Float(place), Float(place) + 0.5, 0 - Float(place)] }

    private static func bytes(_ name: String) throws -> [UInt8] {
        let path = URL(filePath: #filePath).deletingLastPathComponent().path + "/Indexes/\(name)"
        return Array(try Data(contentsOf: URL(filePath: path)))
    }
}
