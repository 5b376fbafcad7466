import KapellCore
import KapellDialects
import KapellFaults
import KapellJSON
import KapellServer
import Testing

/// Requests that are wrong, in front of every dialect: an error in its own form that names what is wrong, and no harm.
@Suite("Bad requests of clients", .timeLimit(.minutes(10)))
struct BadClientTests {
    /// What is wrong, how it is sent, the status for clients of OpenAI's, and what the error must name.
    private struct Row: Sendable {
        var name: String
        var model = "well"
        var extra: @Sendable (DialectName) -> JSONObject = { _ in [:] }
        var headers: [(String, String)] = []
        var body: [UInt8]?
        var status: Int
        var names: String
    }

    private static let rows: [Row] = [
        Row(name: "unknown model", model: "local/none", status: 404, names: "local/none"),
        Row(name: "malformed tool", extra: tools, status: 400, names: ""),
        Row(
            name: "image that is none", extra: { messages($0, data: "%%%", type: "image/png") }, status: 400, names: ""),
        Row(
            name: "text that is called an image", extra: { messages($0, data: "aGVsbG8=", type: "image/png") },
            status: 400, names: "image"),
        Row(
            name: "image of a wrong kind", extra: { messages($0, data: "PHN2Zy8+", type: "image/svg+xml") },
            status: 400, names: "image"),
        Row(
            name: "image that is too large", extra: { messages($0, data: largeImage, type: "image/png") }, status: 413,
            names: "\(imageLimit)"),
        Row(
            name: "not JSON", headers: [("content-type", "application/x-www-form-urlencoded")],
            body: Array("model=gpt&messages=hello".utf8), status: 400, names: "JSON"),
        Row(name: "a list", body: Array("[1]".utf8), status: 400, names: "object"),
        Row(name: "empty", body: [], status: 400, names: "JSON"),
        Row(
            name: "100 KB of header",
            headers: [("content-type", "application/json"), ("x-long", String(repeating: "a", count: 100_000))],
            status: 413, names: "header"),
        Row(name: "wrong key", model: "key", status: 401, names: "key"),
        Row(name: "redirect", model: "moved", status: 500, names: "redirect"),
    ]

    private static let imageLimit = 100_000
    /// A PNG by its first bytes.
    private static let largeImage = "iVBORw0KGgoA" + String(repeating: "A", count: 160_000)

    /// A tool whose schema is no schema.
    @Sendable private static func tools(_ dialect: DialectName) -> JSONObject {
        let wrong: JSONValue = "of course"
        return switch dialect {
        case .openAIChat, .cohere, .ollama:
            ["tools": [["type": "function", "function": ["name": "f", "parameters": wrong]]]]
        case .openAIResponses: ["tools": [["type": "function", "name": "f", "parameters": wrong]]]
        case .anthropic, .bedrockInvoke: ["tools": [["name": "f", "input_schema": wrong]]]
        case .gemini: ["tools": [["functionDeclarations": [["name": "f", "parameters": wrong]]]]]
        case .bedrockConverse:
            ["toolConfig": ["tools": [["toolSpec": ["name": "f", "inputSchema": ["json": wrong]]]]]]
        }
    }

    /// A conversation that is an image.
    @Sendable private static func messages(_ dialect: DialectName, data: String, type: String) -> JSONObject {
        let url: JSONValue = .string("data:\(type);base64,\(data)")
        let (text, type) = (JSONValue.string(data), JSONValue.string(type))
        func user(_ part: JSONValue) -> JSONValue { [["role": "user", "content": [part]]] }
        return switch dialect {
        case .openAIChat, .cohere: ["messages": user(["type": "image_url", "image_url": ["url": url]])]
        case .openAIResponses: ["input": user(["type": "input_image", "image_url": url])]
        case .anthropic, .bedrockInvoke:
            ["messages": user(["type": "image", "source": ["type": "base64", "media_type": type, "data": text]])]
        case .gemini:
            ["contents": [["role": "user", "parts": [["inlineData": ["mimeType": type, "data": text]]]]]]
        case .bedrockConverse: ["messages": user(["image": ["format": "png", "source": ["bytes": text]]])]
        case .ollama: ["messages": [["role": "user", "content": "See.", "images": [text]]]]
        }
    }

    @Test("Each is refused in the dialect's own form, whole and streamed", arguments: DialectName.allCases)
    func refused(_ dialect: DialectName) async throws {
        let provider = FaultStage.provider(dialect)
        let echo =
            #"{"error":{"message":"Wrong key \#(FaultStage.key)","type":"x"},"message":"Wrong key \#(FaultStage.key)"}"#
        let plan = FaultPlan([
            "key": [.answer(status: 401, type: "application/json", body: echo)],
            "moved": [.redirect(to: "https://x.example/v1?key=\(FaultStage.key)")],
        ])
        let aliases = ["well", "key", "moved"].map {
            ModelAlias(name: $0, models: [ModelReference(provider: provider, name: $0)], attempts: 2)
        }
        try await FaultStage.running(plan, aliases: aliases, image: Self.imageLimit) { stage in
            for row in Self.rows {
                for streams in [false, true] {
                    let request = ClientRequest(
                        dialect: dialect, model: row.model, streams: streams, extra: row.extra(dialect))
                    var headers = row.headers.isEmpty ? [("content-type", "application/json")] : row.headers
                    headers.append(("authorization", "Bearer sk-of-the-client"))
                    let sent = try await request.send(to: stage.port, headers: headers, body: row.body)
                    let place: Comment = "\(dialect.rawValue): \(row.name)"
                    let response = try #require(sent, place)
                    let told: Comment = "\(place): \(response.status) \(response.headers) \(response.text.prefix(300))"
                    #expect(response.status == Self.status(row.status, dialect), told)
                    #expect(ErrorShape.fault(of: response, dialect) == nil, told)
                    #expect(row.names.isEmpty || response.text.contains(row.names), told)
                    #expect(!response.text.contains(FaultStage.key), told)
                    #expect(response.isWhole, told)
                }
            }
            #expect(stage.plan.requests(of: "well") == 0)
            #expect(stage.plan.requests(of: "moved") == 2)
            await stage.system.journal.flush()
            for run in try await stage.system.journal.runs(limit: 100, before: nil) {
                let text = try #require(try await stage.account(of: run.id.description)).text
                #expect(!text.contains(FaultStage.key) && !text.contains("sk-of-the-client"))
            }
        }
    }

