import KapellCore
import KapellJSON
import KapellServer
import KapellTesting
import Testing

@Suite("A collection's move to another model over HTTP", .timeLimit(.minutes(10)))
struct MigrationRoutesTests {
    private static let root = "/kapell/v1/collections"
    private static let migration = "\(root)/notes/migrations"

    private func send(
        _ stage: ServiceStage, _ method: String, _ path: String, _ body: JSONObject? = nil
    ) async throws -> (status: Int, body: JSONValue) {
        let bytes = body.map { JSONValue.object($0).serializedBytes() } ?? []
        let connection = try await WireConnection.open(stage.port)
        defer { connection.close() }
        let head =
            "\(method) \(path) HTTP/1.1\r\nhost: 127.0.0.1:\(stage.port)\r\ncontent-type: application/json\r\n"
            + "content-length: \(bytes.count)\r\n\r\n"
        try await connection.send(Array(head.utf8) + bytes)
        let response = await connection.response() ?? WireResponse()
        return (response.status, response.text.isEmpty ? .null : try JSONValue(parsing: response.text))
    }

    /// Texts `t1` to `t5` with vectors of `openai/first`, and one record without a text.
    private func fill(_ stage: ServiceStage) async throws {
        let options: JSONObject = ["name": "notes", "model": "openai/first", "language": "en"]
        let made = try await send(stage, "POST", Self.root, options)
        #expect(made.status == 201 && made.body["dimensions"] == 2, "\(made)")
        var records: [JSONValue] = [["id": "bare", "vector": [9, 1]]]
        for number in 1...5 { records.append(["id": .string("r\(number)"), "text": .string("t\(number)")]) }
        let written = try await send(stage, "POST", "\(Self.root)/notes/records", ["records": .array(records)])
        #expect(written.status == 200 && written.body["written"] == 6, "\(written)")
    }

    private func inStep(_ stage: ServiceStage) async throws -> JSONValue {
        var last: JSONValue = .null
        let isThere = try await eventually(every: .milliseconds(20)) {
            last = try await send(stage, "GET", Self.migration).body
            return last["in_step"] == true
        }
        #expect(isThere, "\(last)")
        return last
    }

    private func ids(_ answer: (status: Int, body: JSONValue)) -> [String] {
        answer.body["matches"]?.arrayValue?.compactMap { $0["id"]?.stringValue } ?? ["\(answer)"]
    }

    @Test("It is fed by itself, compared, cut over, gone back from and finished")
    func wholeWay() async throws {
        try await ServiceStage.running { stage in
            try await fill(stage)
            let query = "\(Self.root)/notes/query"
            let begun = try await send(stage, "POST", Self.migration, ["model": "mistral/second", "space": "second"])
            #expect(begun.status == 201 && begun.body["phase"] == "building" && begun.body["total"] == 6, "\(begun)")
            var status = try await inStep(stage)
            #expect(status["done"] == 5 && status["missing"] == 1 && status["error"] == .null, "\(status)")
            #expect(status["missing_records"]?.arrayValue?.first?["id"] == "bare")
            #expect(status["other"]?["model"] == "mistral/second" && status["serving"]?["model"] == "openai/first")

            // Both are asked; the one that serves, and the other by its name.
            for space in ["space-1", "second"] {
                let found = try await send(
                    stage, "POST", query, ["embed": "t2", "limit": 1, "space": .string(space)])
                #expect(ids(found) == ["r2"], "\(found)")
            }
            let compared = try await send(
                stage, "POST", "\(Self.migration)/compare",
                [
                    "queries": ["t1", ["text": "t3", "relevant": ["r3"]], ["text": "t4", "relevant": ["r4": 2]]],
                    "k": 1,
                ])
            #expect(compared.body["judged"] == 2 && compared.body["other_ndcg"] == 1, "\(compared)")
            #expect(compared.body["queries"]?.arrayValue?.count == 3 && compared.body["overlap"] == 1)

            let refused = try await send(stage, "POST", "\(Self.migration)/cutover", [:])
            #expect(refused.status == 409 && refused.body.serialized().contains("bare"), "\(refused)")
            let given = try await send(
                stage, "POST", "\(Self.root)/notes/records",
                ["space": "second", "records": [["id": "bare", "vector": [9, 1]]]])
            #expect(given.status == 200, "\(given)")
            let cut = try await send(stage, "POST", "\(Self.migration)/cutover", [:])
            #expect(cut.status == 200 && cut.body["serving"]?["space"] == "second", "\(cut)")
            let shown = try await send(stage, "GET", "\(Self.root)/notes")
            #expect(shown.body["model"] == "mistral/second" && shown.body["namespaces"] == ["": 6], "\(shown)")

            // Texts are embedded by the model of the space that serves, and come along on the way back.
            _ = try await send(
                stage, "POST", "\(Self.root)/notes/records", ["records": [["id": "r6", "text": "t6"]]])
            #expect(ids(try await send(stage, "POST", query, ["embed": "t6", "limit": 1])) == ["r6"])
            status = try await inStep(stage)
            #expect(status["phase"] == "cut_over" && status["done"] == 7)
            let back = try await send(stage, "POST", "\(Self.migration)/rollback", [:])
            #expect(back.status == 200 && back.body["serving"]?["space"] == "space-1", "\(back)")
            #expect(ids(try await send(stage, "POST", query, ["embed": "t6", "limit": 1])) == ["r6"])
            _ = try await send(stage, "POST", "\(Self.migration)/cutover", [:])
            let finished = try await send(stage, "POST", "\(Self.migration)/finish", [:])
            #expect(finished.body["finished"] == true, "\(finished)")
            #expect(try await send(stage, "GET", Self.migration).status == 404)
            #expect(ids(try await send(stage, "POST", query, ["embed": "t1", "limit": 1])) == ["r1"])
        }
    }

