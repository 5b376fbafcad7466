import KapellCore

/// Reads forward through bytes, in windows of 64 KiB, and never past the end.
struct ByteCursor {
    private let source: any RandomAccessBytes
    private var window: [UInt8] = []
    private var windowStart: Int64 = 0
    private(set) var position: Int64 = 0

    init(_ source: any RandomAccessBytes) {
        self.source = source
    }

    /// The error for a header that goes on past the end.
    private func cut(_ needed: Int64) -> KapellError {
        KapellError(
            .corrupt,
            "\(source.name) is cut inside its header: it needs at least \(needed) bytes, has \(source.count).",
            remedy: "Fetch the file again.")
    }

    mutating func read<Number: FixedWidthInteger & UnsignedInteger>(
        _ type: Number.Type
    ) throws(KapellError) -> Number {
        let length = Number.bitWidth / 8
        let start = Int(position - windowStart)
        if start < 0 || start + length > window.count {
            guard Int64(length) <= source.count - position else { throw cut(position + Int64(length)) }
            windowStart = position
            window = try source.bytes(at: position, count: Int(min(64 << 10, source.count - position)))
        }
        let value = LittleEndian.read(type, window, at: Int(position - windowStart))
        position += Int64(length)
        return value
    }

    mutating func skip(_ length: UInt64) throws(KapellError) {
        guard length <= UInt64(source.count - position) else {
            throw cut(
                position.addingReportingOverflow(Int64(clamping: length)).overflow
                    ? .max : position + Int64(clamping: length))
        }
        position += Int64(length)
    }

    /// A text with its length before it. Above `limit` bytes the text is skipped and `nil` returned.
    mutating func readText(limit: Int) throws(KapellError) -> String? {
        let length = try read(UInt64.self)
        guard length <= UInt64(limit) else {
            try skip(length)
            return nil
        }
        let start = position
        try skip(length)
        return String(decoding: try source.bytes(at: start, count: Int(length)), as: UTF8.self)
    }
}
