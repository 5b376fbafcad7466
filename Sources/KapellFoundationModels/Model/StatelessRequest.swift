import KapellCore
import Synchronization

/// One answer without a session: the model is asked, and asked again where the answer is not what its schema asks for.
final class StatelessRequest<Model: LanguageModel>: Sendable {
    private let model: Model
    private let request: LanguageModelExecutorGenerationRequest
    private let budget: Budget
    private let clock: any Clock<Duration>
    private let check: (@Sendable (GeneratedContent) throws -> Void)?
    private let onEvent: @Sendable (ResponseEvent) -> Void
    private let state = Mutex(State())

    private struct State {
        /// What the model has given in the try that runs.
        var step = StepBuilder()
        /// Tokens of the tries before it.
        var spent = LanguageModelSession.Usage()
        /// Whether nobody waits any more: what comes then is not told.
        var isOver = false

        var usage: LanguageModelSession.Usage {
            var usage = spent
            usage += step.usage
            return usage
        }
    }

    init(
        _ model: Model, _ request: LanguageModelExecutorGenerationRequest, budget: Budget, clock: any Clock<Duration>,
        check: (@Sendable (GeneratedContent) throws -> Void)?,
        onEvent: @escaping @Sendable (ResponseEvent) -> Void
    ) {
        self.model = model
        var request = request
        if let schema = request.schema { request.transcript.ask(for: schema, request.contextOptions) }
        self.request = request
        self.budget = budget
        self.clock = clock
        self.check = check
        self.onEvent = onEvent
    }

    /// Runs to the end of the answer, of the time, or of the tokens.
    nonisolated(nonsending) func run() async throws -> Generation {
        try request.schema?.check()
        do {
            let generation = try await Race.run(limit: budget.duration, clock: clock) { [self] in try await answer() }
            onEvent(.usage(generation.usage))
            onEvent(.finish(generation.finishReason))
            return generation
        } catch {
            let usage = state.withLock { state in
                state.isOver = true
                return state.usage
            }
            onEvent(.usage(usage))
            guard error is TimeIsUp else { throw error }
            throw LanguageModelError.timeout(
                .init(debugDescription: "The request took longer than the \(budget.duration ?? .zero) it had."))
        }
    }

    private func answer() async throws -> Generation {
        let executor = try ExecutorCache.shared.executor(for: model)
        var feedback: Transcript.Entry?
        var tries = 1
        while true {
            try Task.checkCancellation()
            try await ask(executor, feedback)
            let (step, usage) = state.withLock { ($0.step, $0.usage) }
            var generation = Generation(
                entries: step.finished, text: step.text, usage: usage, finishReason: step.finishReason ?? .stop)
            guard let schema = request.schema, generation.toolCalls.isEmpty else { return generation }
            switch try TypedAnswer.judge(generation.text, schema, check) {
            case .accepted(let content):
                generation.content = content
                return generation
            case .refused(let error):
                guard tries < budget.attempts else { throw error }
                tries += 1
                feedback = TypedAnswer.feedback(error)
                state.withLock { state in
                    state.spent = state.usage
                    state.step = StepBuilder()
                }
                tell(.retry(reason: error.debugDescription))
            }
        }
    }

    /// Asks the model once. What it gives is in the state afterwards.
    private func ask(_ executor: Model.Executor, _ feedback: Transcript.Entry?) async throws {
        let allowance = TokenAllowance(tokens: budget.tokens, spent: state.withLock { $0.usage.totalTokenCount })
        try allowance.check("The request", remedy: "Raise `budget.tokens`.")
        var request = request
        // The failed try is not shown again: only what was wrong with it.
        if let feedback { request.transcript.append(feedback) }
        request.generationOptions = allowance.capping(request.generationOptions)
        let channel = LanguageModelExecutorGenerationChannel { [self] event in
            state.withLock { state in
                let isOver = state.isOver
                state.step.apply(event) { if !isOver { onEvent($0) } }
            }
        }
        try await executor.respond(to: request, model: model, streamingInto: channel)
    }

    private func tell(_ event: ResponseEvent) {
        if !state.withLock({ $0.isOver }) { onEvent(event) }
    }
}

extension Transcript {
    /// Has the last prompt say which form the answer is to have, where it does not say so itself.
    fileprivate mutating func ask(for schema: GenerationSchema, _ options: ContextOptions) {
        guard let place = entries.lastIndex(where: { if case .prompt = $0 { true } else { false } }),
            case .prompt(var prompt) = entries[place], prompt.responseFormat == nil
        else { return }
        prompt.responseFormat = ResponseFormat(schema: schema)
        if let isShown = options.includeSchemaInPrompt { prompt.contextOptions.includeSchemaInPrompt = isShown }
        entries[place] = .prompt(prompt)
    }
}
