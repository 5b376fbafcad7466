import KapellCore
import Synchronization

/// One request of a session, from its prompt to its answer: the model is asked, its tools are run, and it is asked
/// again, until it has answered.
final class Turn: Sendable {
    let session: LanguageModelSession
    let request: TurnRequest
    let opening: LanguageModelSession.Opening
    private let log: TurnLog?
    /// What the model has given in the step that runs.
    private let step = Mutex(StepBuilder())

    init(
        _ session: LanguageModelSession, _ request: TurnRequest, _ opening: LanguageModelSession.Opening,
        log: TurnLog?
    ) {
        self.session = session
        self.request = request
        self.opening = opening
        self.log = log
    }

    var policy: SessionPolicy { opening.policy }

    func emit(_ event: ResponseEvent) { log?.append(event) }

    /// Runs to the end. Leaves the session free in any case.
    nonisolated(nonsending) func run() async throws -> TurnOutcome {
        do {
            let outcome = try await Race.run(limit: policy.budget.duration, clock: policy.clock) { [self] in
                try await answer()
            }
            try session.finish(opening.number)
            emit(.finish(outcome.finishReason))
            return outcome
        } catch {
            session.fail(opening.number, partial: partial)
            guard error is TimeIsUp else { throw error }
            throw LanguageModelError.timeout(
                .init(debugDescription: "The request took longer than the \(policy.budget.duration ?? .zero) it had."))
        }
    }

    private func answer() async throws -> TurnOutcome {
        var entries: [Transcript.Entry] = [.prompt(request.prompt)]
        var usage = LanguageModelSession.Usage()
        var calls = CallBook()
        var tries = 1
        var feedback: Transcript.Entry?
        if let schema = request.schema { try schema.check() }
        emit(.entry(.prompt(request.prompt)))
        while true {
            try Task.checkCancellation()
            try checkTokens(usage)
            try await ask(feedback, usage)
            let (given, spent, reason, text) = step.withLock { step in
                (step.finished, step.usage, step.finishReason, step.text)
            }
            usage += spent
            session.add(spent)
            emit(.usage(usage))
            if let made = Self.calls(in: given) {
                try calls.begin(policy)
                try keep(given, &entries)
                step.withLock { $0 = StepBuilder() }
                try keep(try await outputs(for: made, &calls), &entries)
                continue
            }
            guard let schema = request.schema else {
                try keep(given, &entries)
                step.withLock { $0 = StepBuilder() }
                return TurnOutcome(
                    content: GeneratedContent(text), text: text, entries: entries, usage: usage,
                    finishReason: reason ?? .stop)
            }
            switch try TypedAnswer.judge(text, schema, request.check) {
            case .accepted(let content):
                try keep(TypedAnswer.entries(given, content, schema), &entries)
                step.withLock { $0 = StepBuilder() }
                return TurnOutcome(
                    content: content, entries: entries, usage: usage, finishReason: reason ?? .stop)
            case .refused(let error):
                guard tries < policy.budget.attempts else { throw error }
                tries += 1
                // The failed try is not shown again: only what was wrong with it.
                feedback = TypedAnswer.feedback(error)
                step.withLock { $0 = StepBuilder() }
                emit(.retry(reason: error.debugDescription))
            }
        }
    }

    /// Asks the model once. What it gives is in `step` afterwards.
    private func ask(_ feedback: Transcript.Entry?, _ usage: LanguageModelSession.Usage) async throws {
        var (transcript, rendering) = try session.history(opening.number, window: policy.window)
        if let feedback {
            transcript.append(feedback)
            rendering = nil
        }
        let channel = LanguageModelExecutorGenerationChannel { [self] event in
            step.withLock { step in step.apply(event) { emit($0) } }
        }
        try await session.runner.respond(
            to: LanguageModelExecutorGenerationRequest(
                transcript: transcript, tools: enabledTools, schema: request.schema, options: options(usage),
                contextOptions: request.prompt.contextOptions, metadata: request.prompt.metadata,
                rendering: rendering),
            streamingInto: channel)
    }

    private var enabledTools: [Transcript.ToolDefinition] {
        request.prompt.options.toolCallingMode?.kind == .disallowed ? [] : session.tools.definitions
    }

    private func keep(_ new: [Transcript.Entry], _ entries: inout [Transcript.Entry]) throws {
        try session.append(new, to: opening.number)
        entries.append(contentsOf: new)
        if log != nil { for entry in new { emit(.entry(entry)) } }
    }

    /// What a step that did not end has given.
    private var partial: [Transcript.Entry] { step.withLock { $0.finished } }

    private static func calls(in entries: [Transcript.Entry]) -> [Transcript.ToolCalls]? {
        let calls = entries.compactMap { entry -> Transcript.ToolCalls? in
            guard case .toolCalls(let calls) = entry else { return nil }
            return calls
        }
        return calls.isEmpty ? nil : calls
    }

    // MARK: Tokens

    private func tokensLeft(_ usage: LanguageModelSession.Usage) -> Int? {
        policy.budget.tokens.map { $0.clampedSubtracting(opening.spent).clampedSubtracting(usage.totalTokenCount) }
    }

    private func checkTokens(_ usage: LanguageModelSession.Usage) throws {
        guard let left = tokensLeft(usage), left <= 0 else { return }
        throw KapellError(
            .limitExceeded, "The session has spent its \(policy.budget.tokens ?? 0) tokens.",
            remedy: "Raise `policy.budget.tokens`, or begin a new session.", isRetryable: false)
    }

    private func options(_ usage: LanguageModelSession.Usage) -> GenerationOptions {
        var options = request.prompt.options
        if let left = tokensLeft(usage) {
            options.maximumResponseTokens = min(options.maximumResponseTokens ?? left, left)
        }
        return options
    }
}
