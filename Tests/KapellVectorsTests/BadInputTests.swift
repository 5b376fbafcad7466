import KapellVectors
import Testing

@Suite("Refused input")
struct BadInputTests {
    @Test("An index needs a possible number of dimensions", arguments: [0, -1, .min, 65_537, .max])
    func dimensions(count: Int) {
        #expect(throws: VectorError.invalidDimensions(count)) { try FlatIndex(dimensions: count, metric: .dot) }
    }

    @Test("A vector of another length is refused with both numbers", arguments: [0, 1, 383, 385])
    func wrongLength(length: Int) throws {
        let index = try FlatIndex(dimensions: 384, metric: .cosine)
        let vector = [Float](repeating: 1, count: length)
        #expect(throws: VectorError.wrongDimensions(expected: 384, actual: length, id: 9)) {
            try index.upsert(id: 9, vector: vector)
        }
        let error = #expect(throws: VectorError.self) { try index.search(vector, count: 0) }
        #expect(error == .wrongDimensions(expected: 384, actual: length, id: nil))
        #expect(error?.description.contains("\(length) components; the index holds vectors of 384") == true)
        #expect(index.isEmpty)
    }

    @Test("NaN and infinity are refused with their place", arguments: VectorMetric.allCases)
    func notFinite(metric: VectorMetric) throws {
        let index = try FlatIndex(dimensions: 5, metric: metric)
        for (value, isNaN) in [(Float.nan, true), (.signalingNaN, true), (.infinity, false), (-.infinity, false)] {
            for place in 0..<5 {
                var vector: [Float] = [1, 2, 3, 4, 5]
                vector[place] = value
                #expect(throws: VectorError.notFinite(index: place, isNaN: isNaN, id: 3)) {
                    try index.upsert(id: 3, vector: vector)
                }
                #expect(throws: VectorError.notFinite(index: place, isNaN: isNaN, id: nil)) {
                    try index.search(vector, count: 1)
                }
            }
        }
        #expect(index.isEmpty)
    }

    @Test("A vector of zeros is refused by cosine and taken by the others")
    func zeros() throws {
        let cosine = try FlatIndex(dimensions: 3, metric: .cosine)
        #expect(throws: VectorError.zeroVector(id: 4)) { try cosine.upsert(id: 4, vector: [0, -0.0, 0]) }
        #expect(throws: VectorError.zeroVector(id: nil)) { try cosine.search([0, 0, 0], count: 1) }
        for metric in [VectorMetric.dot, .l2] {
            let index = try FlatIndex(dimensions: 3, metric: metric)
            try index.upsert(id: 4, vector: [0, 0, 0])
            #expect(try index.search([0, 0, 0], count: 1) == [VectorMatch(id: 4, score: 0)])
        }
    }

    @Test("One bad vector refuses the whole batch and changes nothing")
    func batchIsAtomic() throws {
        let index = try FlatIndex(dimensions: 2, metric: .cosine)
        try index.upsert(id: 1, vector: [1, 0])
        let bad: [([Float], VectorError)] = [
            ([1], .wrongDimensions(expected: 2, actual: 1, id: 3)),
            ([1, .nan], .notFinite(index: 1, isNaN: true, id: 3)), ([0, 0], .zeroVector(id: 3)),
        ]
        for (vector, expected) in bad {
            #expect(throws: expected) { try index.upsert([(1, [0, 1]), (2, [1, 1]), (3, vector)]) }
            #expect(index.count == 1)
            #expect(index.vector(for: 1) == [1, 0])
        }
        try index.upsert([])
        #expect(index.count == 1)
    }

    @Test("Every error names its thing and says what to do")
    func messages() {
        let errors: [(VectorError, String)] = [
            (.invalidDimensions(0), "0 dimensions"),
            (.wrongDimensions(expected: 384, actual: 3, id: 7), "id 7 has 3 components"),
            (.notFinite(index: 12, isNaN: true, id: nil), "query vector has NaN as component 12"),
            (.notFinite(index: 12, isNaN: false, id: 1), "infinite value as component 12"),
            (.zeroVector(id: 8), "id 8"), (.negativeCount(-4), "-4"),
            (.snapshotNotFound(path: "/a/b"), "/a/b"),
            (.damagedSnapshot(path: "/a/b", what: "the ids"), "/a/b is damaged: the ids"),
            (.unsupportedSnapshot(path: "/a/b", what: "format 2"), "/a/b cannot be read here: format 2"),
            (.diskFull(path: "/a/b"), "disk is full"),
            (.storage(path: "/a/b", operation: "open the file", reason: "Permission denied"), "Permission denied"),
        ]
        for (error, part) in errors {
            #expect(error.description.contains(part))
            #expect(error.remedy.hasSuffix("."))
        }
    }
}
