import Synchronization

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
        /// A limit was reached first; the last output that was judged, and not accepted, is given for information.
        case exhausted(Budget.Limit, last: Output?)
    }

    public struct Outcome: Sendable {
        public var ending: Ending
        /// Every verdict of every attempt, in order.
        public var verdicts: [VerdictRecord]
        /// Attempts that were begun, the one that a limit cut included.
        public var attempts: Int
        /// What all attempts took, and the models that judged them.
        public var usage: ModelUsage
        /// Those of `usage` that the verifiers took: they may have asked another model, with prices of its own.
        public var judgeUsage = ModelUsage()
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
    ///   - produce: makes one output and says what it took. It is cancelled when the time is up; an output that it
    ///     returns then is not judged, and what it took is counted.
    /// - Throws: what `produce` or a verifier throws, and `CancellationError` when the calling task is cancelled.
    public func run(
        onVerdict: @escaping @Sendable (VerdictRecord) async -> Void = { _ in },
        produce: @escaping @Sendable (Attempt) async throws -> (Output, ModelUsage)
    ) async throws -> Outcome {
        let progress = Progress()
        let work: @Sendable () async throws -> Void = { try await attempts(progress, onVerdict, produce) }
        if let duration = budget.duration {
            do {
                try await withTimeLimit(duration, clock: clock, work)
            } catch is TimeLimitExceeded {
                progress.end(.duration)
            }
        } else {
            try await work()
        }
        return progress.outcome
    }

    private func attempts(
        _ progress: Progress, _ onVerdict: @Sendable (VerdictRecord) async -> Void,
        _ produce: @Sendable (Attempt) async throws -> (Output, ModelUsage)
    ) async throws {
        var feedback: String?
        for number in 1...budget.attempts {
            try Task.checkCancellation()
            let left = tokensLeft(progress)
            if let left, left <= 0 { return progress.end(.tokens) }
            progress.update { $0.attempts = number }
            let (output, usage) = try await produce(Attempt(number: number, feedback: feedback, tokensLeft: left))
            progress.update { $0.usage += usage }
            try Task.checkCancellation()
            switch try await judge(output, progress, onVerdict) {
            case .accepted(let final): return progress.update { $0.ending = .accepted(final) }
            case .refused(let reason): return progress.update { $0.ending = .refused(reason: reason) }
            case .again(let said):
                feedback = said
                progress.update { $0.ending = .exhausted(.attempts, last: output) }
            }
        }
    }

    private func tokensLeft(_ progress: Progress) -> Int? {
        budget.tokens.map { $0.clampedSubtracting(progress.outcome.usage.totalTokens) }
    }

    private enum Judgement {
        case accepted(Output)
        case refused(String)
        case again(String)
    }

    private func judge(
        _ output: Output, _ progress: Progress, _ onVerdict: @Sendable (VerdictRecord) async -> Void
    ) async throws -> Judgement {
        var current = output
        for verifier in verifiers {
            let verdict = try await verifier.verify(current, tokensLeft: tokensLeft(progress).map { max(0, $0) })
            progress.update { outcome in
                outcome.verdicts.append(verdict.record)
                outcome.usage += verdict.usage
                outcome.judgeUsage += verdict.usage
            }
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

    /// What has come of the loop so far. It outlives a loop that the time limit cuts.
    private final class Progress: Sendable {
        private let state = Mutex(
            Outcome(ending: .exhausted(.attempts, last: nil), verdicts: [], attempts: 0, usage: .init()))

        var outcome: Outcome { state.withLock { $0 } }

        func update(_ change: (inout Outcome) -> Void) { state.withLock { change(&$0) } }

        /// Ends the loop at a limit. The last output that was judged stays.
        func end(_ limit: Budget.Limit) {
            update { outcome in
                var last: Output?
                if case .exhausted(_, let output) = outcome.ending { last = output }
                outcome.ending = .exhausted(limit, last: last)
            }
        }
    }
}
