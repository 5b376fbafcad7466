/// Bytes of known length that can be read at any offset: a file, or memory.
package protocol RandomAccessBytes: Sendable {
    /// The length in bytes.
    var count: Int64 { get }
    /// What to call these bytes in a message, usually the path.
    var name: String { get }
    /// Fills `buffer` with the bytes that start at `offset`; fails when there are fewer.
    func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws(KapellError)
}

extension RandomAccessBytes {
    /// The `length` bytes that start at `offset`.
    package func bytes(at offset: Int64, count length: Int) throws(KapellError) -> [UInt8] {
        try check(offset, length)
        var failure: KapellError?
        let bytes = [UInt8](unsafeUninitializedCapacity: length) { buffer, filled in
            let target = UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: length)
            do throws(KapellError) {
                try read(at: offset, into: target)
                filled = length
            } catch {
                failure = error
                filled = 0
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Fails unless the range lies inside the bytes.
    package func check(_ offset: Int64, _ length: Int) throws(KapellError) {
        guard offset >= 0, length >= 0, offset <= count, Int64(length) <= count - offset else {
            throw KapellError(
                .corrupt, "\(name) ends too early: \(length) bytes at offset \(offset) were asked of \(count).")
        }
    }
}

/// Bytes held in memory.
package struct MemoryBytes: RandomAccessBytes {
    package let name: String
    private let storage: [UInt8]

    package var count: Int64 { Int64(storage.count) }

    package init(_ storage: [UInt8], name: String = "bytes in memory") {
        self.storage = storage
        self.name = name
    }

    package func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws(KapellError) {
        try check(offset, buffer.count)
        let start = Int(offset)
        buffer.copyBytes(from: storage[start..<(start + buffer.count)])
    }
}
