import KapellCore

/// What all forms of asking come to.
extension LanguageModelSession {
    /// The request for an answer of a type. Answers that are strings have no schema.
    func request<Content: Generable>(
        _ prompt: Prompt, _ type: Content.Type, _ options: GenerationOptions, _ contextOptions: ContextOptions,
        _ metadata: [String: any ConvertibleToGeneratedContent]
    ) -> TurnRequest {
        guard type != String.self else {
            return TurnRequest(
                prompt, schema: nil, options: options, contextOptions: contextOptions, metadata: metadata)
        }
        return TurnRequest(
            prompt, schema: type.generationSchema, options: options, contextOptions: contextOptions,
            metadata: metadata, check: { content in _ = try Content(content) })
    }

    nonisolated(nonsending) func ask<Content: Generable>(_ request: TurnRequest) async throws -> Response<Content> {
        try Response(try await run(request, log: nil))
    }

    nonisolated(nonsending) func run(_ request: TurnRequest, log: TurnLog?) async throws -> TurnOutcome {
        try Task.checkCancellation()
        return try await Turn(self, request, try open(request), log: log).run()
    }

    /// Begins a request, or says why it cannot be made.
    func open(_ request: TurnRequest) throws -> Opening {
        if case .fixed(let runner, let tools) = source { try Self.check(runner, tools, request.prompt.options) }
        return try begin(request.prompt)
    }

    static func check(_ runner: any ModelRunner, _ tools: ToolSet, _ options: GenerationOptions) throws {
        guard !tools.isEmpty, options.toolCallingMode?.kind != .disallowed,
            !runner.capabilities.contains(.toolCalling)
        else { return }
        throw LanguageModelError.unsupportedCapability(
            .init(
                capability: .toolCalling,
                debugDescription:
                    "The session has tools, and its model cannot call any. Use another model, or none."
            ))
    }

    func stream<Content: Generable>(_ request: TurnRequest) -> ResponseStream<Content> {
        let log = TurnLog()
        do {
            let opening = try open(request)
            return ResponseStream(StreamOwner(Turn(self, request, opening, log: log), log), request.schema)
        } catch {
            log.end(.failure(error))
            return ResponseStream(StreamOwner(log), request.schema)
        }
    }
}
