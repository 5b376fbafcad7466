import KapellCore
import KapellJSON
import KapellServer
import Testing

@Suite("Collections over HTTP", .timeLimit(.minutes(10)))
struct CollectionRoutesTests {
    private static let root = "/kapell/v1/collections"

    /// What a route answers; nothing for an answer without a body.
    private func post(_ stage: ServiceStage, _ path: String, _ body: JSONObject) async throws -> (Int, JSONValue) {
        let response = try await stage.post(path, body)
        return (response.status, response.text.isEmpty ? .null : try JSONValue(parsing: response.text))
    }

    private func fill(_ stage: ServiceStage) async throws {
        let made = try await post(stage, Self.root, ["name": "notes", "dimensions": 2, "language": "en"])
        #expect(made.0 == 201 && made.1["metric"] == "cosine", "\(made)")
        let written = try await post(
            stage, "\(Self.root)/notes/records",
            [
                "records": [
                    [
                        "id": "a", "vector": [1, 0], "text": "The tenant repairs the mill wheel.",
                        "metadata": ["year": 2021, "kind": "lease", "by": ["name": "Ada"]],
                    ],
                    [
                        "id": "b", "vector": [0.6, 0.8], "text": "The licence ends with the year.",
                        "metadata": ["year": 2019, "day": ["$date": "2019-12-31"]],
                    ],
                    ["id": "c", "vector": [0, 1], "text": "Wheels are round."],
                ]
            ])
        #expect(written.0 == 200 && written.1["written"] == 3 && written.1["sequence"]?.intValue != nil, "\(written)")
    }

    private func ids(_ answer: (Int, JSONValue), _ key: String = "matches") -> [String] {
        answer.1[key]?.arrayValue?.compactMap { $0["id"]?.stringValue } ?? ["\(answer)"]
    }

    @Test("Records are written, found by vector, by words, by both and by filter, counted, paged and deleted")
    func records() async throws {
        try await ServiceStage.running { stage in
            try await fill(stage)
            let query = "\(Self.root)/notes/query"
            let near = try await post(stage, query, ["vector": [1, 0.1], "limit": 2])
            #expect(ids(near) == ["a", "b"])
            #expect(near.1["plan"]?["exact"] == true && near.1["plan"]?["available"] == 3, "\(near)")
            #expect(near.1["matches"]?.arrayValue?.first?["metadata"]?["by.name"] == "Ada")
            #expect(ids(try await post(stage, query, ["text": "wheel"])).sorted() == ["a", "c"])
            let both = try await post(stage, query, ["vector": [0, 1], "text": "wheel", "include": ["vector"]])
            #expect(ids(both).first == "c" && ids(both).count == 3, "\(both)")
            let first = try #require(both.1["matches"]?.arrayValue?.first)
            #expect(first["vector_rank"] == 1 && first["text_rank"] != nil && first["text"] == nil)
            #expect(ids(try await post(stage, query, ["vector": [0, 1], "filter": "year >= 2020"])) == ["a"])
            let date = "day == date(\"2019-12-31\")"
            #expect(ids(try await post(stage, query, ["vector": [0, 1], "filter": .string(date)])) == ["b"])
            #expect(ids(try await post(stage, query, ["vector": [0, 1], "limit": 0])).isEmpty)

            let records = "\(Self.root)/notes/records"
            let count = try await post(stage, "\(records)/count", ["filter": "exists year"])
            #expect(count.1["count"] == 2)
            let page = try await post(stage, "\(records)/scroll", ["limit": 2, "include": []])
            #expect(ids(page, "records") == ["a", "b"] && page.1["next"] == "b", "\(page)")
            let rest = try await post(stage, "\(records)/scroll", ["limit": 2, "after": "b"])
            #expect(ids(rest, "records") == ["c"] && rest.1["next"] == .null, "\(rest)")
            #expect(ids(try await post(stage, "\(records)/get", ["ids": ["c", "x", "a"]]), "records") == ["c", "a"])
            #expect(try await post(stage, "\(records)/delete", ["ids": ["a", "x"]]).1["deleted"] == 1)
            #expect(try await post(stage, "\(records)/delete", ["filter": "year < 2020"]).1["deleted"] == 1)
            #expect(ids(try await post(stage, query, ["vector": [1, 0]])) == ["c"])
        }
    }

    private func get(_ stage: ServiceStage, _ path: String) async throws -> WireResponse {
        let connection = try await WireConnection.open(stage.port)
        defer { connection.close() }
        try await connection.send("GET \(path) HTTP/1.1\r\nhost: 127.0.0.1:\(stage.port)\r\n\r\n")
        return await connection.response() ?? WireResponse()
    }

