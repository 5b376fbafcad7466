internal import KapellCore
internal import KapellJSON

/// Takes spans of a text from numbers that may be lies.
struct SpanCheck {
    private let bytes: [UInt8]

    init(_ text: String) { bytes = Array(text.utf8) }

    /// Length of the text in bytes.
    var count: Int { bytes.count }

    /// The span between two numbers, if it lies in the text and cuts no character.
    func span(_ first: JSONValue?, _ second: JSONValue?) -> ByteSpan? {
        guard let start = first?.intValue, let end = second?.intValue, 0 <= start, start <= end, end <= bytes.count
        else {
            return nil
        }
        for offset in [start, end] where offset < bytes.count {
            if bytes[offset] & 0xC0 == 0x80 { return nil }
        }
        return ByteSpan(start: start, end: end)
    }
}
