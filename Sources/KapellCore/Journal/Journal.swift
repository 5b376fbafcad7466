/// The one log that every run appends to.
public protocol Journal: Sendable {
    /// Appends durably: when this returns, the event survives a crash of the program and of the machine.
    ///
    /// - Parameter content: texts that belong to the event, by name.
    func append(_ event: JournalEvent, content: [String: String]) async throws

    /// Appends without waiting. Never blocks and never fails; what does not fit the queue is dropped and counted.
    func observe(_ event: JournalEvent, content: [String: String])

    /// Waits until everything observed so far is written.
    func flush() async

    /// Events dropped since the journal was opened.
    var dropped: Int { get }

    /// Runs, newest first.
    ///
    /// - Parameter before: only runs that began before this one.
    func runs(limit: Int, before: RunID?) async throws -> [RunSummary]

    /// One run with its events; `nil` when there is none.
    func run(_ id: RunID) async throws -> RunRecord?

    /// Appends durably several events, all or none, with one wait for the disk where the journal can.
    ///
    /// - Throws: what ``append(_:content:)`` throws.
    func append(_ entries: [RunRecord.Entry]) async throws

    /// Durable events of a run in order, at most `limit`, from the one with the number `first`; empty when there are
    /// none.
    func events(of run: RunID, from first: Int, limit: Int) async throws -> [RunRecord.Entry]

    /// The newest durable event of a run that is of one of `types`.
    func lastEvent(of run: RunID, types: Set<EventType>) async throws -> JournalEvent?

    /// Removes durable events of a run before the number `end`; the first event stays, and numbers do not change.
    ///
    /// - Returns: how many were removed.
    func removeEvents(of run: RunID, before end: Int) async throws -> Int

    /// Runs that want to go on by themselves until the moment `now`, those that wait longest first. Of runs that sleep on
    /// nothing is read, where the journal can.
    func dueRuns(_ filter: RunFilter, until now: Int64, limit: Int) async throws -> [RunSummary]

    /// When the next run wants to go on by itself, in nanoseconds since 1970; `nil` when none does.
    func nextDue(_ filter: RunFilter) async throws -> Int64?

    /// Runs about a person or thing, newest first.
    func runs(about subject: String) async throws -> [RunSummary]

    /// Removes a run with all its events, and the content that only they have.
    ///
    /// - Returns: false when there is none.
    func erase(_ run: RunID) async throws -> Bool
}