    @Test("A collection is told in numbers, by its namespaces, and all that are open in the metrics")
    func statistics() async throws {
        try await ServiceStage.running { stage in
            try await fill(stage)
            let record: JSONObject = ["id": "a", "vector": [1, 0]]
            _ = try await post(stage, "\(Self.root)/notes/records", ["namespace": "t", "records": [.object(record)]])
            let told = try await get(stage, "\(Self.root)/notes/statistics")
            #expect(told.status == 200 && told.json?["records"] == 4 && told.json?["open_namespaces"] == 2, "\(told)")
            #expect(told.json?["namespaces"]?["t"]?["records"] == 1 && told.json?["graph"]?["unreachable"] == 0)
            #expect(told.json?["namespaces"]?[""]?["open"] == true && (told.json?["resident_bytes"]?.intValue ?? 0) > 0)
            #expect(try await get(stage, "\(Self.root)/none/statistics").status == 404)
            let metrics = try await get(stage, "/metrics").text
            for line in [
                "kapell_vector_records{collection=\"notes\"} 4", "kapell_vector_namespaces{collection=\"notes\"} 2",
                "kapell_vector_unreachable{collection=\"notes\"} 0", "kapell_vector_tombstones{collection=\"notes\"} 0",
                "# TYPE kapell_vector_upkeep_total counter",
            ] {
                #expect(metrics.contains("\(line)\n"), "\(line)")
            }
        }
    }

    @Test("A model of a provider orders the matches anew, and the plan says so")
    func reranked() async throws {
        try await ServiceStage.running { stage in
            try await fill(stage)
            let plain = try await post(stage, "\(Self.root)/notes/query", ["vector": [1, 0], "text": "wheel"])
            let ranked = try await post(
                stage, "\(Self.root)/notes/query",
                ["vector": [1, 0], "text": "wheel", "rerank": "cohere/rerank-v3.5", "limit": 3])
            #expect(ranked.0 == 200 && Set(ids(ranked)) == Set(ids(plain)), "\(ranked)")
            #expect(ranked.1["plan"]?.serialized().contains("rerank-v3.5") == true, "\(ranked)")
        }
    }

    @Test(
        "Mistakes are answered with what is wrong and what to do",
        arguments: [
            ("", ["name": "x"], 400, "dimensions"), ("", ["name": "a b", "dimensions": 2], 400, "a b"),
            ("", ["name": "notes", "dimensions": 2], 409, "notes"),
            ("", ["name": "x", "dimensions": 2, "metric": "near"], 400, "cosine, dot, l2"),
            ("", ["name": "x", "dimensions": 2, "language": "xx"], 400, "language"),
            ("/none/query", ["vector": [1, 2]], 404, "none"), ("/notes/query", [:], 400, "vector"),
            ("/notes/query", ["vector": [1, 2, 3]], 400, "3"), ("/notes/query", ["vector": [0, 0]], 400, "zero"),
            ("/notes/query", ["vector": [1, "x"]], 400, "Component 1"),
            ("/notes/query", ["vector": [1, 1e39]], 400, "1"),
            ("/notes/query", ["vector": [1, 0], "filter": "year >"], 400, "filter"),
            ("/notes/query", ["vector": [1, 0], "filter": "yaer > 1"], 400, "year"),
            ("/notes/query", ["vector": [1, 0], "limit": -1], 400, "limit"),
            ("/notes/query", ["embed": "a wheel"], 409, "vector"),
            (
                "/notes/records", ["records": [["id": "a", "vector": [1, 0]], ["id": "a", "vector": [1, 0]]]], 400, "a"
            ),
            ("/notes/records", ["records": [["id": "d", "vector": [1]]]], 400, "d"),
            ("/notes/records", ["records": [["id": "d", "vector": [1, 0], "colour": "red"]]], 400, "colour"),
            ("/notes/records", ["records": [["id": "d", "vector": [1, 0], "metadata": ["a": [["x"]]]]]], 400, "a"),
            ("/notes/records/delete", [:], 400, "ids"),
        ] as [(String, JSONObject, Int, String)])
    func mistakes(_ path: String, _ body: JSONObject, _ status: Int, _ word: String) async throws {
        try await ServiceStage.running { stage in
            try await fill(stage)
            let answer = try await post(stage, Self.root + path, body)
            #expect(answer.0 == status && answer.1.serialized().contains(word), "\(path) \(body): \(answer)")
            // Nothing of it was written.
            #expect(try await post(stage, "\(Self.root)/notes/records/count", [:]).1["count"] == 3)
        }
    }

    @Test("A snapshot is made and read back while serving; what is damaged is named")
    func snapshots() async throws {
        try await ServiceStage.running { stage in
            try await fill(stage)
            let made = try await post(stage, "/kapell/v1/snapshots", ["name": "monday"])
            #expect(made.0 == 201 && made.1["collections"]?["notes"]?.intValue != nil, "\(made)")
            #expect(try await post(stage, "/kapell/v1/snapshots", ["name": "monday"]).0 == 409)
            #expect(try await post(stage, "/kapell/v1/snapshots", ["name": "../x"]).0 == 400)
            _ = try await post(stage, "\(Self.root)/notes/records/delete", ["ids": ["a"]])
            let verified = try await post(stage, "/kapell/v1/snapshots/monday/verify", [:])
            #expect(verified.1["collections"]?.arrayValue?.first?["error"] == .null, "\(verified)")
            let restored = try await post(
                stage, "/kapell/v1/snapshots/monday/restore", ["collection": "notes", "as": "before"])
            #expect(restored.1["records"] == 3, "\(restored)")
            #expect(try await post(stage, "\(Self.root)/before/records/count", [:]).1["count"] == 3)
            #expect(try await post(stage, "\(Self.root)/notes/records/count", [:]).1["count"] == 2)
            #expect(try await post(stage, "/kapell/v1/snapshots/none/restore", ["collection": "notes"]).0 == 404)
        }
    }
}
