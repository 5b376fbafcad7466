/// Where texts begin and end in JSON that arrives byte by byte.
struct JSONTextScan: Sendable {
    /// What a byte is.
    enum Place {
        case outside
        /// The quotation mark in front of a text.
        case begins
        case inside
        /// The quotation mark behind it.
        case ends
    }

    private var isInside = false
    private var isEscaped = false

    mutating func take(_ byte: UInt8) -> Place {
        guard isInside else {
            isInside = byte == UInt8(ascii: "\"")
            return isInside ? .begins : .outside
        }
        if isEscaped {
            isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
            isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
            isInside = false
            return .ends
        }
        return .inside
    }
}
