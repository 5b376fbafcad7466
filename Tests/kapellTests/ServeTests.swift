import KapellJSON
import KapellTesting
import Subprocess
import Synchronization
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite("serve", .timeLimit(.minutes(10))) struct ServeTests {
    @Test("It is ready when it says so, serves its page, and ends cleanly on SIGTERM and SIGINT")
    func lifecycle() async throws {
        let space = try Workspace()
        try space.configure()
        for signal in [15, 2] as [Int32] {
            let outcome = try await space.serving(endingWith: .init(rawValue: signal)) { (server) async throws in
                #expect(try server.get("/healthz").body == "{\"status\":\"ok\"}")
                #expect(try server.get("/readyz").status == 200)
                #expect(try server.get("/ui").body.contains("<html"))
                #expect(try server.get("/none").status == 404)
            }
            #expect(outcome.code == 0, "\(outcome)")
            #expect(outcome.errors.isEmpty, "\(outcome)")
        }
    }

    @Test("A port in use is named, with the remedy") func portInUse() async throws {
        let space = try Workspace()
        try space.configure()
        try await LocalSocket.listening { port in
            let outcome = try await space.kapell("serve", "--port", "\(port)")
            #expect(outcome.code == 4, "\(outcome)")
            #expect(outcome.errors.contains("\(port)") && outcome.errors.contains("in use"), "\(outcome)")
            #expect(outcome.errors.contains("--port"), "\(outcome)")
            let json = try await space.kapell("serve", "--port", "\(port)", "--json")
            #expect(try json.json()["error"]?["code"] == "conflict")
        }
        // The store was given up.
        let outcome = try await space.serving { _ in }
        #expect(outcome.code == 0, "\(outcome)")
    }

    @Test("A second server on one store names the first one's pid and address") func second() async throws {
        let space = try Workspace()
        try space.configure()
        try await space.serving { (server) async throws in
            let outcome = try await space.kapell("serve", "--port", "0")
            #expect(outcome.code == 4, "\(outcome)")
            #expect(outcome.errors.contains("\(server.pid)"), "\(outcome)")
            #expect(outcome.errors.contains(server.address), "\(outcome)")
            #expect(try server.get("/readyz").status == 200)
            #expect(try await space.kapell("doctor").output.contains(server.address))
        }
    }

    @Test("--stop ends it, and says so when there is none") func stop() async throws {
        let space = try Workspace()
        try space.configure()
        #expect(try await space.kapell("serve", "--stop", "--json").json()["stopped"] == false)
        let outcome = try await space.serving(endingWith: nil) { _ in
            let stop = try await space.kapell("serve", "--stop", "--json")
            #expect(stop.code == 0)
            #expect(try stop.json()["stopped"] == true)
        }
        #expect(outcome.code == 0, "\(outcome)")
    }

    @Test("--replace ends the first server, and takes its place") func replace() async throws {
        let space = try Workspace()
        try space.configure()
        let first = try await space.serving(endingWith: nil) { (old) async throws in
            let second = try await space.serving("--replace") { (new) async throws in
                #expect(new.pid != old.pid)
                #expect(try new.get("/readyz").status == 200)
            }
            #expect(second.code == 0, "\(second)")
        }
        #expect(first.code == 0, "\(first)")
    }

    @Test("A store whose server was killed is free again") func killed() async throws {
        let space = try Workspace()
        try space.configure()
        let outcome = try await space.serving(endingWith: .kill) { _ in }
        #expect(outcome.code == -9)
        #expect(try await space.serving { _ in }.code == 0)
        #expect(try await space.kapell("serve", "--stop", "--json").json()["stopped"] == false)
    }

    @Test(
        "A client that goes stops what it asked for, also when it waits for a whole answer",
        .enabled(if: Program.hasModels))
    func gone() async throws {
        let space = try Workspace()
        try space.configure()
        try space.write(Samples.lease, to: "documents/lease.md")
        #expect(try await space.kapell("ingest").code == 0)
        try await space.serving { (server) async throws in
            // Enough to keep the embedding model busy, so that the question and the search wait for it.
            let text = String(repeating: "The tenant keeps the mill wheel in repair. ", count: 20)
            let texts = JSONValue.array([JSONValue](repeating: .string(text), count: 1_000))
            let embed = JSONValue.object(["model": "local/all-minilm-l6-v2", "input": texts]).serialized()
            let ask = JSONValue.object(["question": .string(Samples.question)]).serialized()
            let knowledge = "/kapell/v1/knowledge/documents"
            let embeddings = [(path: String, json: String)](repeating: ("/v1/embeddings", embed), count: 4)
            let questions = [(path: "\(knowledge)/ask", json: ask), (path: "\(knowledge)/search", json: ask)]
            let busy = [String](repeating: "embeddings", count: 4)
            let all = busy + ["ask", "search"]
            let port = try server.port
            let before = try server.runs()
            // The questions come when the model is taken: before that they could be answered at once.
            try await LocalSocket.posting(embeddings, port: port) { () async throws in
                try await expectRuns(of: server, before + busy.map { "\($0) running" })
                try await LocalSocket.posting(questions, port: port) { () async throws in
                    try await expectRuns(of: server, before + all.map { "\($0) running" })
                }
            }
            try await expectRuns(of: server, before + all.map { "\($0) cancelled" })
            let metrics = try server.get("/metrics").body
            #expect(metrics.contains("/ask\",status=\"499\"} 1") && metrics.contains("/search\",status=\"499\"} 1"))
            #expect(metrics.contains("route=\"/v1/embeddings\",status=\"499\"} 4"), "\(metrics)")
        }
    }

    @Test(
        "Answers that have no end are ended after the grace, and a second signal does not wait for it",
        .enabled(if: Program.hasModels), arguments: [(grace: "1s", second: false), (grace: "1h", second: true)])
    func stopped(grace: String, second: Bool) async throws {
        let space = try Workspace()
        try space.configure("server: {grace: \(grace)}\n")
        // Strings that may be as long as they like: the model would write for minutes.
        let schema = #"{"type":"array","items":{"type":"string","minLength":2000},"minItems":50}"#
        let ask = """
            {"model":"default","stream":true,"messages":[{"role":"user","content":"List words."}],"response_format":\
            {"type":"json_schema","json_schema":{"name":"words","strict":true,"schema":\(schema)}}}
            """
        let requests = [(path: String, json: String)](repeating: ("/v1/chat/completions", ask), count: 8)
        let clock = ContinuousClock()
        let begun = Mutex(clock.now)
        let outcome = try await space.serving(endingWith: nil) { (server) async throws in
            try await LocalSocket.posting(requests, port: server.port) { () async throws in
                try await expectRuns(of: server, [String](repeating: "chat running", count: 8))
                begun.withLock { $0 = clock.now }
                kill(server.pid, SIGTERM)
                if second {
                    try await Task.sleep(for: .milliseconds(300))
                    kill(server.pid, SIGINT)
                }
                // The clients stay, and read nothing.
                #expect(try await eventually { server.hasEnded })
            }
        }
        #expect(outcome.code == (second ? 130 : 0), "\(outcome)")
        #expect(outcome.errors.isEmpty, "\(outcome)")
        #expect(begun.withLock { clock.now - $0 } < .seconds(second ? 10 : 30))
        // The store was given up.
        #expect(try await space.serving { _ in }.code == 0)
    }

    @Test(
        "A client is told the name of an adapter or a model, never the path of its file; who runs the server is",
        .enabled(if: Program.hasModels))
    func paths() async throws {
        let space = try Workspace()
        try space.write([UInt8]("GGUF and no more".utf8), to: "cut.gguf")
        try space.configure(
            """
            models:
              default: {model: local/smollm2-135m-instruct, adapters: {tone: far/tone.gguf, cut: cut.gguf}}
              local: [{model: local/gone/away.gguf}]

            """)
        let check = try await space.kapell("check")
        #expect(check.code == 0)
        #expect(
            check.errors.contains("the adapter tone of local/smollm2-135m-instruct: \(space.file("far/tone.gguf"))"))
        #expect(check.errors.contains("the model local/gone/away.gguf: \(space.file("gone/away.gguf"))"))
        let outcome = try await space.serving { (server) async throws in
            let say = #""messages":[{"role":"user","content":"Hi"}],"max_tokens":2"#
            func refused(_ path: String, _ json: String, _ status: Int, names name: String) throws {
                let answer = try server.post(path, json)
                #expect(answer.status == status && answer.body.contains(name), "\(answer)")
                #expect(!answer.body.contains(space.path) && !answer.body.contains("/models/local/"), "\(answer)")
            }
            for adapter in ["tone", "cut"] {
                let lora = #""lora":[{"name":"\#(adapter)"}]"#
                for path in ["/v1/chat/completions", "/v1/messages"] {
                    for stream in [true, false] {
                        try refused(
                            path, #"{"model":"default","stream":\#(stream),\#(say),\#(lora)}"#, 500,
                            names: "The adapter \(adapter) cannot be used")
                    }
                }
                try refused(
                    "/v1/completions", #"{"model":"default","prompt":"a","max_tokens":2,\#(lora)}"#, 500,
                    names: "The adapter \(adapter) cannot be used")
            }
            let gone = "local/gone/away.gguf"
            try refused("/v1/chat/completions", #"{"model":"\#(gone)",\#(say)}"#, 404, names: gone)
            try refused("/tokenize", #"{"model":"\#(gone)","content":"x"}"#, 404, names: gone)
            for run in try JSONValue(parsing: server.get("/kapell/v1/runs").body)["runs"]?.arrayValue ?? [] {
                let body = try server.get("/kapell/v1/runs/\(run["run"]?.stringValue ?? "")").body
                #expect(body.contains("adapter") || body.contains(gone), "\(body)")
                #expect(!body.contains(space.path), "\(body)")
            }
        }
        #expect(outcome.code == 0, "\(outcome)")
        #expect(outcome.errors.contains(space.file("far/tone.gguf")), "\(outcome)")
        #expect(outcome.errors.contains(space.file("gone/away.gguf")), "\(outcome)")
    }

    /// That the journal comes to have these runs; what it has instead is said.
    private func expectRuns(
        of server: Server, _ runs: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let held = try await eventually { try server.runs() == runs.sorted() }
        let last = try server.runs()
        #expect(held, "\(last), not \(runs.sorted())", sourceLocation: sourceLocation)
    }

    @Test("Commands go through the server that has the store", .enabled(if: Program.hasModels)) func commands()
        async throws
    {
        let space = try Workspace()
        try space.configure()
        try space.write(Samples.lease, to: "documents/lease.md")
        try space.write([0, 1, 2, 0, 255, 254, 0], to: "documents/binary.txt")
        let outcome = try await space.serving { (server) async throws in
            let ingest = try await space.kapell("ingest", "--json")
            #expect(ingest.code == 0, "\(ingest)")
            #expect(try ingest.json()["added"]?.intValue == 1)
            let ask = try await space.kapell("ask", Samples.question, "--json")
            #expect(ask.code == 0, "\(ask)")
            let answer = try ask.json()
            #expect(answer["answer"]?.stringValue?.contains("six months") == true)
            let search = try await space.kapell("search", "rent", "--json")
            #expect(try search.json()["results"]?.arrayValue?.first?["document"] == "lease.md")
            let metrics = try server.get("/metrics").body
            for route in ["ingest", "ask", "search"] {
                #expect(
                    metrics.split(separator: "\n").contains { $0.contains("/\(route)\"") && $0.contains("200") },
                    "\(metrics)")
            }
            // Its errors are the same as without it.
            let long = try await space.kapell("ask", String(repeating: "why ", count: 25_000), "--no-sync")
            #expect(long.code == 2, "\(long)")
            let unknown = try await space.kapell("ask", "x", "--in", "contracts")
            #expect(unknown.code == 3, "\(unknown)")
            let run = try #require(answer["run"]?.stringValue)
            #expect(try server.get("/kapell/v1/runs/\(run)").status == 200)
        }
        #expect(outcome.code == 0, "\(outcome)")
        // What it indexed is there without it.
        let again = try await space.kapell("ingest", "--json")
        #expect(try again.json()["unchanged"]?.intValue == 1)
    }
}
