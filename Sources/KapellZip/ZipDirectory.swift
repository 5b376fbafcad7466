import KapellCore

/// Finds and reads the central directory.
struct ZipDirectory {
    private var offset: Int64
    private var length: Int64
    private var count: Int64

    static func corrupt(_ source: any RandomAccessBytes, _ what: String) -> KapellError {
        KapellError(
            .corrupt, "\(source.name) is not a sound ZIP archive: it \(what).", remedy: "Fetch the file again.")
    }

    /// Looks for the end record, which stands in the last 64 KiB, and for its ZIP64 form.
    init(_ source: any RandomAccessBytes, limits: ZipLimits) throws(KapellError) {
        let window = Int(min(source.count, 22 + 65_535))
        guard window >= 22 else { throw Self.corrupt(source, "is too short") }
        let start = source.count - Int64(window)
        let tail = try source.bytes(at: start, count: window)
        var end: Int?
        for position in stride(from: window - 22, through: 0, by: -1)
        where tail[position] == 0x50 && LittleEndian.read(UInt32.self, tail, at: position) == 0x0605_4b50 {
            let comment = Int(LittleEndian.read(UInt16.self, tail, at: position + 20))
            if position + 22 + comment == window {
                end = position
                break
            }
        }
        guard let end else { throw Self.corrupt(source, "has no end record, so it may be cut") }
        count = Int64(LittleEndian.read(UInt16.self, tail, at: end + 10))
        length = Int64(LittleEndian.read(UInt32.self, tail, at: end + 12))
        offset = Int64(LittleEndian.read(UInt32.self, tail, at: end + 16))
        let disks = LittleEndian.read(UInt32.self, tail, at: end + 4)
        guard disks == 0 || disks == .max else { throw Self.corrupt(source, "is spread over several disks") }
        if count == 0xffff || length == 0xffff_ffff || offset == 0xffff_ffff {
            try readZip64(source, endRecord: start + Int64(end))
        }
        let directoryEnd = offset.addingReportingOverflow(length)
        guard offset >= 0, length >= 0, count >= 0, !directoryEnd.overflow,
            directoryEnd.partialValue <= start + Int64(end)
        else { throw Self.corrupt(source, "points outside itself") }
        guard length <= Int64(limits.directoryBytes), count <= Int64(limits.entries) else {
            throw KapellError(.tooLarge, "\(source.name) lists \(count) members in \(length) bytes; that is too much.")
        }
    }

    private mutating func readZip64(_ source: any RandomAccessBytes, endRecord: Int64) throws(KapellError) {
        guard endRecord >= 20 else { return }
        let locator = try source.bytes(at: endRecord - 20, count: 20)
        guard LittleEndian.read(UInt32.self, locator, at: 0) == 0x0706_4b50 else { return }
        let position = Int64(clamping: LittleEndian.read(UInt64.self, locator, at: 8))
        guard position <= endRecord - 20 - 56 else { throw Self.corrupt(source, "points outside itself") }
        let record = try source.bytes(at: position, count: 56)
        guard LittleEndian.read(UInt32.self, record, at: 0) == 0x0606_4b50 else {
            throw Self.corrupt(source, "has no ZIP64 end record where it says so")
        }
        count = Int64(clamping: LittleEndian.read(UInt64.self, record, at: 32))
        length = Int64(clamping: LittleEndian.read(UInt64.self, record, at: 40))
        offset = Int64(clamping: LittleEndian.read(UInt64.self, record, at: 48))
    }

    func entries(_ source: any RandomAccessBytes, limits: ZipLimits) throws(KapellError) -> [ZipEntry] {
        let bytes = try source.bytes(at: offset, count: Int(length))
        var entries: [ZipEntry] = []
        var at = 0
        for _ in 0..<count {
            guard at + 46 <= bytes.count, LittleEndian.read(UInt32.self, bytes, at: at) == 0x0201_4b50 else {
                throw Self.corrupt(source, "has a broken directory")
            }
            let nameLength = Int(LittleEndian.read(UInt16.self, bytes, at: at + 28))
            let extraLength = Int(LittleEndian.read(UInt16.self, bytes, at: at + 30))
            let commentLength = Int(LittleEndian.read(UInt16.self, bytes, at: at + 32))
            let extraStart = at + 46 + nameLength
            guard extraStart + extraLength + commentLength <= bytes.count else {
                throw Self.corrupt(source, "has a broken directory")
            }
            var entry = Self.fixedPart(bytes, at: at)
            entry.name = String(decoding: bytes[(at + 46)..<extraStart], as: UTF8.self)
            try Self.widen(&entry, extra: bytes[extraStart..<(extraStart + extraLength)], source)
            guard entry.headerOffset < offset, entry.compressedSize <= source.count else {
                throw Self.corrupt(source, "places \(entry.name) outside itself")
            }
            guard entry.size <= limits.entryBytes else {
                throw KapellError(.tooLarge, "\(entry.name) in \(source.name) would unpack to \(entry.size) bytes.")
            }
            entries.append(entry)
            at = extraStart + extraLength + commentLength
        }
        return entries
    }

    private static func fixedPart(_ bytes: [UInt8], at offset: Int) -> ZipEntry {
        let number = LittleEndian.read(UInt16.self, bytes, at: offset + 10)
        let method: ZipEntry.Method =
            switch number {
            case 0: .stored
            case 8: .deflate
            default: .other(number)
            }
        return ZipEntry(
            name: "", method: method,
            isEncrypted: LittleEndian.read(UInt16.self, bytes, at: offset + 8) & 0x2041 != 0,
            crc32: LittleEndian.read(UInt32.self, bytes, at: offset + 16),
            compressedSize: Int64(LittleEndian.read(UInt32.self, bytes, at: offset + 20)),
            size: Int64(LittleEndian.read(UInt32.self, bytes, at: offset + 24)),
            headerOffset: Int64(LittleEndian.read(UInt32.self, bytes, at: offset + 42)))
    }

    /// Takes the 64-bit sizes from the extra field 0x0001; only the values that are all ones are there.
    private static func widen(
        _ entry: inout ZipEntry, extra: ArraySlice<UInt8>, _ source: any RandomAccessBytes
    ) throws(KapellError) {
        var rest = extra
        while rest.count >= 4 {
            let kind = LittleEndian.read(UInt16.self, rest, at: 0)
            let length = Int(LittleEndian.read(UInt16.self, rest, at: 2))
            guard rest.count >= 4 + length else { return }
            var field = rest.dropFirst(4).prefix(length)
            rest = rest.dropFirst(4 + length)
            guard kind == 1 else { continue }
            for path in [\ZipEntry.size, \.compressedSize, \.headerOffset] where entry[keyPath: path] == 0xffff_ffff {
                guard field.count >= 8 else { throw corrupt(source, "has a broken ZIP64 field") }
                entry[keyPath: path] = Int64(clamping: LittleEndian.read(UInt64.self, field, at: 0))
                field = field.dropFirst(8)
            }
        }
    }
}
