/// An open file of a snapshot or a log. Its owner closes it.
struct SnapshotFile: Sendable {
    let descriptor: Int32
    /// The path that errors name.
    private let path: String
    private let calls: StorageCalls

    // MARK: Reading

    /// Opens an existing regular file.
    init(reading path: String) throws(VectorError) {
        try Self.check(path)
        descriptor = SystemCalls.openForReading(path)
        self.path = path
        calls = .system
        guard descriptor >= 0 else {
            let reason = SystemCalls.reason
            throw reason.isMissing ? .snapshotNotFound(path: path) : Self.failure(path, "open the file", reason)
        }
    }

    /// The file's length in bytes.
    func length() throws(VectorError) -> Int {
        guard let identity = SystemCalls.identity(descriptor) else { throw failure("look at the file") }
        guard identity.isRegular else { throw .damagedSnapshot(path: path, what: "it is not a regular file") }
        return identity.length
    }

    /// Reads until the buffer is full or the file ends; returns the bytes read.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(VectorError) -> Int {
        var done = 0
        while done < buffer.count {
            let step = SystemCalls.readSome(descriptor, UnsafeMutableRawBufferPointer(rebasing: buffer[done...]))
            guard step >= 0 else { throw failure("read the file") }
            if step == 0 { break }
            done += step
        }
        return done
    }

    /// Reads from an offset until the buffer is full or the file ends; returns the bytes read.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(VectorError) -> Int {
        var done = 0
        while done < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
            let step = SystemCalls.readSome(descriptor, rest, at: offset + done)
            guard step >= 0 else { throw failure("read the file") }
            if step == 0 { break }
            done += step
        }
        return done
    }

    // MARK: Writing

    /// Opens a regular file that is there, to write behind its end.
    init(appending path: String, calls: StorageCalls) throws(VectorError) {
        try Self.check(path)
        let opened = SystemCalls.openForAppending(path)
        guard opened >= 0 else { throw Self.failure(path, "open the file", SystemCalls.reason) }
        guard SystemCalls.identity(opened)?.isRegular == true else {
            SystemCalls.closeFile(opened)
            throw .storage(path: path, operation: "open the file", reason: "it is not a regular file")
        }
        descriptor = opened
        self.path = path
        self.calls = calls
    }

    /// Opens `temporary` for writing, empty, and locks it, so that two writers take turns.
    /// A file that a killed writer left behind is used again.
    init(writing temporary: String, for path: String, calls: StorageCalls) throws(VectorError) {
        try Self.check(path)
        self.path = path
        self.calls = calls
        while true {
            let opened = calls.create(temporary)
            guard opened >= 0 else { throw Self.failure(path, "create \(temporary)", SystemCalls.reason) }
            guard SystemCalls.lock(opened) == 0 else {
                let reason = SystemCalls.reason
                SystemCalls.closeFile(opened)
                throw Self.failure(path, "lock \(temporary)", reason)
            }
            // Another writer may have renamed or removed the file while this one waited for the lock.
            guard let here = SystemCalls.identity(opened) else {
                let reason = SystemCalls.reason
                SystemCalls.closeFile(opened)
                throw Self.failure(path, "look at \(temporary)", reason)
            }
            guard let there = SystemCalls.identity(at: temporary), here.device == there.device,
                here.number == there.number
            else {
                SystemCalls.closeFile(opened)
                continue
            }
            guard here.isRegular, SystemCalls.cut(opened, to: 0) == 0 else {
                let reason = SystemCalls.reason
                SystemCalls.closeFile(opened)
                throw here.isRegular
                    ? Self.failure(path, "empty \(temporary)", reason)
                    : .storage(path: path, operation: "create \(temporary)", reason: "it is not a regular file")
            }
            descriptor = opened
            return
        }
    }

    /// Writes all of the bytes.
    func write(_ bytes: UnsafeRawBufferPointer) throws(VectorError) {
        var rest = bytes
        while !rest.isEmpty {
            let step = calls.write(descriptor, rest)
            guard step != 0 else {
                throw .storage(path: path, operation: "write the file", reason: "no byte was taken")
            }
            guard step > 0 else { throw failure("write the file") }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(step))
        }
    }

    /// Writes over the beginning of the file; what is written next follows that.
    func rewind() throws(VectorError) {
        guard SystemCalls.moveToStart(descriptor) == 0 else { throw failure("move in the file") }
    }

    /// Waits until the file is on the device.
    func synchronize() throws(VectorError) {
        guard calls.synchronize(descriptor) == 0 else { throw failure("write the file to the device") }
    }

    /// Cuts the file off behind so many bytes.
    func cut(to length: Int) throws(VectorError) {
        guard SystemCalls.cut(descriptor, to: length) == 0 else { throw failure("cut the file") }
    }

    /// Gives `temporary` the final name and waits until the folder's entry is on the device.
    func publish(_ temporary: String) throws(VectorError) {
        guard SystemCalls.move(temporary, to: path) == 0 else { throw failure("rename \(temporary)") }
        try Self.synchronize(folder: SystemCalls.folder(of: path), of: path, calls: calls)
    }

    /// Waits until a folder's entries are on the device.
    static func synchronize(folder: String, of path: String, calls: StorageCalls) throws(VectorError) {
        let directory = SystemCalls.openFolder(folder)
        guard directory >= 0 else { throw failure(path, "open the folder \(folder)", SystemCalls.reason) }
        defer { SystemCalls.closeFile(directory) }
        guard calls.synchronize(directory) == 0 else {
            let reason = SystemCalls.reason
            // Some file systems have nothing to synchronise for a folder.
            if reason.isUnsupported { return }
            throw failure(path, "write the folder \(folder) to the device", reason)
        }
    }

    /// Writes a file in the place of another: whoever opens the path finds the old one or the new one, whole. The
    /// bytes go to the path with `FlatIndex.unfinishedSuffix`, which is gone afterwards.
    static func replace(
        _ path: String, calls: StorageCalls, with write: (SnapshotFile) throws(VectorError) -> Void
    ) throws(VectorError) {
        let temporary = path + FlatIndex.unfinishedSuffix
        let file = try SnapshotFile(writing: temporary, for: path, calls: calls)
        defer { file.close() }
        do throws(VectorError) {
            try write(file)
            try file.synchronize()
            try file.publish(temporary)
        } catch {
            SystemCalls.removeFile(temporary)
            throw error
        }
    }

    func close() {
        SystemCalls.closeFile(descriptor)
    }

    // MARK: Names and errors

    private static func check(_ path: String) throws(VectorError) {
        if path.isEmpty || path.utf8.contains(0) {
            throw .storage(path: path, operation: "use the path", reason: "it is empty or holds a NUL byte")
        }
    }

    private func failure(_ operation: String) -> VectorError {
        Self.failure(path, operation, SystemCalls.reason)
    }

    private static func failure(_ path: String, _ operation: String, _ reason: SystemCalls.Reason) -> VectorError {
        reason.isFull ? .diskFull(path: path) : .storage(path: path, operation: operation, reason: reason.text)
    }
}
