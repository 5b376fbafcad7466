import KapellCore
import KapellTesting
import KapellVectors

/// Records made of random numbers, the same in every run.
struct Samples {
    var random: SeededGenerator
    let dimensions: Int

    init(_ seed: UInt64, dimensions: Int = 8) {
        random = SeededGenerator(seed)
        self.dimensions = dimensions
    }

    static let words = ["log", "vacuum", "index", "page", "table", "lock", "query", "plan"]

    mutating func vector() -> [Float] {
        // Few different values, so that some distances are equal.
        var vector = (0..<dimensions).map { _ in Float(Int.random(in: -2...2, using: &random)) }
        vector[0] += 0.5
        return vector
    }

    mutating func text() -> String {
        (0..<Int.random(in: 1...5, using: &random)).map { _ in Self.words.randomElement(using: &random) ?? "" }
            .joined(separator: " ")
    }

    mutating func record(_ id: String) throws -> VectorRecord {
        let year = Int64.random(in: 2018...2024, using: &random)
        let fields: [(String, MetadataValue)] = [
            ("year", .integer(year)), ("lang", Bool.random(using: &random) ? "de" : "en"),
        ]
        return VectorRecord(
            id: id, vector: vector(), text: Int.random(in: 0..<5, using: &random) == 0 ? nil : text(),
            metadata: try Metadata(fields),
            parent: Int.random(in: 0..<3, using: &random) == 0 ? "parent-\(year)" : nil)
    }

    mutating func id(of count: Int) -> String { "r\(Int.random(in: 0..<count, using: &random))" }
}
