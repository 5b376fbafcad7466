import KapellVectors
import Testing

@Suite("Graph, bad input")
struct GraphInputTests {
    @Test("Bad vectors, batches and searches are refused by name, and change nothing")
    func refused() async throws {
        let index = try HNSWIndex(dimensions: 2, metric: .cosine)
        try index.upsert(id: 1, vector: [1, 0])
        let bad: [(vector: [Float], error: VectorError)] = [
            ([1], .wrongDimensions(expected: 2, actual: 1, id: 2)),
            ([], .wrongDimensions(expected: 2, actual: 0, id: 2)),
            ([1, .nan], .notFinite(index: 1, isNaN: true, id: 2)),
            ([-.infinity, 1], .notFinite(index: 0, isNaN: false, id: 2)), ([0, -0], .zeroVector(id: 2)),
        ]
        for (vector, error) in bad {
            #expect(throws: error) { try index.upsert(id: 2, vector: vector) }
            #expect(throws: error) { try index.upsert([(3, [1, 1]), (2, vector)]) }
            await #expect(throws: error) { try await index.upsert([(3, [1, 1]), (2, vector)], tasks: 2) }
            #expect(throws: VectorError.self) { try index.search(vector, count: 1) }
        }
        #expect(throws: VectorError.duplicateID(4)) { try index.upsert([(4, [1, 1]), (5, [1, 1]), (4, [1, 2])]) }
        #expect(throws: VectorError.negativeCount(-1)) { try index.search([1, 1], count: -1) }
        #expect(throws: VectorError.invalidOption(name: "ef", value: 0, allowed: "1 to 65536")) {
            try index.search([1, 1], count: 1, ef: 0)
        }
        await #expect(throws: VectorError.self) { try await index.upsert([(6, [1, 1])], tasks: 0) }
        #expect(index.ids == [1])
        #expect(try index.search([1, 1], count: 0).matches.isEmpty)
        #expect(try index.search([1, 1], count: .max).matches.map(\.id) == [1])
    }

    @Test(
        "Options out of range are refused",
        arguments: [
            HNSWOptions(links: 1), HNSWOptions(links: 129), HNSWOptions(links: 20, efConstruction: 19),
            HNSWOptions(efConstruction: .max), HNSWOptions(ef: 0),
        ])
    func options(options: HNSWOptions) throws {
        let error = #expect(throws: VectorError.self) {
            _ = try HNSWIndex(dimensions: 4, metric: .dot, options: options)
        }
        #expect(error.map { !$0.description.isEmpty && $0.remedy.hasPrefix("Set ") } == true)
        #expect(throws: VectorError.self) { _ = try VectorIndex(dimensions: 4, metric: .dot, options: options) }
        #expect(throws: VectorError.invalidDimensions(0)) { _ = try HNSWIndex(dimensions: 0, metric: .dot) }
    }

    @Test("Components as large as floats go do no harm", arguments: VectorElement.allCases)
    func hugeComponents(element: VectorElement) throws {
        for metric in VectorMetric.allCases {
            let index = try HNSWIndex(dimensions: 3, metric: metric, options: HNSWOptions(element: element))
            let large = Float.greatestFiniteMagnitude
            try index.upsert(
                (0..<300).map { id in
                    (Int64(id), [id % 2 == 0 ? large : -large, Float(id) / 300 * large, .leastNonzeroMagnitude])
                })
            let matches = try index.search([large, large, large], count: 20).matches
            #expect(matches.count == 20 && matches.allSatisfy { $0.score.isFinite })
        }
    }
}
