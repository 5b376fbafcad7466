#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// One request to an executor: the history so far, and how it is to go on.
public struct LanguageModelExecutorGenerationRequest: Sendable {
    /// For logs and traces.
    public var id: UUID
    /// What the next entry is generated for.
    public var transcript: Transcript
    /// The tools that the model may call now.
    public var enabledToolDefinitions: [Transcript.ToolDefinition]
    /// The form that the answer must have.
    public var schema: GenerationSchema?
    public var generationOptions: GenerationOptions
    public var contextOptions: ContextOptions
    /// What the caller sent along.
    public var metadata: [String: GeneratedContent]
    /// What the session has rendered of `transcript`, so that only what is new is rendered.
    var rendering: RenderedHistory?

    public init(
        id: UUID, transcript: Transcript, enabledTools: [Transcript.ToolDefinition], schema: GenerationSchema? = nil,
        generationOptions: GenerationOptions, contextOptions: ContextOptions,
        metadata: [String: any ConvertibleToGeneratedContent]
    ) {
        self.id = id
        self.transcript = transcript
        enabledToolDefinitions = enabledTools
        self.schema = schema
        self.generationOptions = generationOptions
        self.contextOptions = contextOptions
        self.metadata = metadata.mapValues(\.generatedContent)
    }

    init(
        transcript: Transcript, tools: [Transcript.ToolDefinition], schema: GenerationSchema?,
        options: GenerationOptions, contextOptions: ContextOptions, metadata: [String: GeneratedContent],
        rendering: RenderedHistory? = nil
    ) {
        id = EntryID.uuid()
        self.transcript = transcript
        enabledToolDefinitions = tools
        self.schema = schema
        generationOptions = options
        self.contextOptions = contextOptions
        self.metadata = metadata
        self.rendering = rendering
    }
}
