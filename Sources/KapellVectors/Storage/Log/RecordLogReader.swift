/// Reads one segment of a log, with at most a record and a megabyte in memory.
struct RecordLogReader {
    /// What lies at a place.
    enum Found {
        case record(RecordHeader)
        /// The file ends here, as it should.
        case end
        /// No record that is whole.
        case broken
    }

    let path: String
    let file: SnapshotFile
    let length: Int
    let salt: UInt32
    private var window: [UInt8] = []
    private var windowStart = 0
    private static let part = 1 << 20

    /// Opens a segment and checks its header. The caller closes the file.
    init(path: String, first: UInt64, folder: String) throws {
        self.path = path
        let file: SnapshotFile
        do throws(VectorError) {
            file = try SnapshotFile(reading: path)
        } catch {
            throw RecordLogError(error, folder: folder)
        }
        self.file = file
        do {
            length = try file.length()
            let header = try [UInt8](unsafeUninitializedCapacity: RecordLogFormat.headerSize) { buffer, count in
                count = try file.read(into: UnsafeMutableRawBufferPointer(buffer), at: 0)
            }
            salt = try RecordLogFormat.salt(of: header, first: first, file: path)
        } catch {
            file.close()
            throw (error as? VectorError).map { RecordLogError($0, folder: folder) } ?? error
        }
    }

    /// What lies at the offset.
    mutating func look(at offset: Int) throws -> Found {
        if offset == length { return .end }
        guard offset <= length - RecordLogFormat.recordSize else { return .broken }
        let header = try bytes(at: offset, count: RecordLogFormat.recordSize) { RecordHeader($0) }
        guard header.length <= RecordLogOptions.hardLimit,
            header.length <= length - offset - RecordLogFormat.recordSize
        else { return .broken }
        let checksum = try bytes(at: offset, count: RecordLogFormat.recordSize + header.length) { [salt] in
            VectorKernels.crc32c(UnsafeRawBufferPointer(rebasing: $0[4...]), continuing: salt)
        }
        return checksum == header.checksum ? .record(header) : .broken
    }

    /// Lends the payload of the whole record at the offset.
    mutating func payload<Value>(
        at offset: Int, _ header: RecordHeader, _ body: (UnsafeRawBufferPointer) throws -> Value
    ) throws -> Value {
        try bytes(at: offset + RecordLogFormat.recordSize, count: header.length, body)
    }

    // MARK: Behind a broken record

    /// The whole records behind a broken one.
    struct Behind {
        /// Their number, and where the first of them begins that was written when the broken one was on the device.
        var records = 0
        var later: (sequence: UInt64, offset: Int)?
        /// Whether there is so much that looks like records that it was not looked through to the end.
        var isUnclear = false
    }

    /// Looks at every byte behind a record that is broken for the beginning of one that is whole.
    mutating func search(after offset: Int, broken sequence: UInt64) throws -> Behind {
        var found = Behind()
        // What lies there can only be numbered so.
        let most = sequence + UInt64((length - offset) / RecordLogFormat.recordSize) + 1
        var next = offset + 1
        var budget = 16 * (length - offset) + Self.part
        while next <= length - RecordLogFormat.recordSize {
            let count = min(Self.part, length - next)
            let candidate = try bytes(at: next, count: count) { part -> Int? in
                (0...(count - RecordLogFormat.recordSize)).first { place in
                    let number = UInt64(littleEndian: part.loadUnaligned(fromByteOffset: place + 8, as: UInt64.self))
                    return number > sequence && number <= most
                }
            }
            guard let candidate else {
                next += count - RecordLogFormat.recordSize + 1
                continue
            }
            next += candidate
            let length = try bytes(at: next, count: RecordLogFormat.recordSize) { RecordHeader($0).length }
            budget -= min(length, self.length - next)
            guard budget > 0 else {
                found.isUnclear = true
                return found
            }
            guard case .record(let header) = try look(at: next) else {
                next += 1
                continue
            }
            found.records += 1
            if header.durable >= sequence {
                found.later = (header.sequence, next)
                return found
            }
            next += RecordLogFormat.recordSize + header.length
        }
        return found
    }

    // MARK: Bytes

    private mutating func bytes<Value>(
        at offset: Int, count: Int, _ body: (UnsafeRawBufferPointer) throws -> Value
    ) throws -> Value {
        if offset < windowStart || offset + count > windowStart + window.count {
            let wanted = min(max(count, Self.part), length - offset)
            window = []
            window = try [UInt8](unsafeUninitializedCapacity: wanted) { buffer, read in
                read = try file.read(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
            }
            windowStart = offset
            guard window.count >= count else {
                throw RecordLogError.storage(path: path, operation: "read the file", reason: "it was cut meanwhile")
            }
        }
        let start = offset - windowStart
        return try window.withUnsafeBytes {
            try body(UnsafeRawBufferPointer(rebasing: $0[start..<start + count]))
        }
    }
}
