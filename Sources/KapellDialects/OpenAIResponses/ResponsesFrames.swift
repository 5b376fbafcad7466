import KapellJSON

/// Frames of a stream of responses: each has its type twice, and a number.
struct ResponsesFrames {
    private var sequence = 0

    /// Whether nothing has been written.
    var isFresh: Bool { sequence == 0 }

    mutating func write(_ type: StaticString, _ fields: [(String, JSONValue)], into bytes: inout [UInt8]) {
        begin(type, into: &bytes)
        for (key, value) in fields {
            bytes.append(",")
            bytes.append(json: key)
            bytes.append(":")
            value.serialize(into: &bytes)
        }
        bytes.append("}\n\n")
    }

    /// A frame up to its number; the caller ends it.
    mutating func begin(_ type: StaticString, into bytes: inout [UInt8]) {
        bytes.append("event: ")
        bytes.append(type)
        bytes.append("\ndata: {\"type\":\"")
        bytes.append(type)
        bytes.append("\",\"sequence_number\":")
        bytes.append(decimal: sequence)
        sequence += 1
    }
}
