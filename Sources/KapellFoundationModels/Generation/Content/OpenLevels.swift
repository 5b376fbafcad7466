import KapellJSON

/// Follows a JSON text that is known to be right, and counts what is open at its end.
struct OpenLevels: Sendable {
    /// For each open array and object, whether it is an object.
    private var open: [Bool] = []
    private var strings = JSONStringTracker()
    /// Whether the string that is open, or comes next, is a key.
    private var isKey = false

    /// How many arrays, objects and strings are open; a key does not count.
    var count: Int { open.count + (strings.isInString && !isKey ? 1 : 0) }

    /// Takes the next piece.
    mutating func feed(_ bytes: some Sequence<UInt8>) {
        for byte in bytes {
            guard strings.isStructure(byte) else { continue }
            switch byte {
            case UInt8(ascii: ":"): isKey = false
            case UInt8(ascii: ","): isKey = open.last ?? false
            case UInt8(ascii: "{"):
                open.append(true)
                isKey = true
            case UInt8(ascii: "["):
                open.append(false)
                isKey = false
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                _ = open.popLast()
                isKey = false
            default: break
            }
        }
    }
}
