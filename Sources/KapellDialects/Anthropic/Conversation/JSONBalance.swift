/// Whether the pieces of a JSON object have come to its end. Looks at brackets and strings only.
struct JSONBalance {
    private var depth = 0
    private var isInString = false
    private var isEscaped = false
    private(set) var isWhole = false

    mutating func take(_ piece: String) {
        for byte in piece.utf8 {
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth <= 0 { isWhole = true }
            default: break
            }
        }
    }
}
