import KapellTesting
import KapellVectors

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension SeededGenerator {
    /// Components from -1 to 1.
    mutating func vector(_ count: Int) -> [Float] {
        (0..<count).map { _ in Float.random(in: -1...1, using: &self) }
    }
}

/// A folder that is removed at the end of the test.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/kapell-vectors-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { path + "/" + name }

    var names: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() } }
}

func readBytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
}

func writeBytes(_ bytes: [UInt8], to path: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path))
}

/// What a search must give, computed in double precision.
func bruteForce(
    _ vectors: [Int64: [Float]], _ query: [Float], metric: VectorMetric, count: Int
) -> [(id: Int64, score: Double)] {
    func dot(_ a: [Float], _ b: [Float]) -> Double {
        zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    let scored = vectors.map { id, vector -> (id: Int64, score: Double) in
        switch metric {
        case .dot: (id, dot(vector, query))
        case .cosine: (id, dot(vector, query) / (dot(vector, vector) * dot(query, query)).squareRoot())
        case .l2:
            (id, -zip(vector, query).reduce(0) { $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1)) })
        }
    }
    return Array(scored.sorted { ($0.score, $1.id) > ($1.score, $0.id) }.prefix(count))
}
