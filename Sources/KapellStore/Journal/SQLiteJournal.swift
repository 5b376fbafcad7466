public import KapellCore
import KapellJSON

/// The journal in a folder of SQLite files.
///
/// - `durable.sqlite` holds the durable class. When ``append(_:content:)`` returns, the event is on the disk.
/// - `observed-YYYY-MM-DD.sqlite` holds the observed class, one file for each day (UTC) on which runs began, for as many
///   days as it is kept. One background task writes it in batches; what overflows the queue, or finds the disk full, is
///   dropped and counted. A damaged day is renamed to `….damaged` and begun anew.
///
/// An event keeps hashes of its content; the content lies beside it, by SHA-256. Texts over 1 MiB are cut, visibly.
/// Several processes may append to the same folder. End a journal with ``close()``; one that is only let go writes what
/// it has observed and then ends by itself.
public final class SQLiteJournal: Sendable {
    let durable: JournalFile
    let segments: JournalSegments
    let upcasters: EventUpcasters
    let keepContent: Bool
    /// Nanoseconds since 1970.
    let now: @Sendable () -> Int64
    private let queue: ObservedQueue
    private let writing: Task<Void, Never>

    /// Opens the journal, makes it where there is none, and removes days that are past their time.
    ///
    /// - Parameters:
    ///   - retentionDays: for how many days before today observed runs are kept; durable ones are kept for good.
    ///   - queueLimit: how many observed events may wait to be written.
    ///   - keepContent: whether the texts of events are kept; their hashes always are.
    ///   - upcasters: read older events.
    ///   - now: nanoseconds since 1970.
    public init(
        folder: String, retentionDays: Int = 30, queueLimit: Int = 10_000, keepContent: Bool = true,
        upcasters: EventUpcasters = EventUpcasters(),
        now: @escaping @Sendable () -> Int64 = { Timestamp.now.nanoseconds }
    ) throws(KapellError) {
        guard (0...36_500).contains(retentionDays), queueLimit > 0 else {
            throw KapellError(
                .configuration, "A journal cannot be kept for \(retentionDays) days with a queue of \(queueLimit).",
                remedy: "Keep it for 0 to 36500 days, with a queue of at least 1.")
        }
        try StoreFolder.create(folder)
        durable = try JournalFile(path: "\(folder)/durable.sqlite", synchronous: .full)
        segments = JournalSegments(folder: folder)
        queue = ObservedQueue(limit: queueLimit)
        self.keepContent = keepContent
        self.now = now
        self.upcasters = upcasters
        let writer = ObservedWriter(
            queue: queue, segments: segments, keepContent: keepContent, retentionDays: retentionDays, now: now)
        segments.remove(before: writer.oldestDay())
        // Owned: `close()` and `deinit` close the queue, which ends the task.
        writing = Task(priority: .utility) { await writer.run() }
    }

    deinit { queue.close() }

    /// Writes what was observed, and closes the files. Later calls drop or throw. Closing again does nothing.
    public func close() async {
        queue.close()
        await writing.value
        segments.close()
        durable.close()
    }
}

extension SQLiteJournal: Journal {
    /// Appends durably: when this returns, the event survives a crash of the program and of the machine.
    ///
    /// It is written whether or not the task is cancelled, for a cancelled run says so in its last event.
    ///
    /// - Throws: `.conflict` when the run already has an event of this number; `.diskFull`; `.corrupt`. The journal then
    ///   holds nothing of the event.
    public func append(_ event: JournalEvent, content: [String: String]) async throws {
        try await durable.write([JournalItem(event, content: content, keepContent: keepContent)], unique: true)
    }

    public func observe(_ event: JournalEvent, content: [String: String]) {
        queue.add(ObservedQueue.Observation(event: event, content: content))
    }

    public func flush() async { await queue.settled() }

    /// Events dropped since the journal was opened: the queue or the disk was full, the run began before the days that
    /// are kept, the event was already there, or the journal was closed.
    public var dropped: Int { queue.dropped }
}
