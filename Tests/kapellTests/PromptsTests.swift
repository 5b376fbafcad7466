import KapellJSON
import Testing

@Suite("Prompts on the command line and over HTTP", .timeLimit(.minutes(10))) struct PromptsTests {
    private static let ticket = """
        ---
        format: 1
        description: Sorts a ticket.
        input: {text: string, tone: formal | plain?}
        output: {queue: shipping | billing}
        tests:
          - name: no such queue
            input: {text: hello}
            expect: {fields: {queue: nowhere}}
        budget: {attempts: 1}
        max_tokens: 8
        ---
        {{#system}}Sort the ticket.{{/system}}
        {{#user}}{{text}}{{#tone}} ({{.}}){{/tone}}{{/user}}
        """

    private static let echo = """
        ---
        format: 1
        input: {text: string}
        max_tokens: 12
        ---
        Say: {{text}}
        """

    private func space(_ files: [String: String] = ["ticket": ticket, "echo": echo]) throws -> Workspace {
        let space = try Workspace()
        try space.configure("prompts:\n  sources: [prompts]\n")
        try space.makeFolder("prompts")
        for (name, text) in files { try space.write(text, to: "prompts/\(name).prompt.md") }
        return space
    }

    @Test("They are listed with those that are built in") func list() async throws {
        let space = try space()
        let outcome = try await space.kapell("prompts", "--json")
        let prompts = try outcome.json()["prompts"]?.arrayValue ?? []
        #expect(outcome.code == 0)
        #expect(prompts.contains { $0["name"]?.stringValue == "ticket" })
        #expect(prompts.filter { $0["built_in"]?.boolValue == true }.count == 6)
        #expect(try await space.kapell("prompts", "list").output.contains("Sorts a ticket."))
    }

    @Test("What is wrong is listed with file and line, and exits with 2") func wrong() async throws {
        let space = try space(["a": "---\nformat: 1\n---\n{{x}}", "b": Self.echo])
        let outcome = try await space.kapell("prompts")
        #expect(outcome.code == 2 && outcome.errors.contains("prompts/a.prompt.md:4: The variable `x`"), "\(outcome)")
        #expect(outcome.output.contains("b"))
        let json = try await space.kapell("prompts", "--json")
        #expect(json.code == 2)
        #expect(try json.json()["problems"]?.arrayValue?.count == 1)
        let serve = try await space.kapell("serve", "--port", "0")
        #expect(serve.code == 2 && serve.errors.contains("a.prompt.md:4: "), "\(serve)")
    }

    @Test("One is shown by its name, and by its file") func show() async throws {
        let space = try space()
        let outcome = try await space.kapell("prompts", "show", "ticket", "--json")
        #expect(try outcome.json()["text"]?.stringValue == Self.ticket)
        let file = try await space.kapell("prompts", "show", "prompts/ticket.prompt.md")
        #expect(file.code == 0 && file.output.contains("Sort the ticket."))
        #expect(try await space.kapell("prompts", "show", "none").code == 3)
        #expect(try await space.kapell("prompts", "show", "../none/a").code == 2)
        #expect(try await space.kapell("prompts", "show", "ticket", "--at", "abcdef").code == 3)
    }

    @Test("Two files are compared; one that never ran has nothing to be compared with") func diff() async throws {
        let space = try space()
        try space.write(Self.ticket.replacing("Sort the", with: "Sort this"), to: "new.prompt.md")
        let outcome = try await space.kapell("prompts", "diff", "prompts/ticket.prompt.md", "new.prompt.md")
        #expect(outcome.code == 0)
        #expect(
            outcome.output.contains("-{{#system}}Sort the ticket.") && outcome.output.contains("+{{#system}}Sort this"))
        #expect(try await space.kapell("prompts", "diff", "ticket").code == 3)
    }

    @Test("An input that does not fit is said with its path, and loads no model") func input() async throws {
        let space = try space()
        let outcome = try await space.kapell("prompts", "run", "ticket", "--input", "tone=loud")
        #expect(outcome.code == 2 && outcome.errors.contains("/tone"), "\(outcome)")
        #expect(outcome.errors.contains("It takes: text, tone (optional)."))
        #expect(try await space.kapell("prompts", "run", "ticket", "--input-json", "[1]").code == 2)
        #expect(try await space.kapell("prompts", "run", "ticket", "--input", "text=@none.txt").code == 3)
        #expect(try await space.kapell("prompts", "run", "echo", "--test").code == 2)
    }

    @Test("A run is in the journal with its version, and the file is compared with it", .enabled(if: Program.hasModels))
    func run() async throws {
        let space = try space()
        try space.write("Hello there", to: "letter.txt")
        let outcome = try await space.kapell("prompts", "run", "echo", "--input", "text=@letter.txt", "--json")
        let result = try outcome.json()
        #expect(outcome.code == 0 && result["output"]?.stringValue != nil, "\(outcome)")
        let version = try #require(result["version"]?.stringValue)
        let run = try #require(result["run"]?.stringValue)
        let record = try await space.kapell("runs", "show", run, "--json").json()
        #expect(record["subject"]?.stringValue == "echo@\(version.prefix(12))")
        try space.write(Self.echo.replacing("Say:", with: "Repeat:"), to: "prompts/echo.prompt.md")
        let diff = try await space.kapell("prompts", "diff", "echo", "--json").json()
        #expect(diff["from"]?.stringValue == version && diff["same_meaning"]?.boolValue == false)
        let old = try await space.kapell("prompts", "show", "echo", "--at", String(version.prefix(8)), "--json").json()
        #expect(old["text"]?.stringValue == Self.echo && old["last_run"]?.stringValue == version)
    }

    @Test("A test that does not hold exits with 1", .enabled(if: Program.hasModels)) func tests() async throws {
        let space = try space()
        let outcome = try await space.kapell("prompts", "run", "ticket", "--test", "--json")
        #expect(outcome.code == 1)
        #expect(try outcome.json()["failed"]?.intValue == 1)
    }

    @Test("Each is an endpoint with its types, described in OpenAPI; a change is in force at once") func served()
        async throws
    {
        let space = try space()
        let outcome = try await space.serving { server in
            let list = try JSONValue(parsing: try server.get("/kapell/v1/prompts").body)
            #expect(list["problem"] == .null && list["prompts"]?.arrayValue?.count == 8)
            let openAPI = try server.get("/kapell/v1/openapi.json")
            let document = try JSONValue(parsing: openAPI.body)
            #expect(openAPI.status == 200 && document["paths"]?["/kapell/v1/prompts/ticket"]?["post"] != nil)
            let wrong = try server.post("/kapell/v1/prompts/ticket", #"{"input": {"tone": "loud"}}"#)
            #expect(wrong.status == 400 && wrong.body.contains("/tone"), "\(wrong)")
            let streamed = try server.post("/kapell/v1/prompts/ticket", #"{"input": {"tone": "loud"}, "stream": true}"#)
            #expect(streamed.status == 400)
            #expect(try server.post("/kapell/v1/prompts/none", "{}").status == 404)
            #expect(try server.post("/kapell/v1/prompts/..%2Fticket", "{}").status >= 400)
            #expect(try server.post("/kapell/v1/prompts/ticket", #"{"text": "x"}"#).body.contains("is not a field"))
            let first = try JSONValue(parsing: try server.get("/kapell/v1/prompts/echo").body)
            try space.write(Self.echo.replacing("Say:", with: "Repeat:"), to: "prompts/echo.prompt.md")
            let second = try JSONValue(parsing: try server.get("/kapell/v1/prompts/echo").body)
            #expect(first["version"] != second["version"] && second["versions"]?.arrayValue?.count == 2)
            try space.write("broken", to: "prompts/echo.prompt.md")
            let third = try JSONValue(parsing: try server.get("/kapell/v1/prompts/echo").body)
            #expect(third["version"] == second["version"])
            #expect(try server.get("/kapell/v1/prompts").body.contains("echo.prompt.md:1: "))
        }
        #expect(outcome.code == 0, "\(outcome)")
    }

    @Test("It answers whole and as events, which end with the same object", .enabled(if: Program.hasModels))
    func answered() async throws {
        let space = try space()
        let outcome = try await space.serving { server in
            let whole = try server.post("/kapell/v1/prompts/echo", #"{"input": {"text": "hello"}}"#)
            let result = try JSONValue(parsing: whole.body)
            #expect(whole.status == 200 && result["output"]?.stringValue?.isEmpty == false, "\(whole)")
            let streamed = try server.post("/kapell/v1/prompts/echo", #"{"input": {"text": "hello"}, "stream": true}"#)
            #expect(streamed.status == 200)
            for part in ["event: run\n", "event: answer\n", "event: done\n"] { #expect(streamed.body.contains(part)) }
            #expect(try server.runs().filter { $0 == "prompt succeeded" }.count == 2)
            #expect(try server.get("/metrics").body.contains("kapell_output_tokens_total"))
        }
        #expect(outcome.code == 0, "\(outcome)")
    }
}
