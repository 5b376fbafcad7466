import KapellCore
import KapellVectors

extension VectorDatabaseConformance {
    static let contents: [ConformanceCheck] = [
        ConformanceCheck("contents: ids and texts of any characters") { context async throws(KapellError) in
            let made = try await context.collection()
            let strange = [
                "a b", "a'b", "a\"b", "a\\b", "a%b_c", "{}", "[1]", "$eq", "ünï", "日本語", "👩‍👩‍👧", "א", "a\nb\tc", "null",
                "../x", "a/b?c=d&e#f", "\u{200F}x", " ", "\u{FFFD}", "r1;--", "-1", "0",
                String(repeating: "é", count: 256),
            ]
            let records = strange.enumerated().map { number, text in
                VectorRecord(
                    id: text, vector: ConformanceData.vector(number), text: text,
                    metadata: ConformanceData.metadata([("t", .string(text)), ("f \(text.prefix(60))", 1)]),
                    parent: text)
            }
            try await context.upsert(records, into: made)
            let found = try await made.records(ids: strange, namespace: "", parts: .all)
            context.expectSame(found.map(\.id), strange, "ids")
            context.expectSame(found.map(\.text), strange.map { $0 }, "texts")
            context.expectSame(found.map(\.parent), strange.map { $0 }, "parents")
            context.expectSame(
                found.map { ConformanceData.fields($0.metadata) }, records.map { ConformanceData.fields($0.metadata) },
                "metadata")
            for text in strange {
                let filter = Filter.comparison("t", .equal, .string(text))
                let matches = try await made.query(VectorQuery(vector: [1, 0, 0, 0], filter: filter, limit: 50)).matches
                context.expectSame(matches.map(\.record.id), [text], "what has the text \(text.debugDescription)")
            }
            try await made.delete(ids: strange, namespace: "")
            await context.settle()
            context.expectSame(try await made.count(where: nil, namespace: ""), 0, "records after their deletion")
        },
        ConformanceCheck("contents: metadata of every type", needs: .mixedValues) { context async throws(KapellError) in
            let made = try await context.collection()
            let metadata = ConformanceData.metadata([
                ("text", "x"), ("empty", ""), ("integer", -7), ("whole", 5.0), ("number", 0.1), ("large", 1e300),
                ("small", .number(-Double.leastNonzeroMagnitude)), ("yes", true), ("no", false), ("nothing", .null),
                ("date", .date(1_706_659_200_123)),
                ("before", .date(-1)), ("texts", ["a", "b", "a"]), ("mixed", ["a", 1, 2.5, true, .null, .date(0)]),
                ("none", []), ("a.b", "nested"), ("in", "keyword"), ("größe", 1), ("$date", 5),
            ])
            try await context.upsert([VectorRecord(id: "a", vector: [1, 0, 0, 0], metadata: metadata)], into: made)
            let found = try await made.records(ids: ["a"], namespace: "", parts: [.metadata])
            context.expectSame(
                ConformanceData.fields(found.first?.metadata ?? Metadata()), ConformanceData.fields(metadata), "fields")
            let matches = try await made.query(VectorQuery(vector: [1, 0, 0, 0])).matches
            context.expectSame(
                ConformanceData.fields(matches.first?.record.metadata ?? Metadata()), ConformanceData.fields(metadata),
                "fields of a match")
        },
        ConformanceCheck("contents: integers beyond 2^53", needs: .integersBeyondDouble) {
            context async throws(KapellError) in
            let made = try await context.collection()
            let values: [Int64] = [
                .min, -9_007_199_254_740_993, 9_007_199_254_740_992, 9_007_199_254_740_993, .max - 1, .max,
            ]
            let records = values.map { value in
                VectorRecord(
                    id: "\(value)", vector: [1, 0, 0, 0], metadata: ConformanceData.metadata([("n", .integer(value))]))
            }
            try await context.upsert(records, into: made)
            for value in values {
                let filter = Filter.comparison("n", .equal, .integer(value))
                let found = try await made.scroll(after: nil, limit: 10, where: filter, namespace: "", parts: .metadata)
                context.expectSame(found.map(\.id), ["\(value)"], "n == \(value)")
                context.expectSame(found.first?.metadata["n"], .integer(value), "the value \(value)")
            }
            let above = Filter.comparison("n", .greater, .number(9_007_199_254_740_992))
            context.expectSame(try await made.count(where: above, namespace: ""), 3, "integers above 2^53")
        },
        ConformanceCheck("contents: U+0000", needs: .zeroCharacter) { context async throws(KapellError) in
            let made = try await context.collection()
            let record = VectorRecord(
                id: "a\0b", vector: [1, 0, 0, 0], text: "x\0y", metadata: ConformanceData.metadata([("t", "\0")]))
            try await context.upsert([record], into: made)
            let found = try await made.records(ids: ["a\0b"], namespace: "", parts: [.text, .metadata])
            context.expectSame(found.first?.text, "x\0y", "the text")
            context.expectSame(found.first?.metadata["t"], "\0", "the value")
        },
        ConformanceCheck("contents: an empty text is not a missing one", needs: .emptyTexts) {
            context async throws(KapellError) in
            let made = try await context.collection()
            let records = [
                VectorRecord(id: "a", vector: [1, 0, 0, 0], text: ""), VectorRecord(id: "b", vector: [1, 0, 0, 0]),
            ]
            try await context.upsert(records, into: made)
            let found = try await made.records(ids: ["a", "b"], namespace: "", parts: .text)
            context.expectSame(found.map(\.text), ["", nil], "texts")
        },
        ConformanceCheck("contents: a long text") { context async throws(KapellError) in
            let made = try await context.collection()
            let text = (0..<20_000).map { "word\($0 % 500) " }.joined()
            try await context.upsert([VectorRecord(id: "a", vector: [1, 0, 0, 0], text: text)], into: made)
            let found = try await made.records(ids: ["a"], namespace: "", parts: .text)
            context.expect(found.first?.text == text, "the text is not what was written")
        },
    ]
}
