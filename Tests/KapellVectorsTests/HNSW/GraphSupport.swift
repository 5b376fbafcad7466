import KapellTesting
import KapellVectors

/// Vectors around some centres, as those of texts are.
struct Clusters {
    let centres: [[Float]]
    let spread: Float
    private var random: SeededGenerator

    init(_ count: Int = 30, dimensions: Int, spread: Float = 0.35, seed: UInt64) {
        var random = SeededGenerator(seed)
        centres = (0..<count).map { _ in random.vector(dimensions) }
        self.spread = spread
        self.random = random
    }

    mutating func next() -> [Float] { near(Int.random(in: 0..<centres.count, using: &random)) }

    /// A vector of one cluster.
    mutating func near(_ centre: Int) -> [Float] {
        let noise = random.vector(centres[centre].count)
        return zip(centres[centre], noise).map { $0 + spread * $1 }
    }

    mutating func batch(_ ids: Range<Int>) -> [(id: Int64, vector: [Float])] { ids.map { (Int64($0), next()) } }
}

struct Rows: RowMembership {
    let members: Set<Int>
    var count: Int { members.count }
    func contains(_ row: Int) -> Bool { members.contains(row) }
    func forEachRow(_ body: (Int) -> Void) { members.sorted().forEach(body) }
}

/// The part of the true neighbours that a search finds.
func recall(
    of index: HNSWIndex, _ queries: [[Float]], count: Int = 10, ef: Int = 100
) throws -> Double {
    var found = 0
    var wanted = 0
    for query in queries {
        let truth = Set(try index.exactSearch(query, count: count).matches.map(\.id))
        found += try index.search(query, count: count, ef: ef).matches.filter { truth.contains($0.id) }.count
        wanted += truth.count
    }
    return Double(found) / Double(max(1, wanted))
}
