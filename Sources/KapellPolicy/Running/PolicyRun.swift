import KapellCore
import Synchronization

/// One request on its way over attempts and targets.
final class PolicyRun: Sendable {
    let runner: PolicyRunner
    let report: @Sendable (AttemptRecord) -> Void
    private let began: Duration
    private let state = Mutex(State())

    private struct State {
        var number = 0
        /// Time that opening has taken so far; what answers take to be written is not in it.
        var spent = Duration.zero
    }

    init(_ runner: PolicyRunner, report: @escaping @Sendable (AttemptRecord) -> Void) {
        self.runner = runner
        self.report = report
        began = runner.clock.now
    }

    /// Asks `targets`, beginning with the place `first`, until one has begun to answer.
    ///
    /// - Parameter cut: whether it is to go on with a text that was cut.
    func open<Answer: Sendable>(
        _ targets: [PolicyTarget], from first: Int, request: ModelRequest, continuing cut: Bool = false,
        attempt: @escaping @Sendable (PolicyAttempt) async throws -> Answer
    ) async throws -> PolicyExchange<Answer> {
        let opened = runner.clock.now
        defer {
            let spent = runner.clock.now - opened
            state.withLock { $0.spent += spent }
        }
        let deadline = runner.retry.deadline.map { opened + $0 - state.withLock { $0.spent } }
        var tour = TargetTour(targets: targets, first: first, deadline: deadline, isContinuation: cut)
        while let step = tour.next() {
            switch step {
            case .skip(let target, let code): skipped(target, kind: tour.kind, code: code)
            case .ask(let place):
                switch try await ask(place, of: &tour, request: request, attempt: attempt) {
                case .opened(let exchange): return exchange
                case .failed(let failure, let wasMade):
                    let isFirst = tour.failure == nil && !cut
                    tour.take(failure, wasMade: wasMade, at: place)
                    guard runner.fallback.movesOn(after: failure, isFirst: isFirst) else { throw tour.error }
                }
            }
        }
        throw tour.error
    }

    private enum Asked<Answer: Sendable> {
        case opened(PolicyExchange<Answer>)
        case failed(AttemptFailure, wasMade: Bool)
    }

    /// All attempts on one target.
    private func ask<Answer: Sendable>(
        _ place: Int, of tour: inout TargetTour, request: ModelRequest,
        attempt: @escaping @Sendable (PolicyAttempt) async throws -> Answer
    ) async throws -> Asked<Answer> {
        let target = tour.targets[place]
        var waited = Duration.zero
        var number = 1
        while true {
            if Task.isCancelled { throw KapellError.gone }
            if let left = timeLeft(of: tour), left <= .zero {
                return .failed(AttemptFailure(.late, mayBeBilled: false), wasMade: false)
            }
            let pass = target.breaker?.admit()
            if let breaker = target.breaker, pass == nil {
                skipped(target, kind: tour.kind, code: .unavailable)
                return .failed(AttemptFailure(.resting(target.id, breaker.snapshot.rest)), wasMade: false)
            }
            tour.attempts += 1
            var record = begin(target, kind: tour.kind, waited: waited)
            let start = runner.clock.now
            do {
                let told = PolicyAttempt(
                    target: target, request: request, number: record.number, kind: record.kind,
                    timeLeft: limit(of: tour))
                let answer = try await limited(told, attempt)
                record.firstEvent = runner.clock.now - start
                return .opened(
                    PolicyExchange(
                        answer, target: target, place: place, pass: pass.flatMap { target.breaker?.confirm($0) },
                        record: record, began: start, clock: runner.clock, report: report))
            } catch {
                let failure = AttemptFailure(wrapping: error)
                record.duration = runner.clock.now - start
                record.mayBeBilled = failure.mayBeBilled
                record.usage = failure.usage
                guard !Task.isCancelled else {
                    end(record, .cancelled, .cancelled)
                    if let pass { target.breaker?.release(pass) }
                    throw KapellError.gone
                }
                end(record, .failed, failure.error.code)
                if let pass { target.breaker?.take(failure.error, with: pass) }
                guard let wait = pause(after: failure, attempt: number, at: place, of: tour) else {
                    return .failed(failure, wasMade: true)
                }
                tour.retries(failure)
                do { try await runner.clock.sleep(for: wait) } catch { throw KapellError.gone }
                waited = wait
                number += 1
            }
        }
    }

    /// How long to wait before the same target is asked again; `nil` where it is not.
    private func pause(
        after failure: AttemptFailure, attempt number: Int, at place: Int, of tour: TargetTour
    ) -> Duration? {
        let decision = runner.retry.decision(
            after: failure, attempt: number, of: tour.targets[place].attempts, timeLeft: timeLeft(of: tour),
            random: runner.random)
        guard case .retry(let wait) = decision else { return nil }
        let hasNext = place + 1 < tour.targets.count && runner.fallback.movesOn(after: failure)
        return hasNext && wait > runner.fallback.longestWait ? nil : wait
    }

    private func limited<Answer: Sendable>(
        _ told: PolicyAttempt, _ attempt: @escaping @Sendable (PolicyAttempt) async throws -> Answer
    ) async throws -> Answer {
        guard let limit = told.timeLeft else { return try await attempt(told) }
        return try await withTimeLimit(limit, clock: runner.clock.base) { try await attempt(told) }
    }

    private func timeLeft(of tour: TargetTour) -> Duration? { tour.deadline.map { $0 - runner.clock.now } }

    private func limit(of tour: TargetTour) -> Duration? {
        guard let left = timeLeft(of: tour) else { return runner.retry.attemptLimit }
        return min(left, runner.retry.attemptLimit ?? left)
    }

    private func begin(_ target: PolicyTarget, kind: AttemptRecord.Kind, waited: Duration) -> AttemptRecord {
        let number = state.withLock { state in
            state.number += 1
            return state.number
        }
        var record = AttemptRecord(
            number: number, target: target.id, kind: kind, started: runner.clock.now - began, outcome: .failed)
        record.waited = waited
        return record
    }

    private func end(_ record: AttemptRecord, _ outcome: AttemptRecord.Outcome, _ code: KapellError.Code) {
        var record = record
        record.outcome = outcome
        record.code = code
        report(record)
    }

    private func skipped(_ target: PolicyTarget, kind: AttemptRecord.Kind, code: KapellError.Code) {
        end(begin(target, kind: kind, waited: .zero), .skipped, code)
    }
}
