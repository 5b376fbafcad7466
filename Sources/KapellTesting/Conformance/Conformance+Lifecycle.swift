import KapellCore
import KapellVectors

extension VectorDatabaseConformance {
    static let lifecycle: [ConformanceCheck] = [
        ConformanceCheck("collections: made, listed and opened") { context async throws(KapellError) in
            for metric in VectorMetric.allCases where metric != .dot || !context.limits.contains(.dot) {
                let made = try await context.collection("\(metric)", dimensions: 3, metric: metric)
                let listed = try await context.database.collections()
                let opened = try await context.database.collection(made.options.name)
                context.expect(listed.contains(made.options), "\(made.options.name) is not listed with its options")
                context.expectSame(opened.options, made.options, "options of the opened collection")
                context.expectSame(made.options.fingerprint, "conformance/1", "the fingerprint")
            }
        },
        ConformanceCheck("collections: the analyzer is kept", needs: .words) { context async throws(KapellError) in
            let made = try await context.collection(analyzer: analyzer)
            let opened = try await context.database.collection(made.options.name)
            context.expectSame(opened.options.analyzer, analyzer, "the analyzer")
        },
        ConformanceCheck("collections: a name twice is a conflict") { context async throws(KapellError) in
            let made = try await context.collection()
            await context.expectError([.conflict], "a second collection of one name") { () async throws(KapellError) in
                _ = try await context.database.create(made.options)
            }
        },
        ConformanceCheck("collections: names that look alike are different") { context async throws(KapellError) in
            let (a, b) = (try await context.collection("x_y"), try await context.collection("X-Y"))
            try await context.upsert([VectorRecord(id: "1", vector: [1, 0, 0, 0])], into: a)
            context.expectSame(try await a.count(where: nil, namespace: ""), 1, "records of the one")
            context.expectSame(try await b.count(where: nil, namespace: ""), 0, "records of the other")
        },
        ConformanceCheck("collections: one that is not there is notFound") { context async throws(KapellError) in
            let name = context.name("missing")
            await context.expectError([.notFound], "a collection that is not there") { () async throws(KapellError) in
                _ = try await context.database.collection(name)
            }
        },
        ConformanceCheck("collections: bad names and dimensions are refused") { context async throws(KapellError) in
            let names = ["", "-a", "a b", "ü", "a/b", "a\"b", String(repeating: "a", count: 65)]
            let options =
                names.map { VectorCollectionOptions(name: $0, dimensions: 4) }
                + [0, -1, 65_537].map { VectorCollectionOptions(name: context.name("d"), dimensions: $0) }
            for options in options {
                await context.expectError([.invalidRequest], "\"\(options.name)\" of \(options.dimensions)") {
                    () async throws(KapellError) in
                    _ = try await context.database.create(options)
                }
            }
        },
        ConformanceCheck("collections: dropped, and made anew empty") { context async throws(KapellError) in
            let made = try await context.collection()
            try await context.upsert(ConformanceData.records(5), into: made)
            try await context.database.drop(made.options.name)
            let listed = try await context.database.collections().map(\.name)
            context.expect(!listed.contains(made.options.name), "a dropped collection is listed")
            await context.expectError([.notFound], "a dropped collection") { () async throws(KapellError) in
                _ = try await context.database.collection(made.options.name)
            }
            let again = try await context.database.create(made.options)
            context.expectSame(try await again.count(where: nil, namespace: ""), 0, "records of the new collection")
        },
        ConformanceCheck("collections: calls to a dropped one end with an error") {
            context async throws(KapellError) in
            let made = try await context.collection()
            try await context.upsert(ConformanceData.records(5), into: made)
            try await context.database.drop(made.options.name)
            let codes: Set<KapellError.Code> = [.notFound, .unavailable, .conflict]
            await context.expectError(codes, "a search in a dropped collection") { () async throws(KapellError) in
                _ = try await made.query(VectorQuery(vector: [1, 0, 0, 0]))
            }
            await context.expectError(codes, "a write to a dropped collection") { () async throws(KapellError) in
                try await made.upsert(ConformanceData.records(1), namespace: "")
            }
        },
        ConformanceCheck("namespaces: apart, listed, dropped") { context async throws(KapellError) in
            let made = try await context.collection()
            let names = ["", "tenant one", "Mieterin/2", "日本"]
            context.expectSame(try await made.namespaces(), [], "namespaces of an empty collection")
            for (number, name) in names.enumerated() {
                try await context.upsert(ConformanceData.records(number + 1), into: made, namespace: name)
            }
            context.expectSame(try await made.namespaces(), names.sorted { $0.precedes($1) }, "namespaces")
            for (number, name) in names.enumerated() {
                let count = try await made.count(where: nil, namespace: name)
                context.expectSame(count, number + 1, "records of \"\(name)\"")
                let query = VectorQuery(vector: [1, 1, 0, 0], limit: 100, namespace: name)
                context.expectSame(try await made.query(query).matches.count, number + 1, "matches in \"\(name)\"")
                let ids = try await made.scroll(after: nil, limit: 100, where: nil, namespace: name, parts: [])
                context.expectSame(ids.count, number + 1, "records read of \"\(name)\"")
            }
            try await made.delete(ids: ["r0"], namespace: "日本")
            try await made.drop(namespace: "tenant one")
            await context.settle()
            context.expectSame(try await made.namespaces(), ["", "Mieterin/2", "日本"], "namespaces after a drop")
            context.expectSame(try await made.count(where: nil, namespace: "日本"), 3, "records after a deletion")
            context.expectSame(try await made.count(where: nil, namespace: ""), 1, "records of the other namespace")
            context.expectSame(try await made.count(where: nil, namespace: "nowhere"), 0, "records of no namespace")
            let query = VectorQuery(vector: [1, 1, 0, 0], namespace: "nowhere")
            context.expectSame(try await made.query(query).matches.count, 0, "matches in no namespace")
            try await made.drop(namespace: "nowhere")
        },
    ]

    /// The analyzer of the checks that search by words.
    static let analyzer = "kapell=1;language=en;stop=query;marks=fold;ideographs=pairs;stems=yes"
}
