public import KapellCore

/// Tokens of WordPiece, roughly: one for each word and mark, and one more for each six letters beyond the sixth.
///
/// For a model whose own tokenizer cannot be asked.
public struct TokenEstimate: TokenCounter {
    public init() {}

    /// Not known.
    public var window: Int? { nil }

    public func count(_ text: String) -> Int { Self.tokens(Array(text.utf8)[...]) }

    static func tokens(_ bytes: ArraySlice<UInt8>) -> Int {
        var running = Running()
        for byte in bytes { running.add(byte) }
        return running.count
    }

    /// The estimate of a text that is read byte by byte.
    struct Running {
        private(set) var count = 0
        private var letters = 0

        mutating func add(_ byte: UInt8) {
            if byte <= UInt8(ascii: " ") {
                letters = 0
            } else if byte >= 0x80 || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")) {
                if letters == 0 { count += 1 }
                letters = letters == 5 ? 0 : letters + 1
            } else {
                letters = 0
                count += 1
            }
        }
    }
}
