public import KapellCore
import Synchronization

/// An effect that was to be taken back.
public struct UndoneEffect: Sendable, Hashable {
    /// Names it in its run.
    public let id: String
    /// Its idempotency key.
    public let key: String
    /// Why it could not be taken back; `nil` when it was.
    public let error: KapellError?
}

extension WorkflowRunner {
    /// Takes back what a run has done: each ``WorkflowEffect/compensable(undo:)`` effect that has happened, the newest
    /// first. When all are taken back, the run is cancelled for good.
    ///
    /// How an effect is taken back, its node says: so the nodes run once more, as in ``replay(_:)``, without doing anything.
    /// Each is written down as undone when it is; where the process dies between, it is undone once more, and `undo` must
    /// bear that. One that cannot be taken back does not hold up the others; the run stays as it is then, and this may be
    /// called again.
    ///
    /// - Returns: the effects in the order in which they were taken back, with what went wrong; empty when there was nothing.
    /// - Throws: `.conflict` when the run is under way, was pruned, or has changed so that an undo is not found, before
    ///   anything is taken back; what the journal throws.
    @discardableResult
    public func undo(_ run: RunID) async throws -> [UndoneEffect] {
        let journal = try needJournal()
        let (lease, _) = try await take(run, false, nil)
        do {
            let undone = try await undo(run, journal, lease)
            await giveBack(lease)
            return undone
        } catch {
            await giveBack(lease)
            throw error
        }
    }

    private func undo(_ run: RunID, _ journal: any Journal, _ lease: RunLease?) async throws -> [UndoneEffect] {
        let (workflow, reading) = try await reading(run)
        let status = WorkflowStatus(reading.memory)
        guard active.withLock({ $0[run] == nil }), status != .running, status != .succeeded else {
            throw KapellError(
                .conflict, "The run \(run) is \(status.name), and cannot be taken back.",
                remedy:
                    "Take back a run that has failed or waits; of one that has succeeded, begin another that undoes it."
            )
        }
        var made: [(id: String, key: String)] = []
        var keys: [String: String] = [:]
        var replay = Replay(runner: self, workflow: workflow, run: run)
        try await eachRecord(of: run, journal) { record, event in
            switch record {
            case .intent(let intent) where intent.kind == "compensable": keys[intent.id] = intent.key
            case .result(let id, _): if let key = keys[id] { made.append((id, key)) }
            case .undone(let id): made.removeAll { $0.id == id }
            default: break
            }
            // Where the run goes another way today, what is not found is told below.
            if replay.report == nil { replay.report = try await replay.take(record, at: event) }
            return true
        }
        if replay.report == nil { _ = try await replay.end(playsCancelled: true) }
        for effect in made where replay.tape.undo(of: effect.id) == nil {
            throw KapellError(
                .conflict,
                "How the effect `\(effect.id)` of the run \(run) is taken back is not found in today's code.",
                remedy: "Take the run back with the code that began it.")
        }
        let log = log(run, .sync, reading.memory, next: reading.next, lease)
        var undone: [UndoneEffect] = []
        for effect in made.reversed() {
            try Task.checkCancellation()
            do {
                try await replay.tape.undo(of: effect.id)?(effect.key)
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                undone.append(UndoneEffect(id: effect.id, key: effect.key, error: KapellError.wrapping(error)))
                continue
            }
            log.add(.undone(id: effect.id))
            try await log.write()
            undone.append(UndoneEffect(id: effect.id, key: effect.key, error: nil))
        }
        if !undone.isEmpty, status != .cancelled, undone.allSatisfy({ $0.error == nil }) {
            log.add(.finished(reading.memory.ending("cancelled", at: now())))
            try await log.write()
        }
        return undone
    }
}
