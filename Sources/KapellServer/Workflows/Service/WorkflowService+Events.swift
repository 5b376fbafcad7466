package import KapellCore
import KapellJSON
import KapellWorkflows

extension WorkflowService {
    private static let reset = WireEvent("reset", [:])

    /// What happens in a run. Of one that this process drives or drove lately: each event, with an id after which the
    /// stream can be joined again. Of any other: what the journal tells, with ids of its own. Where an id is of a stream
    /// that is gone, `reset` comes first: what follows tells the run from its beginning.
    ///
    /// A run that another process may drive is followed in the journal, with a look at it each second.
    package func events(of run: RunID, after last: String?, follows: Bool) -> WireEventStream {
        WireEventStream.forwarding { emit in
            var id = last
            func tell(_ event: WireEvent) {
                id = event.name == Self.reset.name ? nil : event.id ?? id
                emit(event)
            }
            var known = 0
            while true {
                if let stream = self.stream(of: run) {
                    let number = id.flatMap { stream.number(of: $0) }
                    if id != nil, number == nil { tell(Self.reset) }
                    try await stream.send(after: number, follows: follows && !self.isShared, tell)
                    guard self.isShared, follows, try await !self.runner.status(of: run).isFinal else { return }
                } else {
                    if self.isShared { known = try await self.end(of: run, from: known) }
                    guard try await self.retell(run, after: id, follows, tell) else { return }
                    try await self.wait(for: run, after: known)
                }
            }
        }
    }

    /// The events of a run of this process; where others may go on with it, only while it is driven here.
    private func stream(of run: RunID) -> RunStream? {
        streams.stream(of: run).flatMap { isShared && !$0.isDriven ? nil : $0 }
    }

    /// Tells what the journal has of a run after a stream's id.
    ///
    /// - Returns: whether more is to be waited for.
    private func retell(
        _ run: RunID, after last: String?, _ follows: Bool, _ emit: (WireEvent) -> Void
    ) async throws -> Bool {
        let prefix = "journal-"
        let number = last.flatMap { $0.hasPrefix(prefix) ? Int($0.dropFirst(prefix.count)) : nil }
        if last != nil, number == nil { emit(Self.reset) }
        for await event in try await runner.events(of: run, after: number) {
            if case .ended(let status) = event.kind, mayGoOn(status, follows) { return true }
            var wire = WireEvent(event)
            wire.id = "\(prefix)\(event.number)"
            emit(wire)
        }
        return false
    }

    private func mayGoOn(_ status: WorkflowStatus, _ follows: Bool) -> Bool {
        guard isShared else { return false }
        switch status {
        case .running, .ready: return true
        default: return follows && !status.isFinal
        }
    }

    /// The number of a run's next event.
    private func end(of run: RunID, from known: Int) async throws -> Int {
        var next = known
        while let last = try await journal.events(of: run, from: next, limit: 1_000).last?.event {
            next = last.sequence + 1
        }
        return next
    }

    /// Waits until the journal has the event of this number, or the run is driven here.
    private func wait(for run: RunID, after number: Int) async throws {
        while stream(of: run) == nil, try await journal.events(of: run, from: number, limit: 1).isEmpty {
            try await Task.sleep(for: .seconds(1))
        }
    }
}
