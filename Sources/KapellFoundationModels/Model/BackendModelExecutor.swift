import KapellCore
import KapellJSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Answers the requests to a ``BackendModel``. It keeps nothing, so that one may serve any number of sessions.
public struct BackendModelExecutor: LanguageModelExecutor {
    public typealias Model = BackendModel

    public init(configuration: Configuration) throws {}

    /// Tells the backend. What goes wrong comes out of the request that follows.
    public func prewarm(model: BackendModel, transcript: Transcript) {
        let backend = model.backend
        // Not waited for, and without an owner: it may take as long as loading a model does, and ends by itself.
        Task { try? await backend.prewarm() }
    }

    public nonisolated(nonsending) func respond(
        to request: LanguageModelExecutorGenerationRequest, model: BackendModel,
        streamingInto channel: LanguageModelExecutorGenerationChannel
    ) async throws {
        let backend = model.backend
        var answer = BackendAnswer(channel)
        do {
            for try await event in backend.stream(try Self.request(request, backend)) { try answer.take(event) }
        } catch {
            answer.end()
            throw BackendFailure.translated(error)
        }
        answer.end()
        if !answer.isFinished {
            try Task.checkCancellation()
            throw KapellError(
                .model, "\(backend.model) ended its answer without saying so: something of it may be missing.",
                remedy: "Ask again.", isRetryable: true)
        }
    }

    /// The request as the backend takes it.
    static func request(
        _ request: LanguageModelExecutorGenerationRequest, _ backend: any ModelBackend
    ) throws -> ModelRequest {
        let isGuided = backend.features.contains(.responseSchema)
        let rendered =
            request.rendering?.messages(for: request.transcript, isGuided: isGuided)
            ?? request.transcript.messages(isGuided: isGuided)
        let messages = try BackendAttachments.prepare(rendered, backend, request.transcript)
        let options = request.generationOptions
        var result = ModelRequest(
            messages: messages, sampling: sampling(options), maximumResponseTokens: options.maximumResponseTokens)
        result.tools = request.enabledToolDefinitions.map(modelTool)
        if result.tools.isEmpty {
            // A history with calls needs the tools that were called, also where none may be called now.
            result.tools = calledTools(messages, request.transcript)
            result.toolChoice = .none
        } else if options.toolCallingMode?.kind == .required {
            result.toolChoice = .required
        }
        if isGuided, let schema = request.schema {
            result.responseSchema = ModelResponseSchema(name: name(schema.name), schema: try schema.jsonSchema)
        }
        switch request.contextOptions.reasoningLevel {
        case nil: break
        case .light: result.reasoning = .light
        case .moderate: result.reasoning = .moderate
        case .deep: result.reasoning = .deep
        case .custom(let word): result.reasoning = .custom(word)
        }
        if !request.metadata.isEmpty,
            let extras = request.metadata[ProviderExtras.key(for: BackendModel.self)]?.jsonValue.objectValue
        {
            result.extras = extras
        }
        return result
    }

    private static func sampling(_ options: GenerationOptions) -> SamplingOptions {
        var sampling = SamplingOptions.modelDefault
        guard options.temperature != nil || options.samplingMode != nil else { return sampling }
        sampling.prefersModelDefaults = false
        sampling.temperature = max(0, options.temperature ?? 1)
        switch options.samplingMode?.kind {
        case nil: break
        case .greedy: sampling.temperature = 0
        case .randomTopK(let top, let seed):
            sampling.topK = max(0, top)
            sampling.seed = seed
        case .randomProbabilityThreshold(let threshold, let seed):
            sampling.topP = min(max(threshold, 0), 1)
            sampling.seed = seed
        }
        return sampling
    }

    private static func modelTool(_ definition: Transcript.ToolDefinition) -> ModelTool {
        ModelTool(
            name: definition.name, description: definition.description, parameters: definition.parameters.json)
    }

    private static func calledTools(_ messages: [ModelMessage], _ transcript: Transcript) -> [ModelTool] {
        var names: [String] = []
        for message in messages {
            for call in message.toolCalls where !names.contains(call.name) { names.append(call.name) }
        }
        guard !names.isEmpty else { return [] }
        var known: [String: ModelTool] = [:]
        for case .instructions(let entry) in transcript {
            for definition in entry.toolDefinitions { known[definition.name] = modelTool(definition) }
        }
        return names.map { name in
            known[name]
                ?? ModelTool(name: name, description: "Not available any more.", parameters: ["type": "object"])
        }
    }

    /// A name of the characters that providers take.
    private static func name(_ name: String) -> String {
        let plain = name.unicodeScalars.prefix(64).map { scalar in
            scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "-")
                ? Character(scalar) : "_"
        }
        return plain.isEmpty ? "answer" : String(plain)
    }
}
