import KapellCore
import KapellFoundationModels
import KapellJSON
import KapellTesting
import Testing

/// What `@Generable` would make, by hand.
private struct Person: Generable, Equatable, Sendable {
    var name: String
    var age: Int

    static var generationSchema: GenerationSchema {
        GenerationSchema(
            type: Person.self,
            properties: [
                .init(name: "name", type: String.self),
                .init(name: "age", type: Int.self, guides: [.range(0...150)]),
            ])
    }

    init(_ content: GeneratedContent) throws {
        name = try content.value(forProperty: "name")
        age = try content.value(forProperty: "age")
    }

    var generatedContent: GeneratedContent { GeneratedContent(properties: ["name": name, "age": age]) }

    struct PartiallyGenerated: ConvertibleFromGeneratedContent, Sendable {
        var name: String?
        var age: Int?

        init(_ content: GeneratedContent) throws {
            name = try content.value(forProperty: "name")
            age = try content.value(forProperty: "age")
        }
    }
}

@Suite("A typed answer of a session")
struct TypedAnswerTests {
    @Test("The schema stands in the prompt of a model that cannot keep to it, and the reply is read")
    func prompted() async throws {
        let (session, backend) = session([.text(["```json\n{\"name\": \"Ada\", ", "\"age\": 36}\n```"])])
        let response = try await session.respond(to: "Who?", generating: Person.self)
        #expect(response.content.name == "Ada")
        #expect(response.content.age == 36)
        let request = try #require(backend.requests.first)
        #expect(request.messages[0].content.contains(#""maximum":150"#))
        #expect(request.responseSchema == nil)
        guard case .response(let entry) = session.transcript.last, case .structure(let segment) = entry.segments[0]
        else {
            Issue.record("The transcript has no structure.")
            return
        }
        #expect(segment.content.jsonString == #"{"name":"Ada","age":36}"#)
    }

    @Test("A model that keeps to a schema is given it")
    func guided() async throws {
        let backend = ScriptedBackend(features: [.responseSchema], [.text([#"{"name": "Ada", "age": 36}"#])])
        let session = LanguageModelSession(model: BackendModel(backend))
        try await session.respond(to: "Who?", generating: Person.self, includeSchemaInPrompt: false)
        #expect(backend.requests[0].messages[0].content == "Who?")
        #expect(backend.requests[0].responseSchema?.name == "Person")
    }

    @Test("A failed try is asked for again: what was wrong is told, the try itself is not shown")
    func again() async throws {
        let (session, backend) = session([
            .text(["I do not know."]), .text([#"{"name": "Ada", "age": -1}"#]),
            .text([#"{"name": "Ada", "age": 36}"#]), .text(["fine"]),
        ])
        let response = try await session.respond(to: "Who?", generating: Person.self)
        #expect(response.content.age == 36)
        #expect(backend.requests[1].messages.map(\.role) == [.user, .user])
        #expect(backend.requests[2].messages.map(\.role) == [.user, .user])
        #expect(backend.requests[2].messages[1].content.contains("/age"))
        #expect(!backend.requests[2].messages[1].content.contains("I do not know"))
        #expect(session.transcript.kinds == ["prompt", "response"])
        try await session.respond(to: "Thanks.")
        #expect(backend.requests[3].messages.map(\.role) == [.user, .assistant, .user])
        #expect(backend.requests[3].messages[1].content == #"{"name":"Ada","age":36}"#)
    }

    @Test("After the last try the error says what was wrong, and the session is as before")
    func exhausted() async throws {
        let (session, backend) = session([.text(["no"]), .text(["no"]), .text(["later"])])
        session.policy.budget.attempts = 2
        let error = await #expect(throws: GeneratedContent.ParsingError.self) {
            try await session.respond(to: "Who?", generating: Person.self)
        }
        #expect(error?.rawContent == "no")
        #expect(backend.count == 2)
        #expect(session.transcript.isEmpty)
        #expect(try await session.respond(to: "On.").content == "later")
    }

    @Test("A format of the schema is checked, and what was wrong is told")
    func format() async throws {
        let schema = try GenerationSchema(
            jsonSchema: ["type": "object", "properties": ["day": ["type": "string", "format": "date"]]], name: "Day")
        let (session, backend) = session([.text([#"{"day": "31 May"}"#]), .text([#"{"day": "2025-05-31"}"#])])
        #expect(try await session.respond(to: "When?", schema: schema).content.jsonString == #"{"day":"2025-05-31"}"#)
        #expect(backend.requests[1].messages.last?.content.contains("/day") == true)
    }

    @Test("A schema of run time gives content")
    func dynamic() async throws {
        let schema = try GenerationSchema(
            jsonSchema: ["type": "object", "properties": ["n": ["type": "integer"]], "required": ["n"]], name: "N")
        let (session, _) = session([.text([#"{"n": 9007199254740993}"#])])
        let response = try await session.respond(to: "Which?", schema: schema)
        #expect(try response.content.value(Int.self, forProperty: "n") == 9_007_199_254_740_993)
    }

    @Test("A schema that cannot be used is refused before the model is asked")
    func impossible() async throws {
        let schema = GenerationSchema(
            type: Person.self,
            properties: [.init(name: "a", type: Int.self), .init(name: "a", type: Int.self)])
        let (session, backend) = session([.text(["{}"])])
        await #expect(throws: (any Error).self) { try await session.respond(to: "Which?", schema: schema) }
        #expect(backend.count == 0)
        #expect(!session.isResponding)
    }

    @Test("A type of text is the text itself")
    func text() async throws {
        let (session, _) = session([.text(["plain"])])
        #expect(try await session.respond(to: "Go.", generating: String.self).content == "plain")
    }

    @Test("A stream shows a value that grows, with one identity, and ends with the whole")
    func stream() async throws {
        let (session, _) = session([
            .text([#"Here: {"na"#, #"me": "A"#, #"da", "age": 3"#, "6}"])
        ])
        var names: [String?] = []
        var ids: Set<GenerationID> = []
        let stream = session.streamResponse(to: "Who?", generating: Person.self)
        for try await snapshot in stream {
            names.append(snapshot.content.name)
            if let id = snapshot.rawContent.id { ids.insert(id) }
        }
        #expect(names.last == "Ada")
        #expect(ids.count == 1)
        #expect(try await stream.collect().content.age == 36)
    }

    @Test("Tools run before a typed answer, and a failed try does not run them again")
    func tools() async throws {
        let tool = try ClosureTool()
        let (session, backend) = session(
            [.toolCalls([call("1")]), .text(["hm"]), .text([#"{"name": "Ada", "age": 36}"#])], tools: [tool])
        try await session.respond(to: "Who?", generating: Person.self)
        #expect(tool.calls == 1)
        #expect(backend.requests[2].messages.map(\.role) == [.user, .assistant, .tool, .user])
        #expect(session.transcript.kinds == ["instructions", "prompt", "calls", "output", "response"])
    }
}
