extension RecordLog {
    /// Opens a log, or begins one where there is none, and gives every record after `after` to the caller.
    ///
    /// The end of the last segment, where a crash left a record that is not whole, is cut off; `recovery` tells it. Any
    /// other damage is an error that names the file and the place, and changes nothing; records before it may have been
    /// given to the caller by then.
    /// - Parameters:
    ///   - folder: Made when it is not there; its own folder must be.
    ///   - after: The number of the last record that the caller has already, such as that of a snapshot. Segments
    ///     that hold no later ones are not read.
    ///   - replay: Gets each number and payload, in order. The bytes are there until it returns. What it throws ends
    ///     the opening.
    /// - Throws: `RecordLogError`, or what `replay` throws.
    public static func open(
        folder: String, after: UInt64 = 0, options: RecordLogOptions = RecordLogOptions(),
        replay: (_ sequence: UInt64, _ payload: UnsafeRawBufferPointer) throws -> Void
    ) throws -> RecordLog {
        try open(folder: folder, after: after, options: options, calls: .system, replay: replay)
    }

    /// The same with stand-ins for the system's calls, to test a device that fails.
    package static func open(
        folder: String, after: UInt64 = 0, options: RecordLogOptions = RecordLogOptions(), calls: StorageCalls,
        replay: (_ sequence: UInt64, _ payload: UnsafeRawBufferPointer) throws -> Void
    ) throws -> RecordLog {
        try options.check()
        let opening = try Opening(folder: folder, after: after, calls: calls)
        do {
            let (recovery, files) = try opening.run(replay)
            return RecordLog(folder: folder, options: options, recovery: recovery, files: files)
        } catch {
            SystemCalls.closeFile(opening.lock)
            throw error
        }
    }
}

/// A log while it is being opened.
private struct Opening {
    let folder: String
    let after: UInt64
    let calls: StorageCalls
    /// The descriptor of the lock file. Its bytes tell that there has been a segment.
    let lock: Int32

    init(folder: String, after: UInt64, calls: StorageCalls) throws(RecordLogError) {
        guard !folder.isEmpty, !folder.utf8.contains(0) else {
            throw .storage(path: folder, operation: "use the path", reason: "it is empty or holds a NUL byte")
        }
        guard after < UInt64(Int64.max) else {
            throw .damaged(file: folder, offset: 0, what: "no record can have the number \(after)")
        }
        self.folder = folder
        self.after = after
        self.calls = calls
        if SystemCalls.identity(at: folder) == nil, SystemCalls.reason.isMissing {
            guard SystemCalls.makeFolder(folder) == 0 || SystemCalls.reason.isThere else {
                throw Self.failure(folder, "make the folder")
            }
            try RecordLogFiles.synchronize(SystemCalls.folder(of: folder), calls: calls)
        }
        lock = calls.create(folder + "/lock")
        guard lock >= 0 else { throw Self.failure(folder, "open the file lock") }
        guard SystemCalls.tryLock(lock) == 0 else {
            let error =
                SystemCalls.reason.isTaken ? RecordLogError.locked(folder: folder) : Self.failure(folder, "lock")
            SystemCalls.closeFile(lock)
            throw error
        }
    }

    private static func failure(_ folder: String, _ operation: String) -> RecordLogError {
        let reason = SystemCalls.reason
        if reason.isReadOnly { return .readOnly(folder: folder, reason: reason.text) }
        if reason.isFull { return .diskFull(folder: folder) }
        return .storage(path: folder, operation: operation, reason: reason.text)
    }

    func run(
        _ replay: (UInt64, UnsafeRawBufferPointer) throws -> Void
    ) throws -> (RecordLogRecovery, RecordLogFiles) {
        guard let names = SystemCalls.names(in: folder) else { throw Self.failure(folder, "list the folder") }
        let segments = names.compactMap { RecordLogFormat.first(name: $0) }
        var recovery = RecordLogRecovery()
        let files = try segments.isEmpty ? begin() : read(segments, &recovery, replay)
        // Not before everything was found whole: an error leaves the folder as it is.
        for name in names where RecordLogFormat.isUnfinished(name: name) {
            SystemCalls.removeFile(folder + "/" + name)
            recovery.removed.append(name)
        }
        return (recovery, files)
    }

