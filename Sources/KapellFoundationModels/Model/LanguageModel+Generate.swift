public import KapellCore
import Synchronization

/// One answer of a model, without a session: for servers, which get the whole history with each request.
public struct Generation: Sendable {
    /// What the model gave: thoughts, text, calls. Tools are not run.
    public var entries: [Transcript.Entry]
    /// The text of the answer.
    public var text: String
    /// The answer that a schema asked for, checked against it.
    public var content: GeneratedContent?
    public var usage: LanguageModelSession.Usage
    public var finishReason: FinishReason

    /// The calls that the model wants to have made.
    public var toolCalls: [Transcript.ToolCall] {
        entries.flatMap { entry -> [Transcript.ToolCall] in
            guard case .toolCalls(let calls) = entry else { return [] }
            return calls.calls
        }
    }
}

extension LanguageModel {
    /// Asks the model once, and keeps nothing.
    ///
    /// ```swift
    /// let answer = try await model.generate(history, tools: definitions) { event in … }
    /// ```
    ///
    /// - Parameters:
    ///   - transcript: the whole history. Calls without results are answered as cancelled.
    ///   - tools: the tools that the model may call. The caller runs them.
    ///   - schema: the form of the answer. A reply that does not keep to it is an error: only a session asks again.
    ///   - onEvent: is given text, thoughts and arguments as they come, and the tokens, also of an answer that failed.
    /// - Throws: what the model throws, and `GeneratedContent.ParsingError`. Cancelling the task ends the request.
    public func generate(
        _ transcript: Transcript, tools: [Transcript.ToolDefinition] = [], schema: GenerationSchema? = nil,
        options: GenerationOptions = GenerationOptions(), contextOptions: ContextOptions = ContextOptions(),
        metadata: [String: any ConvertibleToGeneratedContent] = [:],
        onEvent: @escaping @Sendable (ResponseEvent) -> Void = { _ in }
    ) async throws -> Generation {
        try schema?.check()
        let builder = StatelessStep()
        let channel = LanguageModelExecutorGenerationChannel { event in
            builder.step.withLock { $0.apply(event, onEvent) }
        }
        do {
            try await ExecutorCache.shared.executor(for: self).respond(
                to: LanguageModelExecutorGenerationRequest(
                    transcript: transcript, tools: tools, schema: schema, options: options,
                    contextOptions: contextOptions, metadata: metadata.mapValues(\.generatedContent)),
                model: self, streamingInto: channel)
        } catch {
            onEvent(.usage(builder.step.withLock { $0.usage }))
            throw error
        }
        let step = builder.step.withLock { $0 }
        var generation = Generation(
            entries: step.finished, text: step.text, usage: step.usage, finishReason: step.finishReason ?? .stop)
        onEvent(.usage(generation.usage))
        if let schema, generation.toolCalls.isEmpty {
            switch try TypedAnswer.judge(generation.text, schema, nil) {
            case .accepted(let content): generation.content = content
            case .refused(let error): throw error
            }
        }
        onEvent(.finish(generation.finishReason))
        return generation
    }

    /// Asks the model once, and keeps nothing.
    public func generate(
        _ prompt: String, instructions: String? = nil, options: GenerationOptions = GenerationOptions()
    ) async throws -> Generation {
        var transcript = Transcript()
        if let instructions {
            transcript.append(
                .instructions(
                    Transcript.Instructions(
                        id: EntryID.make(), segments: [ToolOutputText.text(instructions)], toolDefinitions: [])))
        }
        transcript.append(
            .prompt(Transcript.Prompt(id: EntryID.make(), segments: [ToolOutputText.text(prompt)], options: options)))
        return try await generate(transcript, options: options)
    }
}

/// What a request without a session has given so far.
private final class StatelessStep: Sendable {
    let step = Mutex(StepBuilder())
}
