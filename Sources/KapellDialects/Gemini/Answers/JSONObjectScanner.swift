import KapellCore
import KapellJSON

/// Cuts the outermost objects out of a JSON text that comes in pieces. What stands between them is passed over.
struct JSONObjectScanner {
    private var object: [UInt8] = []
    private var depth = 0
    private var strings = JSONStringTracker()

    /// The objects that are complete with `bytes`.
    mutating func take(_ bytes: [UInt8]) throws(KapellError) -> [[UInt8]] {
        var found: [[UInt8]] = []
        var start = 0
        for (place, byte) in bytes.enumerated() {
            if depth == 0 {
                guard byte == UInt8(ascii: "{") else { continue }
                depth = 1
                start = place
            } else if strings.isStructure(byte) {
                if byte == UInt8(ascii: "{") {
                    depth += 1
                } else if byte == UInt8(ascii: "}") {
                    depth -= 1
                    if depth == 0 {
                        object.append(contentsOf: bytes[start...place])
                        found.append(object)
                        object = []
                        start = 0
                    }
                }
            }
        }
        if depth > 0 {
            object.append(contentsOf: bytes[start...])
            guard object.count <= DialectLimits.event else {
                throw KapellError(
                    .tooLarge, "The provider's stream holds an event of more than \(DialectLimits.event) bytes.")
            }
        }
        return found
    }
}
