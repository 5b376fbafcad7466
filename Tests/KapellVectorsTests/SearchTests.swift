import KapellTesting
import KapellVectors
import Testing

@Suite("Exact search")
struct SearchTests {
    @Test("A search finds what brute force finds", arguments: VectorMetric.allCases, [1, 3, 31, 384])
    func matchesBruteForce(metric: VectorMetric, dimensions: Int) throws {
        var random = SeededGenerator(UInt64(dimensions))
        let index = try FlatIndex(dimensions: dimensions, metric: metric)
        var vectors: [Int64: [Float]] = [:]
        for id in 0..<Int64(400) { vectors[id * 7 - 900] = random.vector(dimensions) }
        try index.upsert(vectors.map { (id: $0.key, vector: $0.value) })
        #expect(index.count == 400)
        for _ in 0..<5 {
            let query = random.vector(dimensions)
            let found = try index.search(query, count: 20)
            let expected = bruteForce(vectors, query, metric: metric, count: 20)
            #expect(found.count == 20)
            for (match, truth) in zip(found, expected) {
                #expect(abs(Double(match.score) - truth.score) <= 1e-5 * max(1, abs(truth.score)))
            }
            // In one dimension every cosine is 1 or -1: only the scores can be compared.
            if !(metric == .cosine && dimensions == 1) {
                #expect(found.map(\.id) == expected.map(\.id))
            }
        }
    }

    @Test("Equal scores are listed by id, whatever the order of insertion")
    func tiesByID() throws {
        var random = SeededGenerator(5)
        for metric in VectorMetric.allCases {
            let index = try FlatIndex(dimensions: 40, metric: metric)
            let same = random.vector(40)
            for id in (Int64(-50)..<50).shuffled(using: &random) { try index.upsert(id: id, vector: same) }
            let query = random.vector(40)
            #expect(try index.search(query, count: 7).map(\.id) == Array(-50 ..< -43))
            #expect(try index.search(query, count: 100).map(\.id) == Array(-50..<50))
            #expect(try index.search(query, count: 3, where: { $0 >= 10 }).map(\.id) == [10, 11, 12])
        }
    }

    @Test("0 results are none, and more than there are is all")
    func counts() throws {
        let index = try FlatIndex(dimensions: 2, metric: .dot)
        #expect(index.isEmpty)
        #expect(try index.search([1, 0], count: 5) == [])
        try index.upsert([(1, [1, 0]), (2, [3, 0]), (3, [2, 0])])
        #expect(try index.search([1, 0], count: 0) == [])
        #expect(
            try index.search([1, 0], count: .max) == [
                VectorMatch(id: 2, score: 3), VectorMatch(id: 3, score: 2), VectorMatch(id: 1, score: 1),
            ])
        #expect(throws: VectorError.negativeCount(-1)) { try index.search([1, 0], count: -1) }
    }

    @Test("A predicate leaves nothing out that it lets pass, and the scores keep their bits")
    func predicate() throws {
        var random = SeededGenerator(6)
        for metric in VectorMetric.allCases {
            let index = try FlatIndex(dimensions: 33, metric: metric)
            try index.upsert((0..<3_000).map { (id: Int64($0), vector: random.vector(33)) })
            let query = random.vector(33)
            let all = try index.search(query, count: 3_000)
            for divisor in [1, 2, 100, 2_999] as [Int64] {
                let some = try index.search(query, count: 10, where: { $0 % divisor == 0 })
                #expect(some == Array(all.filter { $0.id % divisor == 0 }.prefix(10)))
            }
            #expect(try index.search(query, count: 10, where: { _ in false }) == [])
            #expect(try index.search(query, count: 10, where: { index.contains($0 + 2_990) }).count == 10)
        }
    }

    @Test("Upserts and removals in any order leave what a dictionary holds")
    func followsADictionary() throws {
        var random = SeededGenerator(7)
        for dimensions in [3, 20_000] {
            let index = try FlatIndex(dimensions: dimensions, metric: .dot)
            var truth: [Int64: [Float]] = [:]
            for _ in 0..<(dimensions == 3 ? 3_000 : 60) {
                let id = Int64.random(in: 0..<(dimensions == 3 ? 200 : 12), using: &random)
                if Int.random(in: 0..<5, using: &random) < 2 {
                    #expect(index.remove(id: id) == (truth.removeValue(forKey: id) != nil))
                } else {
                    let vector = random.vector(dimensions)
                    try index.upsert(id: id, vector: vector)
                    truth[id] = vector
                }
                #expect(index.count == truth.count)
            }
            #expect(index.ids.sorted() == truth.keys.sorted())
            for (id, vector) in truth { #expect(index.vector(for: id) == vector) }
            let query = random.vector(dimensions)
            let expected = bruteForce(truth, query, metric: .dot, count: 10)
            #expect(try index.search(query, count: 10).map(\.id) == expected.map(\.id))
            #expect(index.remove(ids: truth.keys) == truth.count)
            #expect(index.isEmpty)
            #expect(try index.search(query, count: 10) == [])
            try index.upsert(id: 1, vector: query)
            #expect(try index.search(query, count: 10).map(\.id) == [1])
        }
    }

    @Test("An upsert replaces, and the last of two in one batch counts")
    func replaces() throws {
        let index = try FlatIndex(dimensions: 2, metric: .l2)
        try index.upsert(id: .min, vector: [1, 1])
        try index.upsert([(.max, [2, 2]), (.min, [3, 3]), (.max, [4, 4])])
        #expect(index.count == 2)
        #expect(index.vector(for: .min) == [3, 3])
        #expect(index.vector(for: .max) == [4, 4])
        #expect(index.vector(for: 0) == nil)
        #expect(index.contains(.max) && !index.contains(0))
    }

    @Test("Cosine stores length 1, does not mind the query's length, and stays within -1 and 1")
    func cosine() throws {
        let index = try FlatIndex(dimensions: 3, metric: .cosine)
        try index.upsert([
            (1, [3, 0, 4]), (2, [1e-30, 0, 0]), (3, [0, 3e38, 3e38]), (4, [0, 0, .leastNonzeroMagnitude]),
        ])
        #expect(index.vector(for: 1) == [0.6, 0, 0.8])
        #expect(index.vector(for: 2) == [1, 0, 0])
        #expect(index.vector(for: 4) == [0, 0, 1])
        for scale in [1e-36, 1, 1e37] as [Float] {
            let found = try index.search([3 * scale, 0, 4 * scale], count: 4)
            #expect(found.map(\.id) == [1, 4, 2, 3])
            #expect(found.allSatisfy { (-1...1).contains($0.score) })
        }
    }

    @Test("Sums beyond the range of a float keep an order and never become NaN")
    func overflow() throws {
        for metric in [VectorMetric.dot, .l2] {
            let index = try FlatIndex(dimensions: 16, metric: metric)
            let large = Float.greatestFiniteMagnitude
            let alternating = (0..<16).map { $0 % 2 == 0 ? large : -large }
            try index.upsert([
                (1, alternating), (2, [Float](repeating: large, count: 16)), (3, [Float](repeating: 0, count: 16)),
                (4, [Float](repeating: -large, count: 16)),
            ])
            let found = try index.search([Float](repeating: large, count: 16), count: 4)
            #expect(found.allSatisfy { $0.score.isFinite })
            #expect(found.first?.id == 2)
            #expect(found.map(\.id) == [2, 1, 3, 4])
        }
    }
}
