import KapellCore
import KapellJSON
import KapellServer
import Testing

@Suite("Checkpoints over HTTP", .timeLimit(.minutes(10))) struct CheckpointRoutesTests {
    private static let root = "/kapell/v1/checkpoints"

    private func running(_ body: @escaping @Sendable (Int) async throws -> Void) async throws {
        let folder = try ConfigurationFolder()
        let project = Project(
            configuration: KapellConfiguration(), home: KapellHome(path: "\(folder.path)/home"), origin: folder.path)
        let system = try await KapellSystem(project: project, command: "test")
        try await system.serving { try await body($0) }
        withExtendedLifetime(folder) {}
    }

    private func post(_ port: Int, _ path: String, _ body: [UInt8], host: String? = nil) async throws -> WireResponse {
        let connection = try await WireConnection.open(port)
        defer { connection.close() }
        let head = """
            POST \(Self.root)\(path) HTTP/1.1\r
            host: \(host ?? "127.0.0.1:\(port)")\r
            content-type: application/json\r
            content-length: \(body.count)\r
            \r

            """
        try await connection.send(Array(head.utf8) + body)
        return try #require(await connection.response())
    }

    private func post(_ port: Int, _ path: String, _ body: JSONValue) async throws -> WireResponse {
        try await post(port, path, body.serializedBytes())
    }

    private static func value(_ data: String) -> JSONValue { ["type": "msgpack", "data": .string(data)] }

    private static func checkpoint(_ thread: String, _ id: String, _ more: JSONObject = [:]) -> JSONValue {
        var body: JSONObject = ["thread": .string(thread), "id": .string(id), "checkpoint": value("gA==")]
        body.merge(more)
        return .object(body)
    }

    @Test("A thread is kept, read, listed, copied, pruned and erased") func life() async throws {
        try await running { port in
            for number in 1...3 {
                let body = Self.checkpoint(
                    "../t?", "\(number)",
                    [
                        "parent": number == 1 ? .null : .string("\(number - 1)"),
                        "metadata": ["step": .integer(Int64(number)), "run_id": "r\(number)"],
                        "versions": ["a": .string("\(number)"), "b": "1"],
                        "values": number == 1
                            ? ["a": Self.value("AQ=="), "b": Self.value("/w==")] : ["a": Self.value("Ag==")],
                    ])
                let response = try await post(port, "", body)
                #expect(response.status == 201, "\(response.text)")
                #expect(response.json == ["thread": "../t?", "namespace": "", "id": .string("\(number)")])
            }
            let writes: JSONValue = [
                "thread": "../t?", "id": "3", "task": "x", "path": "p",
                "writes": [["index": 0, "channel": "a", "type": "json", "data": "MQ=="]],
            ]
            for _ in 0..<2 { #expect(try await post(port, "/writes", writes).status == 201) }
            let newest = try await post(port, "/get", ["thread": "../t?"]).json?["checkpoint"]
            #expect(newest?["id"] == "3" && newest?["parent"] == "2" && newest?["metadata"]?["step"] == 3)
            #expect(newest?["checkpoint"] == Self.value("gA==") && newest?["versions"] == ["a": "3", "b": "1"])
            #expect(newest?["values"] == ["a": Self.value("Ag=="), "b": Self.value("/w==")])
            #expect(
                newest?["writes"] == [
                    ["task": "x", "index": 0, "path": "p", "channel": "a", "type": "json", "data": "MQ=="]
                ])
            #expect(try await post(port, "/get", ["thread": "t"]).json == ["checkpoint": nil])
            #expect(try await post(port, "/get", ["thread": "../t?", "id": "9"]).json == ["checkpoint": nil])
            let page = try await post(port, "/list", ["thread": "../t?", "limit": 2]).json
            #expect(page?["checkpoints"]?.arrayValue?.map { $0["id"] } == ["3", "2"])
            let next = try #require(page?["next"])
            let rest = try await post(port, "/list", ["thread": "../t?", "limit": 2, "after": next]).json
            #expect(rest?["checkpoints"]?.arrayValue?.map { $0["id"] } == ["1"] && rest?["next"] == .some(.null))
            let found = try await post(port, "/list", ["metadata": ["step": 2]]).json
            #expect(found?["checkpoints"]?.arrayValue?.count == 1)
            #expect(try await post(port, "/copy", ["thread": "../t?", "to": "copy"]).json == ["copied": 3])
            #expect(try await post(port, "/copy", ["thread": "../t?", "to": "copy"]).status == 409)
            #expect(try await post(port, "/prune", ["threads": ["../t?"]]).json == ["removed": 2])
            #expect(try await post(port, "/erase", ["runs": ["r1", "r2"]]).json == ["removed": 2])
            #expect(try await post(port, "/erase", ["threads": ["../t?", "copy"]]).json == ["removed": 2])
            #expect(try await post(port, "/list", [:]).json == ["checkpoints": [], "next": nil])
        }
    }

    @Test("What cannot be kept is refused with its status and a remedy") func refusals() async throws {
        let long = JSONValue.string(String(repeating: "x", count: CheckpointLimits.name + 1))
        let cases: [(String, JSONValue, Int)] = [
            ("", ["id": "1"], 400), ("", ["thread": "t"], 400), ("", ["thread": "t", "id": "1"], 400),
            ("", Self.checkpoint("", "1"), 400), ("", Self.checkpoint("a\0", "1"), 400),
            ("", Self.checkpoint("t", "1", ["id": long]), 400), ("", Self.checkpoint("t", "1", ["other": 1]), 400),
            ("", Self.checkpoint("t", "1", ["checkpoint": Self.value("no base64")]), 400),
            ("", Self.checkpoint("t", "1", ["checkpoint": ["type": "a"]]), 400),
            ("", Self.checkpoint("t", "1", ["versions": ["a": 1]]), 400),
            ("", Self.checkpoint("t", "1", ["versions": []]), 400),
            ("", Self.checkpoint("t", "1", ["values": ["a": Self.value("")]]), 400),
            ("", Self.checkpoint("t", "1", ["metadata": "a"]), 400),
            ("", Self.checkpoint("t", "1", ["deltas": [1]]), 400), ("/get", [:], 400), ("/get", [], 400),
            ("/writes", ["thread": "t", "id": "1", "task": "x"], 400),
            ("/writes", ["thread": "t", "id": "1", "task": "x", "writes": [1]], 400),
            ("/writes", ["thread": "t", "id": "1", "task": "x", "writes": [["channel": "a"]]], 400),
            ("/writes", ["thread": "t", "id": "1", "writes": []], 400), ("/list", ["limit": 1_001], 400),
            ("/list", ["limit": -1], 400), ("/list", ["after": "x"], 400), ("/list", ["metadata": 1], 400),
            ("/copy", ["thread": "t"], 400), ("/prune", [:], 400), ("/prune", ["threads": "t"], 400),
            ("/erase", [:], 400), ("/erase", ["threads": [], "runs": []], 400), ("/erase", ["threads": [1]], 400),
            ("/erase", ["threads": .array([JSONValue](repeating: "x", count: 1_001))], 413), ("/other", [:], 404),
        ]
        try await running { port in
            for (path, body, status) in cases {
                let response = try await post(port, path, body)
                #expect(response.status == status, "\(path) \(body.serialized().prefix(200)): \(response.text)")
                #expect(response.json?["error"]?["message"]?.stringValue?.isEmpty == false)
            }
            #expect(try await post(port, "/list", [:]).json?["checkpoints"] == [])
            // A request of a page elsewhere.
            #expect(try await post(port, "/list", Array("{}".utf8), host: "evil.example:\(port)").status == 403)
            #expect(try await post(port, "/get", Array("{\"thread\": \"\\ud800\"}".utf8)).status < 500)
            #expect(try await post(port, "/get", Array("{\"thread\": ".utf8)).status == 400)
            let large = try await post(port, "", [UInt8](repeating: 0x20, count: 65_000_000))
            #expect(large.status == 413 && large.json?["error"]?["remedy"]?.stringValue?.isEmpty == false)
        }
    }
}
