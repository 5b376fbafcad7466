/// The scalars of a text, one after the other, out of its UTF-8 bytes.
///
/// Grapheme breaking and the tables of Unicode properties cost ten times as much; what quality asks of a scalar is
/// decided by ranges.
struct ScalarScan {
    private let bytes: UnsafeBufferPointer<UInt8>
    /// Where the next scalar begins.
    private(set) var offset = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// The next scalar's value; `nil` at the end. A string's bytes are valid UTF-8; what is not counts as U+FFFD.
    mutating func next() -> UInt32? {
        guard offset < bytes.count else { return nil }
        let first = bytes[offset]
        offset += 1
        guard first >= 0x80 else { return UInt32(first) }
        let length = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 0
        guard length > 0, offset + length <= bytes.count else { return 0xFFFD }
        var value = UInt32(first) & (0x3F >> UInt32(length))
        for _ in 0..<length {
            value = value << 6 | UInt32(bytes[offset] & 0x3F)
            offset += 1
        }
        return value
    }
}
