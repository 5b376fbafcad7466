import KapellCore
import KapellVectors

extension VectorDatabaseConformance {
    static let writes: [ConformanceCheck] = [
        ConformanceCheck("writes: read back") { context async throws(KapellError) in
            for metric in VectorMetric.allCases where metric != .dot || !context.limits.contains(.dot) {
                let made = try await context.collection("\(metric)", metric: metric)
                var records = ConformanceData.records(5)
                records[0].text = "The first."
                records[1].parent = "r0"
                records[2].metadata = ConformanceData.metadata([("lang", "de"), ("year", 2024), ("ok", true)])
                try await context.upsert(records, into: made)
                let ids = ["r3", "r0", "nowhere", "r2", "r1"]
                let found = try await made.records(ids: ids, namespace: "", parts: .all)
                context.expectSame(found.map(\.id), ["r3", "r0", "r2", "r1"], "ids in the order asked for")
                for record in found {
                    guard let written = records.first(where: { $0.id == record.id }) else { continue }
                    context.expect(
                        ConformanceData.isSame(record.vector, written.vector, metric), "\(record.id) has another vector"
                    )
                    context.expectSame(record.text, written.text, "the text of \(record.id)")
                    context.expectSame(record.parent, written.parent, "the parent of \(record.id)")
                    context.expectSame(
                        ConformanceData.fields(record.metadata), ConformanceData.fields(written.metadata),
                        "the metadata of \(record.id)")
                }
                let bare = try await made.records(ids: ["r0", "r2"], namespace: "", parts: [])
                context.expect(
                    bare.allSatisfy { $0.vector.isEmpty && $0.text == nil && $0.metadata.isEmpty },
                    "parts come that were not asked for")
                let none = try await made.records(ids: [], namespace: "", parts: .all)
                context.expectSame(none.count, 0, "records of no ids")
            }
        },
        ConformanceCheck("writes: an upsert replaces the whole record") { context async throws(KapellError) in
            let made = try await context.collection()
            let old = VectorRecord(
                id: "a", vector: [1, 0, 0, 0], text: "old", metadata: ConformanceData.metadata([("old", 1), ("n", 1)]),
                parent: "p")
            let new = VectorRecord(
                id: "a", vector: [0, 1, 0, 0], metadata: ConformanceData.metadata([("n", 2), ("new", "x")]))
            try await context.upsert([old, VectorRecord(id: "b", vector: [0, 0, 1, 0])], into: made)
            try await context.upsert([new], into: made)
            let found = try await made.records(ids: ["a"], namespace: "", parts: .all)
            context.expectSame(found.first?.text, nil, "the text")
            context.expectSame(found.first?.parent, nil, "the parent")
            context.expectSame(
                ConformanceData.fields(found.first?.metadata ?? Metadata()), ConformanceData.fields(new.metadata),
                "the metadata")
            context.expectSame(try await made.count(where: nil, namespace: ""), 2, "records")
            let near = try await made.query(VectorQuery(vector: [0, 1, 0, 0], limit: 1))
            context.expectSame(near.matches.map(\.record.id), ["a"], "the nearest to the new vector")
            let old1 = try await made.count(where: .comparison("n", .equal, 1), namespace: "")
            context.expectSame(old1, 0, "records with the old value")
        },
        ConformanceCheck("writes: deleted by id and by filter") { context async throws(KapellError) in
            let made = try await context.collection()
            var records = ConformanceData.records(20)
            for place in records.indices {
                records[place].metadata = ConformanceData.metadata([("n", .integer(Int64(place)))])
            }
            try await context.upsert(records, into: made)
            let gone = try await made.delete(ids: ["r1", "r2", "nowhere"], namespace: "")
            await context.settle()
            context.expect(gone == nil || gone == 2, "2 records were deleted, and it says \(gone ?? 0)")
            let filtered = try await made.delete(where: .comparison("n", .greaterOrEqual, 10), namespace: "")
            await context.settle()
            context.expect(filtered == nil || filtered == 10, "10 records were deleted, and it says \(filtered ?? 0)")
            let left = try await made.scroll(after: nil, limit: 100, where: nil, namespace: "", parts: [])
            let expected = ([0] + Array(3..<10)).map(ConformanceData.id)
            context.expectSame(left.map(\.id), expected.sorted { $0.precedes($1) }, "records that are left")
            let found = try await made.query(VectorQuery(vector: [1, 0, 0, 0], limit: 100))
            context.expectSame(found.matches.count, 8, "matches")
            try await made.delete(ids: [], namespace: "")
            try await made.delete(where: .everything, namespace: "")
            await context.settle()
            context.expectSame(try await made.count(where: nil, namespace: ""), 0, "records at the end")
            context.expectSame(try await made.namespaces(), [], "namespaces at the end")
        },
        ConformanceCheck("writes: a bad batch is refused whole, and named") { context async throws(KapellError) in
            let made = try await context.collection()
            let good = VectorRecord(id: "good", vector: [1, 0, 0, 0])
            let bad: [(String, [VectorRecord])] = [
                ("too few components", [VectorRecord(id: "bad", vector: [1, 0, 0])]),
                ("too many components", [VectorRecord(id: "bad", vector: [1, 0, 0, 0, 0])]),
                ("no components", [VectorRecord(id: "bad", vector: [])]),
                ("NaN", [VectorRecord(id: "bad", vector: [1, .nan, 0, 0])]),
                ("infinity", [VectorRecord(id: "bad", vector: [1, 0, -.infinity, 0])]),
                ("only zeros under cosine", [VectorRecord(id: "bad", vector: [0, 0, 0, 0])]),
                (
                    "an id twice",
                    [VectorRecord(id: "bad", vector: [1, 0, 0, 0]), VectorRecord(id: "bad", vector: [0, 1, 0, 0])]
                ),
            ]
            for (what, records) in bad {
                do throws(KapellError) {
                    try await made.upsert([good] + records, namespace: "")
                    context.fail("\(what) is not refused")
                } catch {
                    context.expectSame(error.code, .invalidRequest, what)
                    context.expect(
                        error.message.contains("bad"), "\(what): the message does not name it: \(error.message)")
                }
            }
            for id in ["", String(repeating: "x", count: 513)] {
                await context.expectError([.invalidRequest], "an id of \(id.utf8.count) bytes") {
                    () async throws(KapellError) in
                    try await made.upsert([good, VectorRecord(id: id, vector: [1, 0, 0, 0])], namespace: "")
                }
            }
            await context.settle()
            context.expectSame(try await made.count(where: nil, namespace: ""), 0, "records of refused batches")
        },
        ConformanceCheck("writes: vectors of zeros under l2") { context async throws(KapellError) in
            let made = try await context.collection(metric: .l2)
            try await context.upsert([VectorRecord(id: "zero", vector: [0, 0, 0, 0])], into: made)
            let found = try await made.query(VectorQuery(vector: [0, 0, 0, 0]))
            context.expectSame(found.matches.map(\.record.id), ["zero"], "matches")
        },
        ConformanceCheck("writes: an empty batch") { context async throws(KapellError) in
            let made = try await context.collection()
            try await made.upsert([], namespace: "")
            context.expectSame(try await made.count(where: nil, namespace: ""), 0, "records")
        },
        ConformanceCheck("writes: a batch of 1,000") { context async throws(KapellError) in
            let made = try await context.collection(dimensions: 16)
            let records = ConformanceData.records(1_000, dimensions: 16)
            try await context.upsert(records, into: made)
            try await context.upsert(records, into: made)
            context.expectSame(try await made.count(where: nil, namespace: ""), 1_000, "records")
            let found = try await made.query(VectorQuery(vector: records[321].vector, limit: 1))
            context.expectSame(found.matches.map(\.record.id), ["r321"], "the nearest to a record's own vector")
        },
    ]
}
