import KapellCore
import KapellDialects
import KapellJSON
import Testing

/// Every client's dialect in front of every provider's.
@Suite("Every dialect in front of every other") struct DialectMatrixTests {
    static let dialects: [any Dialect] = [
        OpenAIChatDialect(), OpenAIResponsesDialect(), AnthropicDialect(), GeminiDialect(), BedrockConverseDialect(),
        BedrockInvokeDialect(), CohereDialect(), OllamaDialect(),
    ]
    static let pairs: [(Int, Int)] = dialects.indices.flatMap { client in dialects.indices.map { (client, $0) } }

    private let answer = DialectAnswer(id: "01", model: "m", created: 1)

    // MARK: Requests

    /// A request as it stands after its way from a client's dialect to a provider's server.
    static func arrived(_ request: ModelRequest, from client: any Dialect, to provider: any Dialect) throws
        -> DialectRequest
    {
        let sent = try client.encodeRequest(
            DialectRequest(dialect: client.name, model: "m", streams: true, request: request))
        let target = DialectTarget(model: "m", streams: true)
        let read = try client.decodeRequest(try reparsed(sent.body), to: target)
        let passed = try provider.encodeRequest(read)
        var at = try provider.decodeRequest(try reparsed(passed.body), to: target)
        at.losses = sent.losses + passed.losses
        return at
    }

    private static func reparsed(_ body: JSONObject) throws -> JSONObject {
        try #require(try JSONValue(parsing: JSONValue.object(body).serialized()).objectValue)
    }

