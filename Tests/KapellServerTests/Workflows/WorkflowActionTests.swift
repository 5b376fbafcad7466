import KapellCore
import KapellFaults
import KapellJSON
import KapellServer
import KapellTesting
import KapellWorkflows
import Synchronization
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite("Nodes that reach beyond the process", .timeLimit(.minutes(10))) struct WorkflowActionTests {
    @Test("Requests, programs and tools get their values in their places, and are effects of their kinds")
    func kinds() async throws {
        let services = ScriptedServices()
        let journal = MemoryJournal()
        let service = try service(
            """
            version: 1
            tools:
              weather:
                parameters: {type: object, properties: {place: {type: string}, days: {type: integer}}, required: [place]}
                http: "https://weather.example/{{place}}?days={{days}}"
            workflows:
              w:
                channels: {a: text, o: object, l: {type: list, default: [x]}, n: any}
                nodes:
                  get: {http: "https://api.example/items/{{a}}?q={{l.0}}", into: o, as: "{{result.body}}"}
                  whole: {http: "{{o.url}}", into: n}
                  post: {http: "https://api.example/pay", body: {amount: 3, what: "{{a}}"}}
                  put: {http: "https://api.example/pay", method: PUT, body: "{{a}}!"}
                  run: {subprocess: [tool, --name, "{{a}}"], input: "{{l}}", effect: idempotent, into: n}
                  use: {tool: weather, input: {place: "{{a}}", days: 2}, into: n, as: "{{result.status}}"}
            """, services, journal)
        let (run, status, _) = try await service.running("w", ["a": "a b/../é"])
        #expect(status["status"] == "succeeded", "\(status)")
        let encoded = "a%20b%2F..%2F%C3%A9"
        #expect(
            services.calls == [
                "GET https://api.example/items/\(encoded)?q=x ", "GET https://api.example/items/\(encoded)?q=x ",
                #"POST https://api.example/pay {"amount":3,"what":"a b/../é"}"#,
                "PUT https://api.example/pay a b/../é!", #"tool --name a b/../é < ["x"]"#,
                "GET https://weather.example/\(encoded)?days=2 ",
            ])
        #expect(status["state"]?["n"] == 200)
        let intents = journal.events.filter { $0.event.type.rawValue == "workflow.intent" }.map { $0.event.data }
        #expect(intents.map { $0["effect"] } == ["once", "idempotent", "idempotent"])
        #expect(intents[0]["key"]?.stringValue == "\(run)/post@2/http#0")
        #expect(try await service.perform(.replay(run))["verdict"] == "identical")
        await service.close()
    }

    @Test("What was done is taken back, the newest first, and a refusal is in no doubt") func undo() async throws {
        let services = ScriptedServices()
        let service = try service(
            """
            version: 1
            workflows:
              trip:
                channels: {id: text}
                nodes:
                  hotel: {http: "https://h.example/{{id}}", method: POST, undo: {http: "https://h.example/{{id}}", method: DELETE}}
                  train: {subprocess: [book, "{{id}}"], undo: {subprocess: [unbook, "{{id}}"]}}
                  pay: {http: "https://p.example/refused", body: {}}
            """, services)
        let (run, status, _) = try await service.running("trip", ["id": "7"])
        // Not in doubt: nobody is asked.
        #expect(status["status"] == "failed" && status["error"]?["code"] == "conflict", "\(status)")
        let undone = try await service.perform(.undo(run))
        #expect(undone["status"] == "cancelled" && undone["undone"]?.arrayValue?.count == 2, "\(undone)")
        #expect(undone["undone"]?[0]?["id"] == "train@1/subprocess#0")
        #expect(
            services.calls == [
                "POST https://h.example/7 ", "book 7 < ", "POST https://p.example/refused {}", "unbook 7 < ",
                "DELETE https://h.example/7 ",
            ])
        #expect(try await service.perform(.undo(run))["undone"] == [])
        await service.close()
    }

    @Test("A request of which nobody knows whether it happened goes to a person") func doubt() async throws {
        let services = ScriptedServices()
        let service = try service(
            """
            version: 1
            workflows:
              w: {nodes: {pay: {http: "https://p.example/broken", body: {}}}}
            """, services)
        let (_, status, _) = try await service.running("w")
        #expect(status["status"] == "waiting" && status["interrupts"]?[0]?["kind"] == "in_doubt", "\(status)")
        await service.close()
    }

    @Test("A queue's limits hold, whoever begins its runs, and those who watch wait for their run") func queues()
        async throws
    {
        let services = ScriptedServices()
        let service = try service(
            """
            version: 1
            workflows:
              a: {channels: {n: any}, queue: {name: q, concurrency: 2}, nodes: {n: {subprocess: [slow], effect: pure, into: n}}}
              b: {queue: q, nodes: {n: {subprocess: [slow], effect: pure}}}
            """, services)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await service.drive() }
            #expect(try await eventually { service.worker.queues.count == 2 && service.isServing.withLock { $0 } })
            var runs: [RunID] = []
            for number in 0..<8 {
                let begun = try await service.perform(.start(number % 2 == 0 ? "a" : "b", input: [:]))
                #expect(begun["status"] == "ready")
                runs.append(try #require(begun["run"]?.stringValue.flatMap { RunID($0) }))
            }
            for run in runs {
                var last: WireEvent?
                for try await event in service.events(of: run, after: nil, follows: false) { last = event }
                #expect(last?.name == "ended" && last?.data["status"] == "succeeded")
            }
            group.cancelAll()
        }
        #expect(services.running.withLock { $0.most } <= 2 && services.calls.count == 8)
        // Without a worker, a run begins at once.
        let alone = try unattended(services)
        let (_, status, _) = try await alone.running("a")
        #expect(status["status"] == "succeeded")
        await alone.close()
    }

    private func unattended(_ services: ScriptedServices) throws -> WorkflowService {
        try service(
            "version: 1\nworkflows:\n  a: {queue: {begins: 1}, nodes: {n: {subprocess: [slow], effect: pure}}}",
            services)
    }

    @Test("Requests keep to the guards of the house, and secrets stay out of the journal") func requests() async throws
    {
        let secret = "s3cret-of-the-environment"
        let server = try await FaultServer.start(script: { _, request in
            guard let request else { return FaultReply([]) }
            func answer(_ status: Int, _ body: String, _ type: String = "application/json") -> FaultReply {
                FaultReply([
                    .whole(status: status, headers: [("content-type", type), ("etag", "1")], body: Array(body.utf8))
                ])
            }
            switch request.target.prefix(5) {
            case "/echo": return answer(200, #"{"got": "\#(request.headers["authorization"] ?? "")"}"#)
            case "/text": return answer(200, "plain", "text/plain")
            case "/miss": return answer(404, "no such thing")
            case "/down": return answer(503, "\(request.headers["authorization"] ?? "") is down")
            case "/huge": return answer(200, String(repeating: "x", count: 5000))
            case "/move": return FaultReply([.whole(status: 302, headers: [("location", "/echo")], body: [])])
            default: return FaultReply([.silence])
            }
        })
        let port = server.port
        func call(_ path: String, _ more: String = "private: true") async throws -> (JSONObject, MemoryJournal) {
            let journal = MemoryJournal()
            let yaml = """
                version: 1
                workflows:
                  w:
                    channels: {o: any}
                    nodes:
                      n: {http: "http://127.0.0.1:\(port)/\(path)", headers: {Authorization: "Bearer ${SECRET}"}, effect: pure, into: o, \(more)}
                """
            let sections = try configuration(yaml, environment: ["SECRET": secret]).workflows
            let service = try WorkflowService(
                sections, services: SendingServices(), journal: journal, scope: "test")
            let status = try await service.running("w").status
            await service.close()
            return (status, journal)
        }
        let (echo, journal) = try await call("echo")
        #expect(server.requests.first?.headers["authorization"] == "Bearer \(secret)")
        #expect(echo["state"]?["o"]?["status"] == 200 && echo["state"]?["o"]?["body"]?["got"] == "…", "\(echo)")
        #expect(echo["state"]?["o"]?["headers"]?["etag"] == "1")
        let (down, other) = try await call("down")
        #expect(down["error"]?["code"] == "overloaded")
        for journal in [journal, other] {
            for entry in journal.events { #expect(!JSONValue.object(entry.event.data).serialized().contains(secret)) }
        }
        #expect(try await call("text").0["state"]?["o"]?["body"] == "plain")
        let cases: [(String, String, String, String)] = [
            ("miss", "private: true", "notFound", "no such thing"),
            ("move", "private: true", "configuration", "redirect"),
            ("huge", "private: true, limit: 1KB", "tooLarge", ""), ("echo", "limit: 1MB", "configuration", "private"),
            ("hang", "private: true, timeout: 100ms", "timeout", ""),
        ]
        for (path, more, code, words) in cases {
            let error = try await call(path, more).0["error"]
            #expect(
                error?["code"]?.stringValue == code && error?["message"]?.stringValue?.contains(words) == true,
                "\(path): \(String(describing: error))")
        }
        #expect(try await call("miss", "private: true, accept: [404]").0["state"]?["o"]?["status"] == 404)
        await server.stop()
    }

    @Test("Programs get their input and little else, and keep to their limits") func programs() async throws {
        let folder = try ConfigurationFolder()
        let path = folder.path
        func run(_ node: String) async throws -> JSONObject {
            let yaml =
                "version: 1\nworkflows:\n  w: {channels: {o: any}, nodes: {n: {\(node), effect: pure, into: o}}}\n"
            try folder.write(yaml, to: "kapell.yaml")
            let sections = try folder.load(environment: ["SECRET": "s3cret-of-the-environment"]).workflows
            let service = try WorkflowService(
                sections, services: SendingServices(), journal: MemoryJournal(), scope: "test")
            let status = try await service.running("w").status
            await service.close()
            return status
        }
        let cases: [(String, JSONValue)] = [
            ("subprocess: [cat], input: {a: [1, true]}", ["a": [1, true]]),
            ("subprocess: [cat], input: \"two\\nlines\\n\"", "two\nlines"),
            ("subprocess: [sh, -c, pwd]", .string(path)),
            ("subprocess: [printf, \"%s|\", \"a b\", \"$HOME;ls\"]", "a b|$HOME;ls|"),
            (
                "subprocess: [sh, -c, \"echo $KEY $SECRET; ulimit -v\"], memory: 512MiB, environment: {KEY: \"${SECRET}\"}",
                "…\n524288"
            ),
            ("subprocess: [./own.sh, x]", "own x"),
        ]
        try folder.write("#!/bin/sh\necho own $1\n", to: "own.sh")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(path)/own.sh")
        for (node, output) in cases {
            let status = try await run(node)
            #expect(status["state"]?["o"] == output, "\(node): \(status)")
        }
        let failures: [(String, String, String)] = [
            ("subprocess: [there-is-no-such-program]", "notFound", "there-is-no-such-program"),
            ("subprocess: [./none]", "notFound", "is not there"),
            ("subprocess: [sh, -c, \"echo why >&2; exit 3\"]", "invalidRequest", "code 3: why"),
            ("subprocess: [yes], limit: 10KB", "tooLarge", "10000"),
        ]
        for (node, code, words) in failures {
            let error = try await run(node)["error"]
            #expect(
                error?["code"]?.stringValue == code && error?["message"]?.stringValue?.contains(words) == true,
                "\(node): \(String(describing: error))")
        }
        // All of its group ends with it: when its time is over, and when it leaves something behind.
        for node in [
            "subprocess: [sh, -c, \"trap '' TERM; sleep 77 & echo $! > pid; wait\"], timeout: 1500ms",
            "subprocess: [sh, -c, \"sleep 77 > /dev/null 2>&1 & echo $! > pid\"]",
        ] {
            _ = try await run(node)
            let written = String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(path)/pid")), as: UTF8.self)
            let pid = try #require(Int(written.filter(\.isNumber)))
            #expect(
                try await eventually(within: .seconds(10)) {
                    let state = (try? Data(contentsOf: URL(fileURLWithPath: "/proc/\(pid)/stat"))).map {
                        String(decoding: $0, as: UTF8.self)
                    }
                    return state.map { $0.contains(") Z ") } ?? true
                }, "\(node)")
        }
    }
}
