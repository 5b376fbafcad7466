import KapellJSON

/// Follows the text of a tool call's arguments, to know when the object has ended.
struct ArgumentsTracker {
    private var strings = JSONStringTracker()
    private var depth = 0
    /// Whether nothing but white space has come.
    private(set) var isEmpty = true
    /// Whether the outermost object or array has ended.
    private(set) var isComplete = false

    mutating func append(_ text: String) {
        for byte in text.utf8 {
            if byte > 0x20 { isEmpty = false }
            guard strings.isStructure(byte) else { continue }
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                isComplete = depth <= 0
            default: break
            }
        }
    }
}
