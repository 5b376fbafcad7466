public import KapellCore
public import KapellJSON

/// Runs prompts: checks the input, chooses examples, asks the model, verifies, and asks again within the budget.
///
/// ```swift
/// let runner = PromptRunner(backend: model)
/// let result = try await runner.run(prompt, input: ["text": "The parcel is lost."])
/// ```
public struct PromptRunner: Sendable {
    public let backend: any ModelBackend
    public let embedder: (any EmbeddingBackend)?
    public let limits: PromptLimits
    let journal: any Journal
    let vectors: ExampleVectors
    let clock: any Clock<Duration>

    /// - Parameters:
    ///   - embedder: chooses examples by similarity; needed where a prompt asks for that.
    ///   - journal: keeps each run; `nil` keeps none.
    ///   - vectors: what is known of examples; share it between runners.
    public init(
        backend: any ModelBackend, embedder: (any EmbeddingBackend)? = nil, journal: (any Journal)? = nil,
        limits: PromptLimits = .standard, vectors: ExampleVectors = .init(),
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.backend = backend
        self.embedder = embedder
        self.journal = journal ?? SilentJournal()
        self.limits = limits
        self.vectors = vectors
        self.clock = clock
    }

    /// Answers a prompt as a stream of events.
    ///
    /// The stream ends with ``PromptEvent/done(_:)`` or throws a `KapellError`: `.invalidRequest` for an input that
    /// does not fit, `.tooLarge`, `.model` when no answer satisfied the output schema within the budget, `.timeout`.
    ///
    /// - Parameter origins: where values come from, by name; what is not named has the origin that the file says.
    public func stream(
        _ prompt: Prompt, input: JSONObject, origins: [String: Origin] = [:]
    ) -> PromptEventStream {
        PromptEventStream { continuation in
            // The stream owns the task: its end cancels it.
            let task = Task {
                do {
                    try await answer(prompt, input, origins, []) { continuation.yield($0) }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: KapellError.wrapping(error))
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    /// Answers a prompt. Throws what ``stream(_:input:origins:)`` throws; cancelling the task stops the model.
    public func run(
        _ prompt: Prompt, input: JSONObject, origins: [String: Origin] = [:]
    ) async throws -> PromptResult {
        try await answer(prompt, input, origins, []) { _ in }
    }

    /// The same with verifiers behind that of the output schema, for tasks.
    func run(
        _ prompt: Prompt, input: JSONObject, verifiers: [any Verifier<PromptDraft>]
    ) async throws -> PromptResult {
        try await answer(prompt, input, [:], verifiers) { _ in }
    }

    @discardableResult
    private func answer(
        _ prompt: Prompt, _ input: JSONObject, _ origins: [String: Origin], _ verifiers: [any Verifier<PromptDraft>],
        emit: @escaping @Sendable (PromptEvent) -> Void
    ) async throws -> PromptResult {
        let whole = try prompt.input.checked(input, limits: limits)
        let recorder = RunRecorder(journal: journal)
        try await recorder.start(
            kind: "prompt", subject: "\(prompt.name)@\(prompt.version.short)",
            content: ["input": JSONValue.object(whole).serialized()])
        emit(.run(recorder.id))
        return try await recorder.closing {
            let run = PromptRun(runner: self, prompt: prompt, recorder: recorder, emit: emit)
            let result = try await run.answer(whole, origins, verifiers)
            emit(.done(result))
            return (result, .succeeded, result.usage)
        }
    }
}