    private func begin() throws(RecordLogError) -> RecordLogFiles {
        if let identity = SystemCalls.identity(lock), identity.length > 0 {
            throw .damaged(file: folder, offset: 0, what: "all of its segments are missing")
        }
        var files = try RecordLogFiles(folder: folder, calls: calls, lock: lock, last: after)
        let mark = Array("kapell log\n".utf8)
        if mark.withUnsafeBytes({ calls.write(lock, $0) }) != mark.count {
            let error = Self.failure(folder, "write the file lock")
            files.close()
            throw error
        }
        return files
    }

    private func read(
        _ segments: [UInt64], _ recovery: inout RecordLogRecovery,
        _ replay: (UInt64, UnsafeRawBufferPointer) throws -> Void
    ) throws -> RecordLogFiles {
        guard segments[0] <= after + 1 else {
            throw missing(after + 1, before: segments[0])
        }
        for (place, first) in segments.enumerated() {
            let next = place + 1 < segments.count ? segments[place + 1] : nil
            if let next, next <= after + 1 { continue }
            let path = RecordLogFiles.path(first, in: folder)
            var reader = try RecordLogReader(path: path, first: first, folder: folder)
            defer { reader.file.close() }
            var sequence = first
            var offset = RecordLogFormat.headerSize
            reading: while true {
                switch try reader.look(at: offset) {
                case .end: break reading
                case .record(let header):
                    guard header.sequence == sequence, header.durable < sequence else {
                        throw RecordLogError.damaged(
                            file: path, offset: offset,
                            what: "it has record \(header.sequence) where \(sequence) belongs")
                    }
                    if sequence > after {
                        try reader.payload(at: offset, header) { try replay(sequence, $0) }
                        recovery.replayed += 1
                    }
                    sequence += 1
                    offset += RecordLogFormat.recordSize + header.length
                case .broken:
                    recovery.cut = try judge(&reader, offset: offset, sequence: sequence, isLast: next == nil)
                    break reading
                }
            }
            if let next {
                guard sequence == next else { throw missing(sequence, before: next) }
            } else {
                guard sequence > after else {
                    throw RecordLogError.damaged(
                        file: path, offset: offset,
                        what: "the log ends with record \(sequence - 1), and record \(after) was there")
                }
                return try goOn(segments, salt: reader.salt, length: offset, last: sequence - 1, recovery.cut)
            }
        }
        // Not reached: the last segment is never passed over.
        throw missing(after + 1, before: .max)
    }

    private func missing(_ sequence: UInt64, before next: UInt64) -> RecordLogError {
        .damaged(
            file: RecordLogFiles.path(next, in: folder), offset: 0,
            what: "the records \(sequence) to \(next - 1) before it are missing")
    }

    /// Whether a broken record is the end of a log that was cut short by a crash.
    private func judge(
        _ reader: inout RecordLogReader, offset: Int, sequence: UInt64, isLast: Bool
    ) throws -> RecordLogRecovery.Cut {
        func damaged(_ what: String) -> RecordLogError { .damaged(file: reader.path, offset: offset, what: what) }
        guard isLast else { throw damaged("record \(sequence) is not whole, and a later segment follows") }
        let behind = try reader.search(after: offset, broken: sequence)
        if let later = behind.later {
            throw damaged(
                "record \(sequence) is not whole, and record \(later.sequence) follows at byte \(later.offset), "
                    + "written when it was")
        }
        if behind.isUnclear { throw damaged("record \(sequence) is not whole, and too much follows to judge why") }
        return RecordLogRecovery.Cut(
            file: reader.path, offset: offset, bytes: reader.length - offset, records: behind.records)
    }

    /// Opens the last segment for writing, without what is to be cut off.
    private func goOn(
        _ segments: [UInt64], salt: UInt32, length: Int, last: UInt64, _ cut: RecordLogRecovery.Cut?
    ) throws(RecordLogError) -> RecordLogFiles {
        let path = RecordLogFiles.path(segments[segments.count - 1], in: folder)
        do throws(VectorError) {
            let file = try SnapshotFile(appending: path, calls: calls)
            do throws(VectorError) {
                if cut != nil { try file.cut(to: length) }
                // After a crash of the process alone, what was read may still be on its way to the device.
                try file.synchronize()
            } catch {
                file.close()
                throw error
            }
            return RecordLogFiles(
                folder: folder, calls: calls, lock: lock, segments: segments, current: file, salt: salt,
                length: length, last: last)
        } catch {
            throw RecordLogError(error, folder: folder)
        }
    }
}
