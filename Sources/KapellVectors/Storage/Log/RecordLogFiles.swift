/// The files of an open log. Whoever holds the log's lock on them changes them.
struct RecordLogFiles: Sendable {
    let folder: String
    private let calls: StorageCalls
    /// The descriptor of the lock file; -1 when the log is closed.
    private var lock: Int32
    /// The numbers that segments begin with, in order; the last one is written to.
    private var segments: [UInt64]
    private var current: SnapshotFile
    private var salt: UInt32
    /// Bytes of the current segment.
    private var length: Int
    /// The last record on the device.
    private(set) var last: UInt64
    /// Bytes that are gathered before they are written.
    private static let part = 1 << 20

    /// Goes on with the last segment, whose file is open.
    init(
        folder: String, calls: StorageCalls, lock: Int32, segments: [UInt64], current: SnapshotFile, salt: UInt32,
        length: Int, last: UInt64
    ) {
        self.folder = folder
        self.calls = calls
        self.lock = lock
        self.segments = segments
        self.current = current
        self.salt = salt
        self.length = length
        self.last = last
    }

    /// Begins a log whose first record has the number `last` + 1.
    init(folder: String, calls: StorageCalls, lock: Int32, last: UInt64) throws(RecordLogError) {
        let salt = UInt32.random(in: 0...(.max))
        let file = try Self.makeSegment(first: last + 1, salt: salt, in: folder, calls: calls)
        self.init(
            folder: folder, calls: calls, lock: lock, segments: [last + 1], current: file, salt: salt,
            length: RecordLogFormat.headerSize, last: last)
    }

    static func path(_ first: UInt64, in folder: String) -> String {
        folder + "/" + RecordLogFormat.name(first: first)
    }

    // MARK: Records

    /// Writes records and waits until they are on the device. After an error nothing more must be written.
    mutating func append(_ batch: RecordLog.Batch, segmentBytes: Int) throws(RecordLogError) {
        if length >= segmentBytes { try rotate() }
        var bytes: [UInt8] = []
        var sequence = batch.first
        var written = length
        do throws(VectorError) {
            for payload in batch.payloads {
                RecordLogFormat.append(payload, sequence: sequence, durable: last, salt: salt, to: &bytes)
                sequence += 1
                if bytes.count >= Self.part {
                    try write(bytes)
                    written += bytes.count
                    bytes.removeAll(keepingCapacity: true)
                }
            }
            try write(bytes)
            written += bytes.count
            try current.synchronize()
        } catch {
            // Nobody was told of these records. Left there, they could be read back without being on the device.
            try? current.cut(to: length)
            throw RecordLogError(error, folder: folder)
        }
        length = written
        last = sequence - 1
    }

    private func write(_ bytes: [UInt8]) throws(VectorError) {
        try bytes.withUnsafeBytes { bytes in
            Result { () throws(VectorError) in try current.write(bytes) }
        }.get()
    }

    // MARK: Segments

    private func checkIsOpen() throws(RecordLogError) {
        if lock < 0 { throw .closed(folder: folder) }
    }

    mutating func rotate() throws(RecordLogError) {
        try checkIsOpen()
        guard length > RecordLogFormat.headerSize else { return }
        let salt = UInt32.random(in: 0...(.max))
        let file = try Self.makeSegment(first: last + 1, salt: salt, in: folder, calls: calls)
        current.close()
        current = file
        self.salt = salt
        segments.append(last + 1)
        length = RecordLogFormat.headerSize
    }

    mutating func truncate(through sequence: UInt64) throws(RecordLogError) {
        try checkIsOpen()
        if sequence >= last { try rotate() }
        var removed = false
        while segments.count > 1, segments[1] - 1 <= sequence {
            let path = Self.path(segments[0], in: folder)
            if SystemCalls.removeFile(path) != 0 {
                let reason = SystemCalls.reason
                guard reason.isMissing else {
                    throw .storage(path: path, operation: "remove the file", reason: reason.text)
                }
            }
            segments.removeFirst()
            removed = true
        }
        if removed { try Self.synchronize(folder, calls: calls) }
    }

    mutating func close() {
        guard lock >= 0 else { return }
        current.close()
        SystemCalls.unlock(lock)
        SystemCalls.closeFile(lock)
        lock = -1
    }

    /// A segment without records, on the device under its name. It never is there with part of its header.
    private static func makeSegment(
        first: UInt64, salt: UInt32, in folder: String, calls: StorageCalls
    ) throws(RecordLogError) -> SnapshotFile {
        let path = path(first, in: folder)
        let temporary = folder + "/" + RecordLogFormat.name(first: first) + ".new"
        do throws(VectorError) {
            let file = try SnapshotFile(writing: temporary, for: path, calls: calls)
            do throws(VectorError) {
                try RecordLogFormat.header(first: first, salt: salt).withUnsafeBytes { bytes in
                    Result { () throws(VectorError) in try file.write(bytes) }
                }.get()
                try file.synchronize()
                try file.publish(temporary)
            } catch {
                file.close()
                SystemCalls.removeFile(temporary)
                throw error
            }
            return file
        } catch {
            throw RecordLogError(error, folder: folder)
        }
    }

    static func synchronize(_ folder: String, calls: StorageCalls) throws(RecordLogError) {
        do throws(VectorError) {
            try SnapshotFile.synchronize(folder: folder, of: folder, calls: calls)
        } catch {
            throw RecordLogError(error, folder: folder)
        }
    }
}
