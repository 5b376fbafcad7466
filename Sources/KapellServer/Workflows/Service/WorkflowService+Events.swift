package import KapellCore
import KapellJSON
import KapellWorkflows

extension WorkflowService {
    private static let reset = WireEvent("reset", [:])

    /// What happens in a run. Of one that this process drives or drove lately: each event, with an id after which the
    /// stream can be joined again. Of any other: what the journal tells, with ids of its own. Where an id is of a stream
    /// that is gone, `reset` comes first: what follows tells the run from its beginning.
    ///
    /// Where other processes may drive the run, it is followed in the journal too, with a look at it each second.
    package func events(of run: RunID, after last: String?, follows: Bool) -> WireEventStream {
        WireEventStream.forwarding { emit in
            var id = last
            func tell(_ event: WireEvent) {
                id = event.name == Self.reset.name ? nil : event.id ?? id
                emit(event)
            }
            if let stream = self.stream(of: run, after: id) {
                repeat {
                    let number = id.flatMap { stream.number(of: $0) }
                    if id != nil, number == nil { tell(Self.reset) }
                    try await stream.send(after: number, follows: follows && !self.isShared, tell)
                    guard self.isShared, follows, !stream.standing.isOver else { return }
                } while try await self.isGoneOn(run, here: stream, after: id)
            }
            var known = 0
            while true {
                if self.isShared { known = try await self.end(of: run, from: known) }
                let (status, number) = try await self.retell(run, after: id, tell)
                if self.isShared, try await self.isDriven(run, status) {
                    try await self.wait(for: run) { try await self.isThere(known, of: run) }
                    continue
                }
                var ended = WireEvent("ended", status.json)
                // The number of one that is not the last goes to what comes next.
                if status.isFinal { ended.id = "\(Self.prefix)\(number)" }
                tell(ended)
                guard self.isShared, follows, !status.isFinal else { return }
                try await self.wait(for: run) { try await self.isGoneOn(run, since: known) }
            }
        }
    }

    /// The events that this process has of a run. Where others may drive it, only while it is driven here, or has ended
    /// here, or by who has them already: else the journal knows more.
    private func stream(of run: RunID, after id: String?) -> RunStream? {
        guard let stream = streams.stream(of: run), isShared else { return streams.stream(of: run) }
        if let id { return stream.number(of: id) == nil ? nil : stream }
        let standing = stream.standing
        return standing.isDriven || standing.isOver ? stream : nil
    }

    // MARK: The journal

    private static let prefix = "journal-"

    /// Tells what the journal has of a run after an id, but not how it stands.
    ///
    /// - Returns: how it stands, and the number of the event that says so.
    private func retell(
        _ run: RunID, after last: String?, _ tell: (WireEvent) -> Void
    ) async throws -> (status: WorkflowStatus, number: Int) {
        var number = last.flatMap { $0.hasPrefix(Self.prefix) ? Int($0.dropFirst(Self.prefix.count)) : nil }
        if last != nil, number == nil { tell(Self.reset) }
        while true {
            var end: (status: WorkflowStatus, number: Int)?
            for await event in try await runner.recorded(of: run) {
                if case .ended(let status) = event.kind { end = (status, event.number) }
                guard end == nil, event.number > number ?? -1 else { continue }
                var wire = WireEvent(event)
                wire.id = "\(Self.prefix)\(event.number)"
                tell(wire)
            }
            guard let end else { throw Self.missing(run) }
            guard let known = number, end.number < known else { return end }
            // The run was pruned: the numbers are others now.
            tell(Self.reset)
            number = nil
        }
    }

    /// Whether a process drives a run, or a worker will.
    private func isDriven(_ run: RunID, _ status: WorkflowStatus) async throws -> Bool {
        switch status {
        case .running: true
        // A fork that nobody has begun waits for a person.
        case .ready: try await journal.lastEvent(of: run, types: [.runPaused])?.data["until"] != nil
        default: false
        }
    }

    /// Waits until a run that has paused here is gone on with.
    ///
    /// - Returns: whether that was here.
    private func isGoneOn(_ run: RunID, here stream: RunStream, after id: String?) async throws -> Bool {
        let next = (id.flatMap { stream.number(of: $0) } ?? -1) + 1
        func isHere() -> Bool { stream.standing.isDriven || stream.standing.next > next }
        let known = try await end(of: run, from: 0)
        try await wait(for: run) {
            if isHere() { return true }
            return try await isGoneOn(run, since: known)
        }
        return isHere()
    }

    private func isGoneOn(_ run: RunID, since number: Int) async throws -> Bool {
        try await journal.lastEvent(of: run, types: [.runResumed, .runFinished]).map { $0.sequence >= number } ?? false
    }

    private func isThere(_ number: Int, of run: RunID) async throws -> Bool {
        try await !journal.events(of: run, from: number, limit: 1).isEmpty
    }

    /// The number of a run's next event.
    private func end(of run: RunID, from known: Int) async throws -> Int {
        var next = known
        while let last = try await journal.events(of: run, from: next, limit: 1_000).last?.event {
            next = last.sequence + 1
        }
        return next
    }

    /// Waits until something is so.
    ///
    /// - Throws: `.notFound` when the run is erased.
    private func wait(for run: RunID, _ isSo: () async throws -> Bool) async throws {
        while try await !isSo() {
            guard try await isThere(0, of: run) else { throw Self.missing(run) }
            try await Task.sleep(for: .seconds(1))
        }
    }
}
