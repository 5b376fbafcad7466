/// Follows the bytes of a JSON text, and tells its structure from its strings.
///
/// It takes the text to be right, or to be cut anywhere; a quotation mark outside a string opens one.
package struct JSONStringTracker: Sendable {
    /// Whether a string is open.
    package private(set) var isInString = false
    private var isEscaped = false

    package init() {}

    /// Takes the next byte.
    ///
    /// - Returns: whether it belongs to the structure: it is neither in a string nor one of its quotation marks.
    package mutating func isStructure(_ byte: UInt8) -> Bool {
        if !isInString {
            isInString = byte == UInt8(ascii: "\"")
            return !isInString
        }
        if isEscaped {
            isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
            isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
            isInString = false
        }
        return false
    }
}