    @Test("Words, limits and the order of a conversation arrive", arguments: pairs)
    func words(client: Int, provider: Int) throws {
        var request = Samples.words
        let names = [client, provider].map { Self.dialects[$0].name }
        // OpenAI's responses know no stop texts.
        if names.contains(.openAIResponses) {
            let error = #expect(throws: KapellError.self) {
                try Self.arrived(request, from: Self.dialects[client], to: Self.dialects[provider])
            }
            #expect(error?.code == .unsupported && error?.message.contains("`stop`") == true)
            request.stop = []
        }
        let at = try Self.arrived(request, from: Self.dialects[client], to: Self.dialects[provider])
        #expect(at.request.messages.map(\.role) == request.messages.map(\.role))
        #expect(at.request.messages.map(\.content) == request.messages.map(\.content))
        #expect(at.request.maximumResponseTokens == 100)
        #expect(at.request.sampling.temperature == 0.5 || at.losses.contains { $0.field.contains("temperature") })
        #expect(at.request.stop == request.stop || at.losses.contains { $0.field.contains("stop") })
    }

    @Test("Tools, parallel calls and their results arrive, each result at its call", arguments: pairs)
    func tools(client: Int, provider: Int) throws {
        let request = Samples.tools
        let at = try Self.arrived(request, from: Self.dialects[client], to: Self.dialects[provider]).request
        #expect(at.tools.map(\.name) == ["weather"])
        #expect(at.tools.map(\.description) == request.tools.map(\.description))
        #expect(at.tools.first?.parameters["properties"] == request.tools.first?.parameters["properties"])
        let calls = try #require(at.messages.first { !$0.toolCalls.isEmpty }).toolCalls
        #expect(calls.map(\.name) == ["weather", "weather"])
        #expect(try calls.map { try JSONValue(parsing: $0.arguments) } == [["city": "Tarn"], ["city": "Vale"]])
        let results = at.messages.filter { $0.role == .tool }
        #expect(results.map(\.toolCallID) == calls.map(\.id))
        #expect(Set(calls.map(\.id)).count == 2)
        for (result, word) in zip(results, ["mild", "wet"]) { #expect(result.content.contains(word)) }
    }

    @Test("The form of an answer arrives, or is refused by name", arguments: pairs)
    func schema(client: Int, provider: Int) throws {
        let request = Samples.schema
        do {
            let at = try Self.arrived(request, from: Self.dialects[client], to: Self.dialects[provider])
            let schema = at.request.responseSchema?.schema
            #expect(
                schema?["properties"] == request.responseSchema?.schema["properties"]
                    || at.losses.contains { $0.kind == .dropped }, "\(at.losses)")
        } catch let error as KapellError {
            #expect(error.code == .unsupported)
            #expect(error.remedy != nil)
        }
    }

    @Test("Images arrive to the byte and in their place among the texts, or are refused by name", arguments: pairs)
    func images(client: Int, provider: Int) throws {
        let request = Samples.image
        do {
            let at = try Self.arrived(request, from: Self.dialects[client], to: Self.dialects[provider])
            let user = try #require(at.request.messages.first { $0.role == .user })
            #expect(user.attachments.map(\.content) == [.bytes(Samples.png)], "\(at.losses)")
            if !at.losses.contains(where: { $0.kind == .approximated }) {
                #expect(user.content.hasPrefix("Before"))
            }
        } catch let error as KapellError {
            #expect(error.code == .unsupported)
        }
    }

    // MARK: Answers

    private func streamed(_ events: [ModelEvent], through dialect: any Dialect) throws -> [ModelEvent] {
        var encoder = dialect.eventEncoder(of: answer)
        var bytes: [UInt8] = []
        for event in events { bytes += encoder.encode(event) }
        bytes += encoder.finish()
        var decoder = dialect.eventDecoder()
        var read: [ModelEvent] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            read += try decoder.decode(Array(rest.prefix(7)))
            rest = rest.dropFirst(7)
        }
        return read + (try decoder.finish())
    }

    private func whole(_ events: [ModelEvent], through dialect: any Dialect) throws -> [ModelEvent] {
        var response = ModelResponse()
        for event in events { response.apply(event) }
        return try dialect.decodeResponse(try Self.reparsed(dialect.encodeResponse(response, of: answer)))
    }

    private func folded(_ events: [ModelEvent]) -> ModelResponse {
        var response = ModelResponse()
        for event in events { response.apply(event) }
        return response
    }

    @Test("An answer comes back through both, whole and streamed: text, reason and usage", arguments: pairs)
    func answers(client: Int, provider: Int) throws {
        for way in [whole, streamed] {
            let read = folded(try way(try way(Samples.answer, Self.dialects[provider]), Self.dialects[client]))
            #expect(read.text == "It is mild, Grüße 🎻.")
            #expect(read.finishReason == .stop)
            #expect(read.usage.inputTokens == 11 && read.usage.outputTokens == 7)
        }
    }

    @Test("Parallel calls come back through both, whole and streamed", arguments: pairs)
    func calls(client: Int, provider: Int) throws {
        for way in [whole, streamed] {
            let read = folded(try way(try way(Samples.calls, Self.dialects[provider]), Self.dialects[client]))
            #expect(read.finishReason == .toolCalls)
            #expect(read.toolCalls.map(\.name) == ["weather", "weather"])
            #expect(
                try read.toolCalls.map { try JSONValue(parsing: $0.arguments) } == [["city": "Tarn"], ["city": "Vale"]])
            #expect(Set(read.toolCalls.map(\.id)).count == 2)
        }
    }

    @Test("A stream that is cut at any event is never taken for a whole one", arguments: dialects.indices)
    func cut(dialect: Int) throws {
        let dialect = Self.dialects[dialect]
        for count in 1..<Samples.answer.count {
            var encoder = dialect.eventEncoder(of: answer)
            var bytes: [UInt8] = []
            for event in Samples.answer.prefix(count) {
                if case .finished = event { break }
                bytes += encoder.encode(event)
            }
            var decoder = dialect.eventDecoder()
            #expect(throws: KapellError.self) {
                _ = try decoder.decode(bytes)
                _ = try decoder.finish()
            }
        }
    }

    @Test("An error within a stream is read as that error, and nothing is finished", arguments: dialects.indices)
    func failure(dialect: Int) throws {
        let dialect = Self.dialects[dialect]
        var encoder = dialect.eventEncoder(of: answer)
        let bytes = encoder.encode(.text("It")) + encoder.fail(KapellError(.overloaded, "Too much to do."))
        var decoder = dialect.eventDecoder()
        var events: [ModelEvent] = []
        #expect(throws: KapellError.self) {
            events += try decoder.decode(bytes)
            events += try decoder.finish()
        }
        #expect(!events.contains { if case .finished = $0 { true } else { false } })
    }

    @Test("Every kind of error keeps its meaning on its way out and in", arguments: dialects.indices)
    func errors(dialect: Int) throws {
        let dialect = Self.dialects[dialect]
        for code: KapellError.Code in [
            .invalidRequest, .authentication, .notFound, .limitExceeded, .overloaded, .unavailable,
        ] {
            let encoded = dialect.encodeError(KapellError(code, "It is so."))
            let read = dialect.decodeError(
                status: encoded.status, headers: encoded.headers,
                body: JSONValue.object(encoded.body).serializedBytes())
            #expect(read.isRetryable == KapellError(code, "").isRetryable, "\(code) as \(read.code)")
            // Who refuses a key may repeat it, so its words are not passed on.
            #expect(read.message.contains("It is so.") || code == .authentication, "\(code)")
        }
    }
}
