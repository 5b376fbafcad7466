import KapellCore
import KapellEngines
import KapellVectors
import Testing

/// Requests and answers in the documented formats, to the letter.
@Suite struct CassetteTests {
    private static let records = [
        VectorRecord(
            id: "a", vector: [1, 0], text: "t", metadata: (try? Metadata([("n", 5), ("s", "x")])) ?? Metadata(),
            parent: "p"),
        VectorRecord(id: "b", vector: [0, 1]),
    ]
    private static let filter = Filter.field("s") == "x" && !(Filter.field("n") < 3)

    @Test func qdrant() async throws {
        let engine = try ScriptedEngine(Self.qdrantCassette)
        let database = QdrantVectorDatabase(engine)
        let made = try await database.create(VectorCollectionOptions(name: "c", dimensions: 2, metric: .l2))
        try await made.upsert(Self.records, namespace: "ns")
        let found = try await made.query(
            VectorQuery(vector: [1, 0], filter: Self.filter, limit: 1, namespace: "ns", ef: 50))
        #expect(found.matches.map(\.record.id) == ["a"])
        #expect(found.matches.first?.score == -4)
        #expect(found.matches.first?.record.metadata["n"] == 5)
        #expect(found.matches.first?.record.parent == "p")
        #expect(try await made.count(where: nil, namespace: "ns") == 2)
        #expect(try await made.namespaces() == ["ns"])
        try await made.delete(ids: ["b"], namespace: "ns")
        try await made.drop(namespace: "ns")
        try await database.drop("c")
        #expect(engine.mismatches == [])
    }

    @Test func pinecone() async throws {
        let engine = try ScriptedEngine(Self.pineconeCassette)
        let database = PineconeVectorDatabase(engine, pause: .zero)
        let made = try await database.create(VectorCollectionOptions(name: "C_1", dimensions: 2, metric: .cosine))
        try await made.upsert(Self.records, namespace: "é")
        let found = try await made.query(VectorQuery(vector: [1, 0], filter: Self.filter, limit: 1, namespace: "é"))
        #expect(found.matches.map(\.record.id) == ["a"])
        #expect(found.matches.first?.record.metadata["s"] == "x")
        let read = try await made.scroll(after: nil, limit: 10, where: Self.filter, namespace: "é", parts: [])
        #expect(read.map(\.id) == ["a"])
        #expect(try await made.namespaces() == ["é"])
        try await made.drop(namespace: "é")
        try await database.drop("C_1")
        #expect(engine.mismatches == [])
    }

    /// Recorded from Chroma 1.5.9 by `Tests/Engines/record.py`.
    @Test func chroma() async throws {
        let engine = try ScriptedEngine(try Cassette.text("chroma"))
        try await Self.chromaScenario(ChromaVectorDatabase(engine))
        #expect(engine.mismatches == [])
    }