    /// What is another number for other clients.
    private static func status(_ status: Int, _ dialect: DialectName) -> Int {
        switch (status, dialect) {
        case (401, .bedrockConverse), (401, .bedrockInvoke): 403
        case (413, .gemini), (413, .bedrockConverse), (413, .bedrockInvoke): 400
        default: status
        }
    }

    @Test("A body of 50 MB is refused in the dialect's own form", arguments: DialectName.allCases)
    func large(_ dialect: DialectName) async throws {
        try await FaultStage.running { stage in
            let request = ClientRequest(dialect: dialect, model: "anthropic/m", streams: false)
            let response = try #require(
                try await request.send(to: stage.port, body: [UInt8](repeating: 0x20, count: 50_000_000)))
            #expect(response.status == Self.status(413, dialect))
            #expect(ErrorShape.fault(of: response, dialect) == nil)
            #expect(response.text.contains("32 MB"))
            // The connection is good for more.
            let next = try #require(try await request.send(to: stage.port))
            #expect(next.status == 200, "\(next.text)")
        }
    }

    @Test("A type of content that is wrong, around JSON, does no harm; an image that is right goes on")
    func mild() async throws {
        try await FaultStage.running { stage in
            for dialect in DialectName.allCases {
                let name = "\(FaultStage.provider(dialect))/m-\(dialect.rawValue)"
                let image = Self.messages(dialect, data: "iVBORw0KGgo=", type: "image/png")
                // A bare name goes to the provider at home; a slash would be a part of Gemini's and Bedrock's paths.
                let request = ClientRequest(dialect: dialect, model: name, streams: false, extra: image)
                let response = try #require(
                    try await request.send(to: stage.port, headers: [("content-type", "text/plain")]))
                #expect(response.status == 200, "\(dialect): \(response.text)")
            }
        }
    }

    @Test("A provider without its key is there, and says which variable it misses", arguments: DialectName.allCases)
    func keyless(_ dialect: DialectName) async throws {
        let names = [("bare", "OPENAI_API_KEY"), ("named", "TEAM_KEY"), ("groq", "GROQ_API_KEY")]
        let aliases = names.map {
            ModelAlias(name: "to-\($0.0)", models: [ModelReference(provider: $0.0, name: "m")], attempts: 2)
        }
        let providers: (Int) -> [ProviderSetting] = { port in
            var named = ProviderSetting(
                name: "named", kind: "openai", url: "http://127.0.0.1:\(port)/v1", isPrivate: true)
            let bare = ProviderSetting(name: "bare", kind: "openai", url: named.url, isPrivate: true)
            named.unsetKeyVariable = "TEAM_KEY"
            return [bare, named]
        }
        try await FaultStage.running(aliases: aliases, more: providers) { stage in
            for (name, variable) in names {
                for streams in [false, true] {
                    let request = ClientRequest(dialect: dialect, model: "to-\(name)", streams: streams)
                    let response = try #require(try await request.send(to: stage.port))
                    #expect(response.status == Self.status(401, dialect), "\(response.text)")
                    #expect(ErrorShape.fault(of: response, dialect) == nil)
                    #expect(response.text.contains(variable), "\(response.text)")
                }
            }
            #expect(stage.upstream.requests.isEmpty)
            #expect(try stage.system.project.missingKeys().map { $0.provider } == ["bare", "named", "groq"])
        }
    }

    @Test("A provider at a private address is refused unless it is declared")
    func setup() async throws {
        let hidden = ProviderSetting(name: "hidden", kind: "openai", url: "https://127.0.0.1:1/v1", key: FaultStage.key)
        let plain = ProviderSetting(name: "plain", kind: "openai", url: "http://x.example/v1", key: FaultStage.key)
        for (setting, code, word) in [
            (hidden, KapellError.Code.configuration, "127.0.0.1"), (plain, .configuration, "x.example"),
        ] {
            let folder = try ConfigurationFolder()
            let project = Project(
                configuration: KapellConfiguration(models: ModelsSection(providers: [setting])),
                home: KapellHome(path: "\(folder.path)/home"), origin: folder.path)
            let error = await #expect(throws: KapellError.self) {
                try await KapellSystem(project: project, command: "test")
            }
            #expect(error?.code == code, "\(setting)")
            #expect(error?.description.contains(word) == true, "\(setting)")
            #expect(error?.description.contains(FaultStage.key) == false, "\(setting)")
        }
    }
}
