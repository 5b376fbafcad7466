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
}
