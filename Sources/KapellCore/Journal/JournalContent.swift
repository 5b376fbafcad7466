/// How much of a text a journal keeps.
package enum JournalContent {
    /// Bytes of the longest text that is kept whole.
    package static let longest = 1 << 20

    /// The end of what is kept of a text, in bytes; never in the middle of a character.
    package static func end(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        guard bytes.count > longest else { return bytes.count }
        var end = longest
        while end > 0, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        return end
    }

    /// Says in the text that it was cut.
    package static func note(_ end: Int, of count: Int) -> String { "\n[cut here: \(end) of \(count) bytes were kept]" }

    /// What is kept of a text.
    package static func kept(_ text: String) -> String {
        guard text.utf8.count > longest else { return text }
        var text = text
        return text.withUTF8 { bytes in
            let end = end(bytes)
            return String(decoding: bytes[..<end], as: UTF8.self) + note(end, of: bytes.count)
        }
    }
}
