import KapellCore
import KapellDialects
import KapellFaults
import KapellJSON
import KapellProviders
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

enum Fixture {
    /// The bytes of a file in `Fixtures`.
    static func bytes(_ name: String) throws -> [UInt8] {
        let folder = String(#filePath).split(separator: "/").dropLast().joined(separator: "/")
        return Array(try Data(contentsOf: URL(filePath: "/\(folder)/Fixtures/\(name)")))
    }
}

enum Stage {
    static func dialect(_ name: DialectName) -> any Dialect {
        switch name {
        case .openAIChat: OpenAIChatDialect()
        case .openAIResponses: OpenAIResponsesDialect()
        case .anthropic: AnthropicDialect()
        case .gemini: GeminiDialect()
        case .bedrockConverse: BedrockConverseDialect()
        case .bedrockInvoke: BedrockInvokeDialect()
        case .cohere: CohereDialect()
        case .ollama: OllamaDialect()
        }
    }

    static func kind(_ name: DialectName) -> ProviderKind {
        switch name {
        case .openAIChat, .openAIResponses: .openAI
        case .anthropic: .anthropic
        case .gemini: .gemini
        case .bedrockConverse, .bedrockInvoke: .bedrock
        case .cohere: .cohere
        case .ollama: .ollama
        }
    }

    /// Time enough for a busy machine.
    static let patient = ProviderTimeouts(
        connect: .seconds(20), firstByte: .seconds(20), firstToken: .seconds(20), betweenTokens: .seconds(20),
        total: .seconds(20))

    /// A model of a provider that is the server at `port`.
    static func model(
        _ name: DialectName, port: Int, timeouts: ProviderTimeouts = patient, key: String = "sk-test-secret-4711",
        headers: [String: String] = [:], scheme: String = "http", bodyLimit: Int = 1 << 17,
        transport: Transport = .shared
    ) throws -> ProviderModel {
        var options = ProviderOptions()
        options.baseURL =
            "\(scheme)://127.0.0.1:\(port)" + (name == .openAIChat || name == .openAIResponses ? "/v1" : "")
        options.credentials = .bearer(try Secret(key))
        options.headers = headers
        options.allowsPrivateAddresses = true
        options.timeouts = timeouts
        options.bodyLimit = bodyLimit
        let provider = try Provider(kind(name), name: "test", options: options, transport: transport)
        return try provider.model("m", dialect: name) { name, _ in dialect(name) }
    }

    /// A request as a client of the dialect sends it.
    static func request(_ name: DialectName, streams: Bool) throws -> DialectRequest {
        var request = ModelRequest(messages: [ModelMessage(.user, "Say hello.")])
        request.sampling = .modelDefault
        request.maximumResponseTokens = 64
        var asked = DialectRequest(dialect: name, model: "alias", streams: streams, request: request)
        asked.body = try dialect(name).encodeRequest(asked).body
        return asked
    }

    static func withServer<Value>(
        _ dialect: DialectName, _ faults: [Fault], _ body: (FaultServer) async throws -> Value
    ) async throws -> Value {
        let shape = try #require(FaultDialect(rawValue: dialect.rawValue))
        let server = try await FaultServer.start(shape, faults)
        return try await stopping(server, after: body)
    }

    /// Stops the server whatever comes of `body`.
    static func stopping<Value>(
        _ server: FaultServer, after body: (FaultServer) async throws -> Value
    ) async throws -> Value {
        do {
            let value = try await body(server)
            await server.stop()
            return value
        } catch {
            await server.stop()
            throw error
        }
    }
}

/// Whether something is done within 50 ms at least once in five times: other tests take their share of the machine.
func isQuick(_ body: () async throws -> Duration) async throws -> Bool {
    for _ in 0..<5 {
        if try await body() < .milliseconds(50) { return true }
    }
    return false
}

/// What a reader of an answer got, and how it ended.
struct Reading: Sendable {
    var response = ModelResponse()
    var failure: ProviderFailure?
    /// Whether the failure came before the answer began.
    var failedEarly = false
    var outcome: ProviderOutcome?
    var bytes: [UInt8] = []
    var elapsed: Duration = .zero
    var finishes = 0

    /// Reads the events of an answer.
    static func events(_ model: ProviderModel, _ request: DialectRequest) async -> Reading {
        var reading = Reading()
        let start = ContinuousClock.now
        reading.failedEarly = true
        do {
            let exchange = try await model.open(request)
            reading.failedEarly = false
            defer { reading.outcome = exchange.outcome }
            for try await event in exchange.events {
                reading.response.apply(event)
                if case .finished = event { reading.finishes += 1 }
            }
        } catch {
            reading.failure = ProviderFailure.wrapping(error)
        }
        reading.elapsed = ContinuousClock.now - start
        return reading
    }

    /// Reads the bytes of an answer that passes through.
    static func bytes(_ model: ProviderModel, _ request: DialectRequest) async -> Reading {
        var reading = Reading()
        let start = ContinuousClock.now
        do {
            let passage = try await model.forward(request)
            for await bytes in passage.bytes { reading.bytes += bytes }
            reading.outcome = passage.outcome
            reading.failure = passage.outcome.failure
        } catch {
            reading.failure = ProviderFailure.wrapping(error)
            reading.failedEarly = true
        }
        reading.elapsed = ContinuousClock.now - start
        return reading
    }
}
