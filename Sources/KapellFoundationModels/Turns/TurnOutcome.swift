import KapellCore

/// What one request has given.
struct TurnOutcome: Sendable {
    /// The answer: a string, or what the schema asked for.
    var content: GeneratedContent
    /// The text of the answer; `nil` for one with a schema.
    var text: String?
    /// All entries of the request, the prompt included.
    var entries: [Transcript.Entry]
    var usage: LanguageModelSession.Usage
    var finishReason: FinishReason
}

/// What a request asks for.
struct TurnRequest: Sendable {
    var prompt: Transcript.Prompt
    var schema: GenerationSchema?
    /// Makes the caller's type of the content, to see whether that can be done. Throws why not.
    var check: (@Sendable (GeneratedContent) throws -> Void)?

    init(
        _ prompt: Prompt, schema: GenerationSchema?, options: GenerationOptions, contextOptions: ContextOptions,
        metadata: [String: any ConvertibleToGeneratedContent],
        check: (@Sendable (GeneratedContent) throws -> Void)? = nil
    ) {
        self.prompt = Transcript.Prompt(
            id: EntryID.make(), content: prompt.content.segments, options: options,
            responseFormat: schema.map { Transcript.ResponseFormat(schema: $0) }, contextOptions: contextOptions,
            values: metadata.isEmpty ? [:] : metadata.mapValues(\.generatedContent))
        self.schema = schema
        self.check = check
    }
}
