public import KapellCore

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

/// Answers without a session. Each form takes a `budget`: `duration` is the time for the whole request, after which
/// `LanguageModelError.timeout` is thrown; `tokens` are those of all tries, prompts included; `attempts` is how often an
/// answer may be produced that does not keep to its schema. Cancelling the task ends the request at once.
extension LanguageModel {
    /// Asks the model, and keeps nothing.
    ///
    /// ```swift
    /// let answer = try await model.generate(history, tools: definitions) { event in … }
    /// ```
    ///
    /// - Parameters:
    ///   - transcript: the whole history. Calls without results are answered as cancelled.
    ///   - tools: the tools that the model may call. The caller runs them.
    ///   - schema: the form of the answer.
    ///   - budget: what the request may spend; one try where nothing else is said.
    ///   - clock: measures the time.
    ///   - onEvent: is given text, thoughts and arguments as they come, and the tokens, also of an answer that failed.
    ///     Nothing is told after the request has ended.
    /// - Throws: what the model throws; `GeneratedContent.ParsingError` for a reply that does not keep to the schema;
    ///   `LanguageModelError.timeout`; `KapellError` of code `limitExceeded` where no tokens are left for another try.
    public func generate(
        _ transcript: Transcript, tools: [Transcript.ToolDefinition] = [], schema: GenerationSchema? = nil,
        options: GenerationOptions = GenerationOptions(), contextOptions: ContextOptions = ContextOptions(),
        metadata: [String: any ConvertibleToGeneratedContent] = [:], budget: Budget = Budget(),
        clock: any Clock<Duration> = ContinuousClock(),
        onEvent: @escaping @Sendable (ResponseEvent) -> Void = { _ in }
    ) async throws -> Generation {
        let request = LanguageModelExecutorGenerationRequest(
            transcript: transcript, tools: tools, schema: schema, options: options, contextOptions: contextOptions,
            metadata: metadata.mapValues(\.generatedContent))
        return try await StatelessRequest(
            self, request, budget: budget, clock: clock, check: nil, onEvent: onEvent
        ).run()
    }

    /// Asks the model for an answer of a type, and keeps nothing.
    ///
    /// ```swift
    /// let trip = try await model.generate(history, generating: Trip.self, budget: Budget(attempts: 2)).content
    /// ```
    ///
    /// Of three tries, where nothing else is said, each failed one is replaced, not appended: the next request says only
    /// what was wrong.
    ///
    /// - Returns: the value. Its `transcriptEntries` are what the model gave, without the history.
    /// - Throws: what the form without a type throws.
    public func generate<Content: Generable>(
        _ transcript: Transcript, generating type: Content.Type, options: GenerationOptions = GenerationOptions(),
        contextOptions: ContextOptions = ContextOptions(includeSchemaInPrompt: true),
        metadata: [String: any ConvertibleToGeneratedContent] = [:], budget: Budget = Budget(attempts: 3),
        clock: any Clock<Duration> = ContinuousClock(),
        onEvent: @escaping @Sendable (ResponseEvent) -> Void = { _ in }
    ) async throws -> LanguageModelSession.Response<Content> {
        // An answer that is a string has no schema.
        let schema = type == String.self ? nil : type.generationSchema
        let request = LanguageModelExecutorGenerationRequest(
            transcript: transcript, tools: [], schema: schema, options: options, contextOptions: contextOptions,
            metadata: metadata.mapValues(\.generatedContent))
        let generation = try await StatelessRequest(
            self, request, budget: budget, clock: clock, check: { _ = try Content($0) }, onEvent: onEvent
        ).run()
        let content = generation.content ?? GeneratedContent(generation.text)
        let entries = schema.map { TypedAnswer.entries(generation.entries, content, $0) } ?? generation.entries
        return LanguageModelSession.Response(
            content: try Content(content), rawContent: content, transcriptEntries: entries[...],
            usage: generation.usage)
    }

    /// Asks the model, and keeps nothing.
    public func generate(
        _ prompt: String, instructions: String? = nil, options: GenerationOptions = GenerationOptions(),
        budget: Budget = Budget()
    ) async throws -> Generation {
        try await generate(Transcript(asking: prompt, instructions, options), options: options, budget: budget)
    }

    /// Asks the model for an answer of a type, and keeps nothing.
    public func generate<Content: Generable>(
        _ prompt: String, instructions: String? = nil, generating type: Content.Type,
        options: GenerationOptions = GenerationOptions(), budget: Budget = Budget(attempts: 3)
    ) async throws -> LanguageModelSession.Response<Content> {
        try await generate(
            Transcript(asking: prompt, instructions, options), generating: type, options: options, budget: budget)
    }
}

extension Transcript {
    /// One question, with the instructions for it.
    fileprivate init(asking prompt: String, _ instructions: String?, _ options: GenerationOptions) {
        self.init()
        if let instructions {
            append(
                .instructions(
                    Instructions(
                        id: EntryID.make(), segments: [ToolOutputText.text(instructions)], toolDefinitions: [])))
        }
        append(.prompt(Prompt(id: EntryID.make(), segments: [ToolOutputText.text(prompt)], options: options)))
    }
}