    static func chromaScenario(_ database: ChromaVectorDatabase) async throws {
        let made = try await database.create(VectorCollectionOptions(name: "cassette", dimensions: 2, metric: .l2))
        await #expect(throws: KapellError.self) { _ = try await database.create(made.options) }
        try await made.upsert(records, namespace: "")
        try await made.upsert([records[0]], namespace: "é")
        let found = try await made.query(VectorQuery(vector: [1, 2], filter: filter, limit: 1))
        #expect(found.matches.map(\.record.id) == ["a"])
        #expect(found.matches.first?.score == -4)
        #expect(
            found.matches.first?.record
                == VectorRecord(
                    id: "a", vector: [], text: "t", metadata: records[0].metadata, parent: "p"))
        // One match of two that were asked for: counted on our side, and compared there.
        let all = try await made.query(VectorQuery(vector: [1, 2], filter: filter, limit: 2, parts: [.vector]))
        #expect(all.matches.map(\.record.vector) == [[1, 0]])
        #expect(all.plan.isExact)
        #expect(try await made.count(where: filter, namespace: "é") == 1)
        let read = try await made.scroll(after: "a", limit: 5, where: nil, namespace: "", parts: .all)
        #expect(read == [records[1]])
        #expect(try await made.namespaces() == ["", "é"])
        try await made.delete(ids: ["b"], namespace: "")
        try await made.drop(namespace: "é")
        try await database.drop("cassette")
        let error = await #expect(throws: KapellError.self) { _ = try await made.count(where: nil, namespace: "") }
        #expect(error?.code == .notFound)
    }

    @Test func weaviate() async throws {
        let engine = try ScriptedEngine(Self.weaviateCassette)
        let database = WeaviateVectorDatabase(engine)
        let made = try await database.create(VectorCollectionOptions(name: "C_1", dimensions: 2, metric: .cosine))
        try await made.upsert(Self.records, namespace: "ns")
        let wanted = Filter.field("s") == "x" && !Filter.field("t").contains("y")
        let found = try await made.query(VectorQuery(vector: [1, 0], filter: wanted, limit: 1, namespace: "ns"))
        #expect(found.matches.map(\.record.id) == ["a"])
        #expect(found.matches.first?.score == 0.75)
        #expect(try await made.count(where: wanted, namespace: "ns") == 1)
        // Orders of numbers are asked on our side.
        let read = try await made.count(where: Self.filter, namespace: "ns")
        #expect(read == 1)
        let error = await #expect(throws: KapellError.self) { _ = try await made.query(VectorQuery(vector: [1, 0])) }
        #expect(error?.code == .notFound)
        try await made.delete(ids: ["a"], namespace: "ns")
        try await made.drop(namespace: "ns")
        try await database.drop("C_1")
        #expect(engine.mismatches == [])
    }

    /// What an engine says with its status, in the order of the table.
    @Test(arguments: [
        (400, KapellError.Code.invalidRequest), (401, .authentication), (402, .payment), (403, .permission),
        (409, .conflict), (413, .tooLarge), (422, .invalidRequest), (429, .limitExceeded), (307, .configuration),
        (500, .unavailable), (503, .unavailable),
    ])
    func statusesAreErrors(_ status: Int, _ code: KapellError.Code) async throws {
        let cassette = """
            [{"request": "GET /collections", "status": \(status), "wait": 7,
              "answer": {"status": {"error": "no\\nwith secret-key"}}}]
            """
        let database = QdrantVectorDatabase(try ScriptedEngine(cassette), secret: "secret-key")
        let error = await #expect(throws: KapellError.self) { _ = try await database.collections() }
        #expect(error?.code == code)
        #expect(error.map { !"\($0)".contains("secret-key") && !$0.message.contains("\n") } ?? false)
        #expect(error?.retryAfter == (status == 429 ? .seconds(7) : nil))
    }

    @Test(arguments: ["[]", "{}", "{\"result\": 5}", "{\"result\": {\"collections\": 5}}", "null", "7", "\"x\""])
    func whatIsNotDocumentedIsAnError(_ answer: String) async throws {
        let cassette = "[{\"request\": \"GET /collections\", \"answer\": \(answer)}]"
        let database = QdrantVectorDatabase(try ScriptedEngine(cassette))
        let error = await #expect(throws: KapellError.self) { _ = try await database.collections() }
        #expect(error?.code == .model)
    }

    @Test func whatAnEngineCannotDoIsRefused() async throws {
        let database = QdrantVectorDatabase(try ScriptedEngine("[]"))
        let options = VectorCollectionOptions(name: "c", dimensions: 2, analyzer: "kapell=1")
        let error = await #expect(throws: KapellError.self) { _ = try await database.create(options) }
        #expect(error?.code == .unsupported && error?.remedy != nil)
    }

    private static let qdrantCassette = #"""
        [{"request": "PUT /collections/kapell_c", "body": {"vectors": {"size": 2, "distance": "Euclid"}},
          "answer": {"result": true, "status": "ok", "time": 0.1}},
         {"request": "PUT /collections/kapell_c/index?wait=true",
          "body": {"field_name": "namespace", "field_schema": "keyword"}, "answer": {"result": {"status": "completed"}}},
         {"request": "PUT /collections/kapell_c/index?wait=true",
          "body": {"field_name": "tokens", "field_schema": "keyword"}, "answer": {"result": {"status": "completed"}}},
         {"request": "PUT /collections/kapell_c/points?wait=true", "answer": {"result": {"status": "completed"}}},
         {"request": "PUT /collections/kapell_c/points?wait=true", "body": {"points": [
            {"id": "UUID-A", "vector": [1, 0], "payload": {"id": "a", "namespace": "ns",
             "tokens": ["\"n\":number", "\"n\"==5", "\"s\":string", "\"s\"==\"x\""], "numbers": {"n_n": 5},
             "metadata": "{\"n\":5,\"s\":\"x\"}", "text": "t", "parent": "p"}},
            {"id": "UUID-B", "vector": [0, 1], "payload": {"id": "b", "namespace": "ns", "tokens": [], "numbers": {},
             "metadata": "{}"}}]},
          "answer": {"result": {"operation_id": 1, "status": "completed"}, "status": "ok"}},
         {"request": "POST /collections/kapell_c/points/query", "body": {
            "with_payload": ["id", "parent", "text", "metadata"], "with_vector": false, "query": [1, 0],
            "filter": {"must": [{"key": "namespace", "match": {"value": "ns"}},
                {"key": "tokens", "match": {"value": "\"s\"==\"x\""}},
                {"should": [{"must_not": [{"key": "tokens", "match": {"value": "\"n\":number"}}]},
                    {"key": "numbers.n_n", "range": {"gte": 3}}]}]},
            "limit": 1, "params": {"exact": false, "hnsw_ef": 50}},
          "answer": {"result": {"points": [{"id": "UUID-A", "version": 1, "score": 2,
            "payload": {"id": "a", "text": "t", "parent": "p", "metadata": "{\"n\":5,\"s\":\"x\"}"}}]}}},
         {"request": "POST /collections/kapell_c/points/count",
          "body": {"filter": {"must": [{"key": "namespace", "match": {"value": "ns"}}]}, "exact": true},
          "answer": {"result": {"count": 2}}},
         {"request": "POST /collections/kapell_c/facet", "body": {"key": "namespace", "limit": 100000, "exact": true},
          "answer": {"result": {"hits": [{"value": "ns", "count": 2}]}}},
         {"request": "POST /collections/kapell_c/points/delete?wait=true", "body": {"points": ["UUID-B"]},
          "answer": {"result": {"status": "completed"}}},
         {"request": "POST /collections/kapell_c/points/delete?wait=true",
          "body": {"filter": {"must": [{"key": "namespace", "match": {"value": "ns"}}]}},
          "answer": {"result": {"status": "completed"}}},
         {"request": "POST /collections/kapell_c/points", "answer": {"result": [{"id": "UUID-0", "payload":
            {"kapell": "{\"kapell\":1,\"name\":\"c\",\"dimensions\":2,\"metric\":\"l2\"}"}}]}},
         {"request": "DELETE /collections/kapell_c", "answer": {"result": true}}]
        """#.replacingIDs()

    private static let weaviateCassette = #"""
        [{"request": "GET /v1/schema/Kapell_C_5f1", "status": 404},
         {"request": "POST /v1/schema", "answer": {"class": "Kapell_C_5f1"}},
         {"request": "GET /v1/schema/Kapell_C_5f1", "answer": {"class": "Kapell_C_5f1", "description":
            "{\"kapell\":1,\"name\":\"C_1\",\"dimensions\":2,\"metric\":\"cosine\"}"}},
         {"request": "POST /v1/batch/objects", "body": {"objects": [
            {"class": "Kapell_C_5f1", "id": "UUID-A", "vector": [1, 0], "properties": {"space": "[ns]", "record": "a",
             "tokens": ["\"n\":number", "\"n\"==5", "\"s\":string", "\"s\"==\"x\"", "\u0001record"],
             "metadata": "{\"n\":5,\"s\":\"x\"}", "body": "t", "parent": "p"}},
            {"class": "Kapell_C_5f1", "id": "UUID-B", "vector": [0, 1], "properties": {"space": "[ns]", "record": "b",
             "tokens": ["\u0001record"], "metadata": "{}"}}]},
          "answer": [{"id": "UUID-A", "result": {"status": "SUCCESS"}}, {"id": "UUID-B", "result": {"status": "SUCCESS"}}]},
         {"request": "POST /v1/graphql", "body": {"query": "{ Get { Kapell_C_5f1(limit: 1, nearVector: {vector: [1.0,0.0]}, where: {operator: And, operands: [{path: [\"space\"], operator: Equal, valueText: \"[ns]\"}, {operator: And, operands: [{path: [\"tokens\"], operator: ContainsAny, valueText: [\"\\\"s\\\"==\\\"x\\\"\"]}, {path: [\"tokens\"], operator: ContainsNone, valueText: [\"\\\"t\\\" contains \\\"y\\\"\"]}]}]}) { record parent body metadata _additional { distance } } } }"},
          "answer": {"data": {"Get": {"Kapell_C_5f1": [{"record": "a", "parent": "p", "body": "t",
            "metadata": "{\"n\":5,\"s\":\"x\"}", "_additional": {"distance": 0.25}}]}}}},
         {"request": "POST /v1/graphql", "answer": {"data": {"Aggregate": {"Kapell_C_5f1": [{"meta": {"count": 1}}]}}}},
         {"request": "GET /v1/objects?class=Kapell_C_5f1&limit=100&after=", "answer": {"objects": [
            {"id": "UUID-A", "properties": {"space": "[ns]", "record": "a", "metadata": "{\"n\":5,\"s\":\"x\"}"}},
            {"id": "UUID-B", "properties": {"space": "[other]", "record": "a", "metadata": "{\"n\":5,\"s\":\"x\"}"}}]}},
         {"request": "POST /v1/graphql", "answer": {"errors": [{"message": "Cannot query field \"Kapell_C_5f1\""}]}},
         {"request": "DELETE /v1/objects/Kapell_C_5f1/UUID-A", "status": 204},
         {"request": "DELETE /v1/batch/objects", "body": {"match": {"class": "Kapell_C_5f1", "where":
            {"path": ["space"], "operator": "Equal", "valueText": "[ns]"}}, "output": "minimal"},
          "answer": {"results": {"matches": 1, "successful": 1, "failed": 0}}},
         {"request": "DELETE /v1/batch/objects", "answer": {"results": {"matches": 0, "successful": 0, "failed": 0}}},
         {"request": "GET /v1/schema/Kapell_C_5f1", "answer": {"class": "Kapell_C_5f1", "description":
            "{\"kapell\":1,\"name\":\"C_1\",\"dimensions\":2,\"metric\":\"cosine\"}"}},
         {"request": "DELETE /v1/schema/Kapell_C_5f1"}]
        """#.replacingIDs()

    private static let pineconeCassette = #"""
        [{"request": "POST /indexes", "status": 201, "body": {"name": "kapell-c-1-HASH", "dimension": 2, "metric": "cosine",
            "spec": {"serverless": {"cloud": "aws", "region": "us-east-1"}}},
          "answer": {"name": "kapell-c-1-HASH", "status": {"ready": false, "state": "Initializing"}}},
         {"request": "GET /indexes/kapell-c-1-HASH", "answer": {"host": "h.example", "status": {"ready": false}}},
         {"request": "GET /indexes/kapell-c-1-HASH", "answer": {"host": "h.example", "status": {"ready": true}}},
         {"request": "POST //h.example/vectors/upsert", "answer": {"upsertedCount": 1}},
         {"request": "POST //h.example/vectors/upsert", "body": {"vectors": [
            {"id": "UUID-PA", "values": [1, 0], "metadata": {"id": "a", "metadata": "{\"n\":5,\"s\":\"x\"}",
             "tokens": ["\"n\":number", "\"n\"==5", "\"s\":string", "\"s\"==\"x\"", "\u0001record"], "text": "t",
             "parent": "p", "n_n": 5}},
            {"id": "UUID-PB", "values": [0, 1], "metadata": {"id": "b", "metadata": "{}", "tokens": ["\u0001record"]}}],
            "namespace": "nc3a9"}, "answer": {"upsertedCount": 2}},
         {"request": "POST //h.example/query", "body": {"vector": [1, 0], "topK": 1, "namespace": "nc3a9",
            "includeMetadata": true, "includeValues": false, "filter": {"$and": [{"tokens": {"$in": ["\"s\"==\"x\""]}},
                {"$or": [{"tokens": {"$nin": ["\"n\":number"]}}, {"n_n": {"$gte": 3}}]}]}},
          "answer": {"matches": [{"id": "UUID-PA", "score": 1, "metadata": {"id": "a",
            "metadata": "{\"n\":5,\"s\":\"x\"}"}}], "namespace": "nc3a9", "usage": {"readUnits": 1}}},
         {"request": "GET //h.example/vectors/list?limit=100&namespace=nc3a9",
          "answer": {"vectors": [{"id": "UUID-PA"}], "pagination": {"next": "a+b"}}},
         {"request": "GET //h.example/vectors/fetch?ids=UUID-PA&namespace=nc3a9",
          "answer": {"vectors": {"UUID-PA": {"id": "UUID-PA", "values": [1, 0],
            "metadata": {"id": "a", "metadata": "{\"n\":5,\"s\":\"x\"}"}}}}},
         {"request": "GET //h.example/vectors/list?limit=100&namespace=nc3a9&paginationToken=a%2Bb",
          "answer": {"vectors": [{"id": "UUID-PB"}]}},
         {"request": "GET //h.example/vectors/fetch?ids=UUID-PB&namespace=nc3a9",
          "answer": {"vectors": {"UUID-PB": {"id": "UUID-PB", "values": [0, 1],
            "metadata": {"id": "b", "metadata": "{}"}}}}},
         {"request": "GET //h.example/vectors/fetch?ids=UUID-PA&namespace=nc3a9",
          "answer": {"vectors": {"UUID-PA": {"id": "UUID-PA", "values": [1, 0],
            "metadata": {"id": "a", "metadata": "{\"n\":5,\"s\":\"x\"}"}}}}},
         {"request": "POST //h.example/describe_index_stats", "body": {},
          "answer": {"namespaces": {"kapell": {"vectorCount": 1}, "nc3a9": {"vectorCount": 2}}, "dimension": 2}},
         {"request": "POST //h.example/vectors/delete", "body": {"deleteAll": true, "namespace": "nc3a9"}, "answer": {}},
         {"request": "DELETE /indexes/kapell-c-1-HASH", "status": 202}]
        """#.replacingIDs()
}

extension String {
    /// UUIDs are made from SHA-256 of the namespace's length, a zero, the namespace and the id; `sha256sum` gave these.
    fileprivate func replacingIDs() -> String {
        let ids = [
            ("UUID-0", "00000000-0000-8000-8000-000000000000"), ("UUID-A", "92d5f21d-11e6-80f4-8cd1-4846a592814b"),
            ("UUID-B", "d6d34562-0547-8d39-a37e-3a49455280be"), ("UUID-PA", "bb1049a7-4e03-85df-ba21-98c663a16538"),
            ("UUID-PB", "89ee0933-6f8e-8aae-9006-6584d495954b"), ("HASH", "0b6ade19aa2fb892"),
        ]
        var text = self
        for (name, id) in ids.reversed() {
            text = text.split(separator: name, omittingEmptySubsequences: false).joined(separator: id)
        }
        return text
    }
}
