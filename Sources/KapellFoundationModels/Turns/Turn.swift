import KapellCore
import Synchronization

/// One request of a session, from its prompt to its answer: the model is asked, its tools are run, and it is asked
/// again, until it has answered.
final class Turn: Sendable {
    let session: LanguageModelSession
    let request: TurnRequest
    let opening: LanguageModelSession.Opening
    let ledger: CallLedger
    private let log: TurnLog?
    /// What the model has given in the step that runs.
    private let step = Mutex(StepBuilder())
    /// What the session's profile says of failures.
    private let profilePolicy = Mutex<TranscriptErrorHandlingPolicy?>(nil)

    init(
        _ session: LanguageModelSession, _ request: TurnRequest, _ opening: LanguageModelSession.Opening,
        log: TurnLog?
    ) {
        self.session = session
        self.request = request
        self.opening = opening
        self.log = log
        ledger = CallLedger(opening.policy)
    }

    var policy: SessionPolicy { opening.policy }
    var errorPolicy: TranscriptErrorHandlingPolicy? { profilePolicy.withLock { $0 } }

    func emit(_ event: ResponseEvent) { log?.append(event) }

    /// Runs to the end. Leaves the session free in any case, and no call in doubt without saying so.
    nonisolated(nonsending) func run() async throws -> TurnOutcome {
        do {
            let outcome = try await Race.run(limit: policy.budget.duration, clock: policy.clock) { [self] in
                try await answer()
            }
            try session.finish(opening.number, unsettled: ledger.takeDoubts())
            emit(.finish(outcome.finishReason))
            return outcome
        } catch {
            throw await end(error)
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
        var isFirst = true
        while true {
            try Task.checkCancellation()
            try allowance(usage).check(
                "The session", remedy: "Raise `policy.budget.tokens`, or begin a new session.")
            let setup = try await setup(isFirst: isFirst)
            isFirst = false
            do {
                try await ask(setup, feedback, usage)
            } catch {
                // It may be that nobody waits for this any more.
                spend()
                throw error
            }
            let (given, reason, text) = step.withLock { ($0.finished, $0.finishReason, $0.text) }
            usage += spend()
            emit(.usage(usage))
            if let made = Self.calls(in: given) {
                try calls.begin(policy)
                try keep(given.filter { !$0.isCalls } + [.toolCalls(made)], &entries)
                step.withLock { $0 = StepBuilder() }
                try await setup.reasoned(given)
                try keep(try await outputs(for: made, setup, &calls), &entries)
                continue
            }
            guard let schema = request.schema else {
                try keep(given, &entries)
                step.withLock { $0 = StepBuilder() }
                try await setup.answered(given)
                return TurnOutcome(
                    content: GeneratedContent(text), text: text, entries: entries, usage: usage,
                    finishReason: reason ?? .stop)
            }
            switch try TypedAnswer.judge(text, schema, request.check) {
            case .accepted(let content):
                let answer = TypedAnswer.entries(given, content, schema)
                try keep(answer, &entries)
                step.withLock { $0 = StepBuilder() }
                try await setup.answered(answer)
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

    /// What the next request to the model is made with.
    private func setup(isFirst: Bool) async throws -> StepSetup {
        switch session.source {
        case .fixed(let runner, let tools):
            return StepSetup(
                runner: runner, tools: tools, options: request.prompt.options,
                contextOptions: request.prompt.contextOptions)
        case .profile(let keeper):
            let place = SessionPlace(values: session.properties, editedRequest: opening.number)
            var profile = try await keeper.resolve(place)
            if isFirst, profile.hasPrompts {
                profilePolicy.withLock { $0 = profile.errorPolicy }
                try await profile.prompted(request.prompt)
                profile = try await keeper.resolve(place)
            }
            profilePolicy.withLock { [policy = profile.errorPolicy] in $0 = policy }
            let setup = StepSetup(profile, request.prompt)
            try LanguageModelSession.check(setup.runner, setup.tools, setup.options)
            try session.install(profile.instructions, opening.number)
            return setup
        }
    }

    /// Asks the model once. What it gives is in `step` afterwards.
    private func ask(
        _ setup: StepSetup, _ feedback: Transcript.Entry?, _ usage: LanguageModelSession.Usage
    ) async throws {
        var (transcript, rendering) = try session.history(opening.number)
        if let profile = setup.profile, profile.hasTransforms {
            transcript = try await profile.transformed(transcript)
            rendering = nil
        }
        if let window = policy.window {
            let trimmed = transcript.trimmed(toTokens: window.tokens, counting: window.count)
            if trimmed.count != transcript.count { rendering = nil }
            transcript = trimmed
        }
        if let feedback {
            transcript.append(feedback)
            rendering = nil
        }
        let channel = LanguageModelExecutorGenerationChannel { [self] event in
            step.withLock { step in step.apply(event) { emit($0) } }
        }
        try await setup.runner.respond(
            to: LanguageModelExecutorGenerationRequest(
                transcript: transcript, tools: setup.enabledTools, schema: request.schema,
                options: allowance(usage).capping(setup.options), contextOptions: setup.contextOptions,
                metadata: request.prompt.metadata, rendering: rendering),
            streamingInto: channel)
    }

    private func keep(_ new: [Transcript.Entry], _ entries: inout [Transcript.Entry]) throws {
        try session.append(new, to: opening.number)
        entries.append(contentsOf: new)
        if log != nil { for entry in new { emit(.entry(entry)) } }
    }

    /// What a step that did not end has given.
    var partial: [Transcript.Entry] { step.withLock { $0.finished } }

    /// All calls of a step, as one entry: results follow the entry at once. Ids that stand twice are replaced.
    private static func calls(in entries: [Transcript.Entry]) -> Transcript.ToolCalls? {
        var made: Transcript.ToolCalls?
        var ids: Set<String> = []
        for case .toolCalls(let calls) in entries {
            if made == nil { made = Transcript.ToolCalls(id: calls.id, []) }
            for var call in calls.calls {
                if !ids.insert(call.id).inserted { call.id = EntryID.make() }
                made?.calls.append(call)
            }
        }
        return made
    }

    // MARK: Tokens

    /// Adds to the session's tokens what the step has taken, also when it has failed. Each token counts once.
    @discardableResult
    func spend() -> LanguageModelSession.Usage {
        let spent = step.withLock { $0.takeUsage() }
        if spent != LanguageModelSession.Usage() { session.add(spent) }
        return spent
    }

    private func allowance(_ usage: LanguageModelSession.Usage) -> TokenAllowance {
        TokenAllowance(tokens: policy.budget.tokens, spent: opening.spent.clampedAdding(usage.totalTokenCount))
    }
}
