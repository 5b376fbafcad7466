/// The one loop: produce, verify, and accept, correct, produce again with feedback, or refuse; within a budget.
///
/// Verifiers are asked in order. The first that does not accept decides, except that a correction is handed on to the
/// verifiers behind it, which judge the corrected output.
public struct VerificationLoop<Output: Sendable>: Sendable {
    /// What an attempt is told.
    public struct Attempt: Sendable {
        /// Counted from 1.
        public var number: Int
        /// What the verdict on the attempt before asks for; `nil` in the first.
        public var feedback: String?
        /// Tokens that are left, where there is a limit.
        public var tokensLeft: Int?
    }

    public enum Ending: Sendable {
        /// Accepted, in its final form.
        case accepted(Output)
        /// A verifier refused.
        case refused(reason: String)
        /// A limit was reached first; the last output, which no verifier accepted, is given for information.
        case exhausted(Budget.Limit, last: Output?)
    }

    public struct Outcome: Sendable {
        public var ending: Ending
        /// Every verdict of every attempt, in order.
        public var verdicts: [VerdictRecord]
        public var attempts: Int
        public var usage: ModelUsage
    }

    public var verifiers: [any Verifier<Output>]
    public var budget: Budget
    private let clock: any Clock<Duration>

    public init(
        verifiers: [any Verifier<Output>], budget: Budget = Budget(), clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.verifiers = verifiers
        self.budget = budget
        self.clock = clock
    }

    /// Runs the loop.
    ///
    /// - Parameters:
    ///   - onVerdict: called with each verdict as it falls.
    ///   - produce: makes one output and says what it took. It is cancelled when the time is up.
    /// - Throws: what `produce` or a verifier throws, and `CancellationError` when the calling task is cancelled.
    public func run(
        onVerdict: @escaping @Sendable (VerdictRecord) async -> Void = { _ in },
        produce: @escaping @Sendable (Attempt) async throws -> (Output, ModelUsage)
    ) async throws -> Outcome {
        guard let duration = budget.duration else { return try await attempts(onVerdict, produce) }
        let progress = Progress()
        do {
            return try await withTimeLimit(duration, clock: clock) {
                try await attempts(
                    { verdict in
                        progress.add(verdict)
                        await onVerdict(verdict)
                    }, produce)
            }
        } catch is TimeLimitExceeded {
            let verdicts = progress.verdicts
            return Outcome(
                ending: .exhausted(.duration, last: nil), verdicts: verdicts, attempts: verdicts.count, usage: .init())
        }
    }

    private func attempts(
        _ onVerdict: @Sendable (VerdictRecord) async -> Void,
        _ produce: @Sendable (Attempt) async throws -> (Output, ModelUsage)
    ) async throws -> Outcome {
        var outcome = Outcome(ending: .exhausted(.attempts, last: nil), verdicts: [], attempts: 0, usage: .init())
        var feedback: String?
        for number in 1...budget.attempts {
            try Task.checkCancellation()
            let spent = outcome.usage.inputTokens + outcome.usage.outputTokens
            let left = budget.tokens.map { $0 - spent }
            if let left, left <= 0 {
                outcome.ending = .exhausted(.tokens, last: last(of: outcome))
                return outcome
            }
            let (output, usage) = try await produce(Attempt(number: number, feedback: feedback, tokensLeft: left))
            outcome.attempts = number
            outcome.usage += usage
            switch try await judge(output, into: &outcome, onVerdict) {
            case .accepted(let final):
                outcome.ending = .accepted(final)
                return outcome
            case .refused(let reason):
                outcome.ending = .refused(reason: reason)
                return outcome
            case .again(let said):
                feedback = said
                outcome.ending = .exhausted(.attempts, last: output)
            }
        }
        return outcome
    }

    private enum Judgement {
        case accepted(Output)
        case refused(String)
        case again(String)
    }

    private func judge(
        _ output: Output, into outcome: inout Outcome, _ onVerdict: @Sendable (VerdictRecord) async -> Void
    ) async throws -> Judgement {
        var current = output
        for verifier in verifiers {
            let verdict = try await verifier.verify(current)
            outcome.verdicts.append(verdict.record)
            await onVerdict(verdict.record)
            switch verdict.decision {
            case .accept: continue
            case .fix(let corrected): current = corrected
            case .retry(let feedback): return .again(feedback)
            case .refuse: return .refused(verdict.reason)
            }
        }
        return .accepted(current)
    }

    private func last(of outcome: Outcome) -> Output? {
        if case .exhausted(_, let last) = outcome.ending { return last }
        return nil
    }
}