    @Test("Mistakes are answered with what is wrong and what to do")
    func mistakes() async throws {
        try await ServiceStage.running { stage in
            try await fill(stage)
            let before: [(String, String, JSONObject, Int, String)] = [
                ("GET", "", [:], 404, "one space"), ("POST", "", [:], 400, "model"),
                ("POST", "", ["model": "openai/first"], 409, "already"),
                ("POST", "", ["model": "local/none"], 404, "none"),
                ("POST", "", ["model": "mistral/second", "space": "a/b"], 400, "a/b"),
                ("POST", "", ["model": "mistral/second", "dimensions": 3], 400, "2 components"),
                ("POST", "/cutover", [:], 404, "one space"), ("DELETE", "", [:], 404, "one space"),
            ]
            for (method, path, body, status, word) in before {
                let answer = try await send(stage, method, Self.migration + path, body)
                let isSaid = answer.body.serialized().contains(word)
                #expect(answer.status == status && isSaid, "\(method) \(path): \(answer)")
            }
            let space = try await send(
                stage, "POST", "\(Self.root)/notes/query", ["vector": [1, 1], "space": "third"])
            #expect(space.status == 404 && space.body.serialized().contains("space-1"), "\(space)")
            // By hand: nothing is fed.
            _ = try await send(stage, "POST", Self.migration, ["dimensions": 3])
            let during: [(String, String, JSONObject, Int, String)] = [
                ("POST", "", ["model": "mistral/second"], 409, "under way"),
                ("POST", "/rollback", [:], 409, "not cut over"),
                ("POST", "/finish", [:], 409, "not cut over"), ("POST", "/compare", [:], 400, "queries"),
                ("POST", "/compare", ["queries": ["t1"]], 409, "space-2"),
                ("POST", "/compare", ["queries": [["text": "t", "relevant": 3]]], 400, "relevant"),
                ("POST", "/pause", [:], 200, "\"paused\":true"), ("POST", "/resume", [:], 200, "\"paused\":false"),
                ("POST", "/cutover", [:], 409, "lacks 6 records"), ("DELETE", "", [:], 204, ""),
                ("GET", "", [:], 404, "one space"),
            ]
            for (method, path, body, status, word) in during {
                let answer = try await send(stage, method, Self.migration + path, body)
                let isSaid = word.isEmpty || answer.body.serialized().contains(word)
                #expect(answer.status == status && isSaid, "\(method) \(path): \(answer)")
            }
            let count = try await send(stage, "POST", "\(Self.root)/notes/records/count", [:])
            #expect(count.body["count"] == 6)
        }
    }
}
