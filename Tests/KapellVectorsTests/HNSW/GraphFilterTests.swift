import KapellTesting
import KapellVectors
import Testing

@Suite("Graph under a filter")
struct GraphFilterTests {
    @Test("A filter never shortens a result and hardly lowers recall, at random or far from the query")
    func rowsAndRecall() throws {
        let count = 4_000
        var clusters = Clusters(20, dimensions: 16, seed: 31)
        let index = try HNSWIndex(dimensions: 16, metric: .cosine, options: HNSWOptions(links: 10, efConstruction: 60))
        // Id by cluster: a range of ids is a part of space.
        try index.upsert((0..<count).map { (Int64($0), clusters.near($0 * 20 / count)) })
        var random = SeededGenerator(32)
        var plans = Set<SearchPlan>()
        for part in [0.9, 0.5, 0.27, 0.05, 0.01, 0.001] {
            let size = Int(Double(count) * part)
            for isFar in [false, true] {
                // Far: the first clusters pass, the queries are near the last.
                let members = isFar ? Set(0..<size) : Set((0..<count).shuffled(using: &random).prefix(size))
                var found = 0
                var wanted = 0
                for _ in 0..<10 {
                    let query = isFar ? clusters.near(19) : clusters.next()
                    let result = try index.search(query, count: 10, ef: 20, among: Rows(members: members))
                    let exact = try index.exactSearch(query, count: count).matches
                    let truth = exact.filter { members.contains(Int($0.id)) }.prefix(10)
                    #expect(result.matches.count == truth.count)
                    #expect(result.matches.allSatisfy { members.contains(Int($0.id)) })
                    if result.isExact { #expect(result.matches == Array(truth)) }
                    plans.insert(result.plan)
                    found += Set(truth).intersection(result.matches).count
                    wanted += truth.count
                }
                #expect(Double(found) >= 0.9 * Double(wanted), "\(part), far: \(isFar)")
            }
        }
        #expect(plans == Set(SearchPlan.allCases))
        let none = try index.search(clusters.next(), count: 10, among: Rows(members: [-1, count, .max]))
        #expect(none.matches.isEmpty)
        let odd = try index.search(clusters.next(), count: 2_500, where: { $0 % 2 == 1 })
        #expect(odd.matches.count == 2_000)
    }

    @Test("A collection is searched exactly until it is large, and both kinds give the same matches")
    func front() async throws {
        var clusters = Clusters(dimensions: 16, seed: 33)
        let index = try VectorIndex(dimensions: 16, metric: .cosine, exactLimit: 500)
        let batch = clusters.batch(0..<1_200)
        try index.upsert(Array(batch[..<400]))
        #expect(index.graph == nil)
        #expect(try index.search(batch[3].vector, count: 5).isExact)
        #expect(try index.search(batch[3].vector, count: 5, among: Rows(members: [9, 1])).matches.count == 2)
        #expect(index.remove(id: 399))
        #expect(throws: VectorError.duplicateID(5)) { try index.upsert([(5, batch[0].vector), (5, batch[1].vector)]) }
        try await index.upsert(Array(batch[399...]), tasks: 2)
        #expect(index.count == 1_200 && Set(index.ids).count == 1_200 && index.contains(1_199))
        let flat = try FlatIndex(dimensions: 16, metric: .cosine)
        try flat.upsert(batch)
        var same = 0
        for _ in 0..<20 {
            let query = clusters.next()
            let result = try index.search(query, count: 5, ef: 150)
            #expect(result.plan == .graph)
            same += result.matches == (try flat.search(query, count: 5)) ? 1 : 0
        }
        #expect(same >= 18)
        #expect(index.vector(for: 8) == flat.vector(for: 8))
        #expect(index.remove(ids: [1, 2, 9_999]) == 2)
        #expect(try index.search(batch[1].vector, count: 2_000).matches.count == 1_198)
    }
}
