import KapellCore
import KapellDialects
import KapellFaults
import KapellJSON
import KapellProviders
import Testing

/// What clients of providers make of answers in files. The files are written by hand from the providers' documentation:
/// real providers cannot be asked by tests.
@Suite("Cassettes", .timeLimit(.minutes(10))) struct CassetteTests {
    private static let names = [
        "anthropic", "azure", "bedrock-converse", "bedrock-invoke", "cohere", "gemini", "groq", "huggingface",
        "llamacpp", "mistral", "ollama", "openai", "openai-responses", "openrouter", "tgi",
    ]
    private static let key = "sk-cassette-4711"

    private func model(_ cassette: Cassette, port: Int) throws -> ProviderModel {
        let kind = try ProviderKind.named(cassette.kind)
        var options = ProviderOptions()
        options.baseURL = "http://127.0.0.1:\(port)\(cassette.base)"
        let secret = try Secret(Self.key)
        options.credentials = kind.credentialStyle.credentials(secret) ?? .bearer(secret)
        options.allowsPrivateAddresses = true
        options.timeouts = Stage.patient
        let dialect = try #require(DialectName(rawValue: cassette.dialect.rawValue))
        return try Provider(kind, options: options).model(cassette.model, dialect: dialect) { name, kind in
            name == .openAIChat ? OpenAIChatDialect(options: kind.chatOptions) : Stage.dialect(name)
        }
    }

    private func request(_ exchange: Cassette.Exchange, for model: ProviderModel) throws -> DialectRequest {
        var request = ModelRequest(messages: [ModelMessage(.user, "Where is it?")], sampling: .modelDefault)
        request.maximumResponseTokens = 1_000
        if exchange.hasTools {
            request.tools = ["weather", "clock"].map {
                ModelTool(name: $0, description: "", parameters: ["type": "object", "properties": [:]])
            }
        }
        var asked = DialectRequest(
            dialect: model.dialect.name, model: model.name, streams: exchange.streams, request: request)
        asked.body = try model.dialect.encodeRequest(asked).body
        return asked
    }

    @Test("Answers are read as their providers mean them, however they are cut into pieces", arguments: names)
    func events(_ name: String) async throws {
        let cassette = try Cassette(json: Fixture.bytes("Cassettes/\(name).json"))
        let hasKinds = ["unary", "stream", "tools"].map { kind in
            cassette.exchanges.contains { $0.name.hasPrefix(kind) }
        }
        #expect(hasKinds == [true, true, true] && cassette.exchanges.contains { $0.expect["error"] != nil })
        for exchange in cassette.exchanges {
            let cuts: [Int?] = exchange.streams ? [nil, 5] : [nil]
            for pieces in cuts {
                let place: Comment = "\(name), \(exchange.name), pieces of \(pieces ?? 0)"
                let server = try await FaultServer.start { _, _ in cassette.reply(exchange, pieces: pieces) }
                try await Stage.stopping(server) { server in
                    let model = try self.model(cassette, port: server.port)
                    let reading = await Reading.events(model, try request(exchange, for: model))
                    try check(reading, exchange, place)
                    let sent = try #require(server.requests.first, place)
                    #expect(sent.target == (exchange.streams ? cassette.paths.stream : cassette.paths.whole), place)
                    let value = cassette.key.value.replacing("KEY", with: Self.key)
                    #expect(sent.headers[cassette.key.name] == value, place)
                }
            }
        }
    }

    @Test("What passes through passes to the byte, and a decoder reads along", arguments: names)
    func bytes(_ name: String) async throws {
        let cassette = try Cassette(json: Fixture.bytes("Cassettes/\(name).json"))
        for exchange in cassette.exchanges where exchange.expect["error"] == nil {
            let place: Comment = "\(name), \(exchange.name)"
            let server = try await FaultServer.start { _, _ in cassette.reply(exchange) }
            try await Stage.stopping(server) { server in
                let model = try self.model(cassette, port: server.port)
                let reading = await Reading.bytes(model, try request(exchange, for: model))
                #expect(reading.failure?.error == nil, place)
                #expect(reading.bytes == cassette.bytes(exchange), place)
                #expect(reading.outcome?.usage == usage(exchange.expect["usage"]), place)
                #expect(reading.outcome?.isWhole == true, place)
            }
        }
    }

    private func check(_ reading: Reading, _ exchange: Cassette.Exchange, _ place: Comment) throws {
        let (expect, response) = (exchange.expect, reading.response)
        if let text = expect["text"]?.stringValue { #expect(response.text == text, place) }
        if let code = expect["error"]?.stringValue {
            let error = try #require(reading.failure?.error, place)
            #expect(error.code.rawValue == code, "\(place): \(error)")
            let words = expect["message"]?.stringValue ?? ""
            #expect(words.isEmpty || error.message.contains(words), "\(place): \(error)")
            let wait = expect["retry_after"]?.intValue.map { Duration.seconds($0) }
            #expect(error.retryAfter == wait, place)
            #expect(!"\(error)".contains(Self.key), place)
            return
        }
        #expect(reading.failure?.error == nil, place)
        #expect(response.finishReason?.rawValue == expect["finish"]?.stringValue && reading.finishes == 1, place)
        #expect(response.reasoning == expect["reasoning"]?.stringValue ?? "", place)
        let isSigned = response.reasoningBlocks.contains { $0.signature != nil }
        #expect(isSigned == (expect["signed"]?.boolValue ?? false), place)
        #expect(response.usage == usage(expect["usage"]), place)
        let calls = expect["calls"]?.arrayValue ?? []
        #expect(response.toolCalls.count == calls.count, place)
        for (call, wanted) in zip(response.toolCalls, calls) {
            if let id = wanted[0]?.stringValue { #expect(call.id == id, place) }
            #expect(!call.id.isEmpty && call.name == wanted[1]?.stringValue, place)
            #expect(try JSONValue(parsing: call.arguments) == wanted[2], place)
        }
        #expect((response.toolCalls.first?.signature != nil) == (expect["call_signed"]?.boolValue ?? false), place)
    }

    private func usage(_ value: JSONValue?) -> ModelUsage? {
        guard let value else { return nil }
        func count(_ key: String) -> Int { value[key]?.intValue ?? 0 }
        return ModelUsage(
            inputTokens: count("input"), cachedTokens: count("cached"), outputTokens: count("output"),
            cacheWriteTokens: count("cache_write"), cacheWriteHourTokens: count("cache_write_hour"),
            reasoningTokens: count("reasoning"), hosted: HostedToolUsage(webSearches: count("searches")))
    }
}
