/// Tokens that stand for themselves in any text, also within a JSON string: whole characters, none of them a control
/// character, a quotation mark or a backslash.
enum TokenText {
    /// Longer tokens do not count as plain, so that they need not be counted one by one where a length is bounded.
    static let characters: Int32 = 16

    static func isPlain(_ bytes: [UInt8]) -> Bool {
        guard !bytes.isEmpty, bytes.count <= 64 else { return false }
        var scalars: Int32 = 0
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar):
                guard scalar.value >= 0x20, scalar != "\"", scalar != "\\" else { return false }
                scalars += 1
            case .emptyInput: return scalars <= characters
            case .error: return false
            }
        }
    }
}
