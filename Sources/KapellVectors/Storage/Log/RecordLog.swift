internal import Synchronization

/// A write-ahead log: records of bytes in a folder, numbered without gaps, that outlive a crash once they are
/// acknowledged.
///
/// Safe to use from many tasks at once. Records that arrive while the device is busy are written together and share
/// one synchronisation. They lie in the order of their numbers. A record is whole or not there at all.
///
/// One log at a time can have a folder open, in this process or in another. The folder should hold nothing else; files
/// that are not the log's are left alone. The format is in `RecordLogFormat.swift`.
///
/// An error of the device, a full one included, ends the log for writing: whether the records under way are there is
/// then unknown, and every later call throws the same error. What was acknowledged is there when the folder is opened
/// again.
public final class RecordLog: Sendable {
    public typealias Options = RecordLogOptions

    /// Who waits for a record to be on the device.
    struct Waiter: Sendable {
        let sequence: UInt64
        let continuation: CheckedContinuation<RecordLogError?, Never>
    }

    struct State: Sendable {
        /// The number of the next record.
        var next: UInt64
        /// The last record that is on the device.
        var durable: UInt64
        /// Records up to `next` that nobody writes yet.
        var pending: [[UInt8]] = []
        var waiters: [Waiter] = []
        var failure: RecordLogError?
        /// Whether a thread writes what is pending.
        var isWriting = false
    }

    /// The folder's path.
    public let folder: String
    /// How the log writes.
    public let options: RecordLogOptions
    /// What opening found.
    public let recovery: RecordLogRecovery

    let state: Mutex<State>
    /// Held while files are written to. Taken before `state`, where both are.
    let files: Mutex<RecordLogFiles>

    init(folder: String, options: RecordLogOptions, recovery: RecordLogRecovery, files: RecordLogFiles) {
        self.folder = folder
        self.options = options
        self.recovery = recovery
        state = Mutex(State(next: files.last + 1, durable: files.last))
        self.files = Mutex(files)
    }

    deinit { files.withLock { $0.close() } }

    /// The number of the last record that is on the device; 0 when there never was one.
    public var lastSequence: UInt64 { state.withLock { $0.durable } }

    // MARK: Segments

    /// Begins a new segment file, unless the present one has no records.
    /// - Throws: `RecordLogError`; the log goes on with the present segment then.
    public func rotate() async throws(RecordLogError) {
        try await BlockingWork.run { [self] () throws(RecordLogError) in
            try files.withLock { files throws(RecordLogError) in try files.rotate() }
        }
    }

    /// Removes the segment files whose records have numbers up to `sequence`, such as that of a snapshot. Of a segment
    /// that holds later ones too nothing is removed.
    /// - Throws: `RecordLogError`; the log goes on with what is left then.
    public func truncate(through sequence: UInt64) async throws(RecordLogError) {
        try await BlockingWork.run { [self] () throws(RecordLogError) in
            try files.withLock { files throws(RecordLogError) in try files.truncate(through: sequence) }
        }
    }

    /// Writes what was submitted and gives the folder back. Blocks for the device. Later calls throw
    /// `RecordLogError.closed`.
    public func close() {
        let failure = RecordLogError.closed(folder: folder)
        files.withLock { files in
            let last = state.withLock { state in
                defer { state.failure = state.failure ?? failure }
                return state.failure == nil ? state.take() : nil
            }
            if let last { write(last, to: &files) }
            files.close()
        }
    }
}
