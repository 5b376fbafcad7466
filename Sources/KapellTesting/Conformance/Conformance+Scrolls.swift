import KapellCore
import KapellVectors

extension VectorDatabaseConformance {
    static let scrolls: [ConformanceCheck] = [
        ConformanceCheck("scroll: everything once, in the order of bytes") { context async throws(KapellError) in
            let made = try await context.collection()
            var records = ConformanceData.records(250)
            let strange = ["Z", "z", "é", "e\u{301}x", "日", "🙂", "\u{FFFD}", "_", "10", "9", "A b"]
            for (number, id) in strange.enumerated() {
                records.append(VectorRecord(id: id, vector: ConformanceData.vector(number)))
            }
            try await context.upsert(records, into: made)
            let expected = records.map(\.id).sorted { $0.precedes($1) }
            for size in [7, 100, 1_000] {
                var (ids, last): ([String], String?) = ([], nil)
                for _ in 0..<100 {
                    let page = try await made.scroll(after: last, limit: size, where: nil, namespace: "", parts: [])
                    context.expect(page.count <= size, "a page of \(size) has \(page.count) records")
                    if page.isEmpty { break }
                    ids += page.map(\.id)
                    last = page.last?.id
                }
                context.expectSame(ids, expected, "ids in pages of \(size)")
            }
        },
        ConformanceCheck("scroll: from any place, with parts and a filter") { context async throws(KapellError) in
            let made = try await context.collection()
            var records = ConformanceData.records(30)
            for place in records.indices {
                records[place].text = "t\(place)"
                records[place].metadata = ConformanceData.metadata([("even", .boolean(place % 2 == 0))])
            }
            try await context.upsert(records, into: made)
            let even = Filter.comparison("even", .equal, true)
            let sorted = records.filter { even.matches($0.metadata) }.map(\.id).sorted { $0.precedes($1) }
            let page = try await made.scroll(after: "r2", limit: 4, where: even, namespace: "", parts: .all)
            context.expectSame(page.map(\.id), Array(sorted.filter { "r2".precedes($0) }.prefix(4)), "ids after r2")
            for record in page {
                let written = records.first { $0.id == record.id }
                context.expectSame(record.text, written?.text, "the text of \(record.id)")
                context.expect(
                    ConformanceData.isSame(record.vector, written?.vector ?? [], .cosine), "the vector of \(record.id)")
                context.expectSame(record.metadata["even"], true, "the metadata of \(record.id)")
            }
            let between = try await made.scroll(after: "r2x", limit: 2, where: nil, namespace: "", parts: [])
            context.expectSame(between.map(\.id), ["r3", "r4"], "ids after one that is not there")
            let beyond = try await made.scroll(after: "~", limit: 2, where: nil, namespace: "", parts: [])
            context.expectSame(beyond.count, 0, "records after the last")
            let none = try await made.scroll(after: nil, limit: 0, where: nil, namespace: "", parts: [])
            context.expectSame(none.count, 0, "records of a limit of 0")
            await context.expectError([.invalidRequest], "a limit below 0") { () async throws(KapellError) in
                _ = try await made.scroll(after: nil, limit: -1, where: nil, namespace: "", parts: [])
            }
        },
    ]
}
