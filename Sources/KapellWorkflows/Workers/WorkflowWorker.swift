public import KapellCore
import Synchronization

/// Takes runs out of a journal that many processes share, and drives them.
///
/// It begins runs that were enqueued, goes on with those whose time has come or to which something came, begins those that
/// schedules say, and takes over those whose process has died, once its lease has passed. Workers of one journal never
/// drive one run together, however many there are.
///
/// A run that cannot be gone on with, such as one that needs a migration, is left alone until the lease has passed, and
/// then tried again, maybe by a worker with newer code.
public final class WorkflowWorker: Sendable {
    public let runner: WorkflowRunner
    public let queues: [WorkflowQueue]
    private let concurrency: Int
    private let poll: Duration
    private let onRun: @Sendable (WorkflowRun) -> Void
    private let onError: @Sendable (RunID?, KapellError) -> Void
    private let driven = Mutex<Set<RunID>>([])
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    /// - Parameters:
    ///   - runner: with the workflows that the worker knows; its journal must have leases.
    ///   - queues: from which it takes, the first one first.
    ///   - concurrency: runs that it drives at the same time.
    ///   - poll: how often it looks for runs, besides when it is nudged.
    ///   - onRun: told of each run that it begins to drive.
    ///   - onError: told of what went wrong: with a run, or with the journal.
    public init(
        _ runner: WorkflowRunner, queues: [WorkflowQueue] = [.standard], concurrency: Int = 16,
        poll: Duration = .seconds(1), onRun: @escaping @Sendable (WorkflowRun) -> Void = { _ in },
        onError: @escaping @Sendable (RunID?, KapellError) -> Void = { _, _ in }
    ) {
        self.runner = runner
        self.queues = queues
        self.concurrency = max(1, concurrency)
        self.poll = max(.milliseconds(1), poll)
        self.onRun = onRun
        self.onError = onError
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Looks for runs now, not only at the next poll, such as when an answer came.
    public func nudge() { signal.yield() }

    /// Works until the task is cancelled; once. The runs that it drives stop then, and are given back at once.
    ///
    /// A journal that goes away and comes back is told to `onError`, and asked again.
    ///
    /// - Throws: `.configuration` for a journal without leases.
    public func run() async throws {
        let journal = try needLeases()
        await withDiscardingTaskGroup { group in
            group.addTask { [self] in
                while !Task.isCancelled {
                    signal.yield()
                    guard (try? await runner.clock.sleep(for: poll)) != nil else { return }
                }
            }
            for await _ in signals {
                // A schedule that cannot be fired holds up no run, nor does a queue that cannot be asked another one.
                do { try await runner.fireSchedules() } catch { tell(error) }
                let (leases, failure) = await claim(journal)
                for lease in leases { group.addTask { [self] in _ = await drive(lease) } }
                if let failure { tell(failure) }
            }
            group.cancelAll()
        }
    }

    /// Works until nothing wants to go on.
    ///
    /// - Returns: how each run stands that it drove, in the order in which they ended.
    /// - Throws: `.configuration` for a journal without leases; what the journal throws; `CancellationError`.
    @discardableResult
    public func drain() async throws -> [WorkflowOutcome] {
        let journal = try needLeases()
        var outcomes: [WorkflowOutcome] = []
        while true {
            try Task.checkCancellation()
            var failures: [any Error] = []
            do { try await runner.fireSchedules() } catch { failures.append(error) }
            let (leases, failure) = await claim(journal)
            failures += failure.map { [$0] } ?? []
            guard !leases.isEmpty else {
                if let failure = failures.first { throw failure }
                return outcomes
            }
            await withTaskGroup(of: WorkflowOutcome?.self) { group in
                for lease in leases { group.addTask { [self] in await drive(lease) } }
                for await outcome in group { if let outcome { outcomes.append(outcome) } }
            }
        }
    }

    private func tell(_ error: any Error) {
        if !(error is CancellationError) { onError(nil, KapellError.wrapping(error)) }
    }

    private func needLeases() throws(KapellError) -> any LeasedJournal {
        if let journal = try runner.needJournal() as? any LeasedJournal { return journal }
        throw KapellError(
            .configuration, "This journal has no leases, so that no worker can take runs out of it.",
            remedy: "Use the journal of KapellStore or KapellPostgres.")
    }

    /// - Returns: what was claimed, also where a later queue could not be asked, and why that was.
    private func claim(_ journal: any LeasedJournal) async -> (leases: [RunLease], failure: (any Error)?) {
        var leases: [RunLease] = []
        var failure: (any Error)?
        for queue in queues {
            let room = concurrency - driven.withLock { $0.count }
            guard room > 0 else { break }
            var filter = runner.filter
            filter.queue = queue.name
            do {
                let claimed = try await journal.claim(
                    RunClaim(
                        filter: filter, owner: runner.owner, limit: room, lease: runner.limits.lease,
                        now: runner.now(), concurrency: queue.concurrency, begins: queue.begins,
                        interval: queue.interval))
                driven.withLock { driven in for lease in claimed { driven.insert(lease.run) } }
                leases += claimed
            } catch {
                failure = failure ?? error
            }
        }
        return (leases, failure)
    }

    private func drive(_ lease: RunLease) async -> WorkflowOutcome? {
        defer {
            driven.withLock { _ = $0.remove(lease.run) }
            signal.yield()
        }
        do {
            let run = try runner.resumed(lease.run, 0, false, keepsEvents: true, claimed: lease)
            onRun(run)
            return try await run.outcome()
        } catch {
            if !(error is CancellationError) { onError(lease.run, KapellError.wrapping(error)) }
            return nil
        }
    }
}
