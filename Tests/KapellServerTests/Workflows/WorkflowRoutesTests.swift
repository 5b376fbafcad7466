import KapellCore
import KapellJSON
import KapellServer
import KapellTesting
import Testing

@Suite("Workflows over HTTP", .timeLimit(.minutes(10))) struct WorkflowRoutesTests {
    private static let yaml = """
        version: 1
        workflows:
          greet:
            description: Greets whom it is told to
            channels: {name: text, sure: boolean, greeting: text}
            nodes:
              ask: {approve: "Greet {{name}}?", into: sure}
              nap: {sleep: 20ms}
              greet: {set: {greeting: "Hello, {{name}}"}}
        """

    private func running(_ body: @escaping @Sendable (Int) async throws -> Void) async throws {
        let folder = try ConfigurationFolder()
        try folder.write(Self.yaml, to: "kapell.yaml")
        let project = Project(
            configuration: try folder.load(), home: KapellHome(path: "\(folder.path)/home"), origin: folder.path)
        let system = try await KapellSystem(project: project, command: "test")
        try await system.serving { try await body($0) }
    }

    /// One request of its own connection.
    private func send(
        _ port: Int, _ method: String, _ path: String, _ body: JSONValue? = nil, last: String? = nil
    ) async throws -> WireResponse {
        let bytes = body?.serializedBytes() ?? []
        var head = "\(method) /kapell/v1/\(path) HTTP/1.1\r\nhost: 127.0.0.1:\(port)\r\n"
        if body != nil { head += "content-type: application/json\r\n" }
        if method == "POST" { head += "content-length: \(bytes.count)\r\n" }
        if let last { head += "last-event-id: \(last)\r\n" }
        let connection = try await WireConnection.open(port)
        try await connection.send(Array("\(head)\r\n".utf8) + bytes)
        defer { connection.close() }
        return try #require(await connection.response())
    }

    @Test("A run is begun, watched, answered, goes on by itself, and is looked at") func life() async throws {
        try await running { port in
            let list = try await send(port, "GET", "workflows")
            #expect(list.json?["workflows"]?[0]?["name"] == "greet")
            let begun = try await send(
                port, "POST", "workflows/greet/runs", ["input": ["name": "Ada"], "stream": true])
            #expect(
                begun.status == 200 && begun.text.contains("event: interrupt") && begun.text.contains("event: ended"))
            let first = try #require(begun.text.split(separator: "\n").first { $0.hasPrefix("data: ") })
            let run = try #require(try JSONValue(parsing: String(first.dropFirst(6)))["run"]?.stringValue)
            let asked = try await send(port, "GET", "runs/\(run)/interrupts").json
            let id = try #require(asked?["interrupts"]?[0]?["id"])
            #expect(asked?["status"] == "waiting" && asked?["interrupts"]?[0]?["prompt"] == "Greet Ada?")
            let wrong = try await send(port, "POST", "runs/\(run)/interrupts", ["id": id, "value": "maybe"])
            #expect(wrong.status == 400 && wrong.json?["outcome"] == "wrong_schema")
            let right = try await send(port, "POST", "runs/\(run)/interrupts", ["id": id, "value": true])
            #expect(right.status == 200 && right.json?["outcome"] == "accepted")
            let second = try await send(port, "POST", "runs/\(run)/interrupts", ["id": id, "value": false])
            #expect(second.status == 409 && second.json?["answer"] == true)
            // The server takes the answer up, sleeps, and wakes by itself.
            let isDone = try await eventually {
                try await send(port, "GET", "runs/\(run)/status").json?["status"] == "succeeded"
            }
            #expect(isDone)
            let status = try await send(port, "GET", "runs/\(run)/status").json
            #expect(status?["state"]?["greeting"] == "Hello, Ada" && status?["lights"]?["greet"] == "done")
            let past = try await send(port, "GET", "runs/\(run)/state?at=0").json
            #expect(past?["state"]?["greeting"] == "")
            // The whole stream, then only what came after an event of it.
            let whole = try await send(port, "GET", "runs/\(run)/events?follow=true").text
            let ids = whole.split(separator: "\n").filter { $0.hasPrefix("id: ") }.map { String($0.dropFirst(4)) }
            #expect(ids.count > 8)
            let rest = try await send(port, "GET", "runs/\(run)/events?follow=true", last: ids[ids.count - 3]).text
            #expect(rest.split(separator: "\n").count(where: { $0.hasPrefix("id: ") }) == 2)
            let svg = try await send(port, "GET", "runs/\(run)/graph.svg")
            #expect(svg.headers["content-type"] == "image/svg+xml" && svg.text.contains("class=\"node done\""))
            let fork = try await send(
                port, "POST", "runs/\(run)/fork", ["at": 0, "state": ["name": "Bob"], "start": true])
            let forked = try #require(fork.json?["run"]?.stringValue)
            #expect(fork.status == 201)
            let isAsked = try await eventually {
                try await send(port, "GET", "runs/\(forked)/interrupts").json?["interrupts"]?[0]?["prompt"]
                    == "Greet Bob?"
            }
            #expect(isAsked)
            #expect(try await send(port, "POST", "runs/\(forked)/cancel").json?["cancelled"] == true)
            #expect(try await send(port, "POST", "runs/\(forked)/erase").status == 200)
            #expect(try await send(port, "GET", "runs/\(forked)/status").status == 404)
        }
    }

    @Test("What cannot be done is refused with its status and a remedy") func refusals() async throws {
        try await running { port in
            let none = "01JD0000000000000000000000"
            let cases: [(String, String, JSONValue?, Int)] = [
                ("GET", "workflows/none", nil, 404), ("POST", "workflows/none/runs", [:], 404),
                ("POST", "workflows/greet/runs", ["input": ["none": 1]], 400),
                ("POST", "workflows/greet/runs", ["input": ["name": 1]], 400),
                ("POST", "workflows/greet/runs", ["input": 1], 400), ("POST", "workflows/greet/runs", ["in": [:]], 400),
                ("POST", "workflows/greet/runs", ["id": "x"], 400), ("GET", "runs/\(none)/status", nil, 404),
                ("GET", "runs/x/status", nil, 404), ("GET", "runs/\(none)/events", nil, 404),
                ("GET", "runs/\(none)/state?at=-1", nil, 400), ("POST", "runs/\(none)/cancel", [:], 404),
                ("POST", "runs/\(none)/resume", [:], 404), ("POST", "runs/\(none)/fork", ["at": "x"], 400),
                ("POST", "runs/\(none)/erase", [:], 404), ("POST", "runs/\(none)/interrupts", ["id": "a"], 400),
                ("POST", "runs/erase", ["about": ""], 400), ("GET", "workflows/greet/graph.svg", nil, 200),
            ]
            for (method, path, body, status) in cases {
                let response = try await send(port, method, path, body)
                #expect(response.status == status, "\(method) \(path): \(response.text)")
                if status != 200 { #expect(response.json?["error"]?["message"] != nil, "\(path)") }
            }
        }
    }
}
