import KapellCore

/// Reads numbers of little-endian order; every length is checked before anything is taken.
struct IndexFileReader {
    let bytes: [UInt8]
    /// What errors call the file.
    let kind: String
    private(set) var offset = 0

    init(_ bytes: [UInt8], _ kind: String) {
        self.bytes = bytes
        self.kind = kind
    }

    var isAtEnd: Bool { offset == bytes.count }

    func damaged(_ what: String) -> KapellError {
        KapellError(
            .corrupt, "The \(kind) file is damaged: \(what) (byte \(offset)).",
            remedy: "Write it again with the program that made it.")
    }

    /// Makes sure that `count` things of `size` bytes are left.
    ///
    /// - Returns: their bytes.
    func need(_ count: Int, of size: Int, _ what: String) throws(KapellError) -> Int {
        let (total, overflow) = count.multipliedReportingOverflow(by: size)
        guard count >= 0, !overflow, total <= bytes.count - offset else { throw damaged("\(what) goes beyond its end") }
        return total
    }

    mutating func number<T: FixedWidthInteger>(_ type: T.Type, _ what: String) throws(KapellError) -> T {
        let size = try need(1, of: MemoryLayout<T>.size, what)
        var value: T = 0
        for place in 0..<size { value |= T(truncatingIfNeeded: bytes[offset + place]) << T(place * 8) }
        offset += size
        return value
    }

    /// A length of 64 bits that is at least 0.
    mutating func count(_ what: String) throws(KapellError) -> Int {
        guard let value = Int(exactly: try number(UInt64.self, what)) else { throw damaged("\(what) is too large") }
        return value
    }

    mutating func skip(_ count: Int, of size: Int, _ what: String) throws(KapellError) {
        offset += try need(count, of: size, what)
    }

    mutating func floats(_ count: Int, _ what: String) throws(KapellError) -> [Float] {
        _ = try need(count, of: 4, what)
        var floats: [Float] = []
        floats.reserveCapacity(count)
        for _ in 0..<count {
            let value = Float(bitPattern: try number(UInt32.self, what))
            guard value.isFinite else { throw damaged("\(what) holds NaN or an infinite number") }
            floats.append(value)
        }
        return floats
    }

    /// Another place in the file.
    func at(_ offset: Int) -> IndexFileReader {
        var reader = self
        reader.offset = min(max(offset, 0), bytes.count)
        return reader
    }
}
