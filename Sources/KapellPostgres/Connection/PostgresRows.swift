package import KapellCore

/// The answer to a statement.
package struct PostgresRows: Sendable {
    /// Values in text form.
    var rows: [[String?]] = []
    /// Rows that were changed.
    var changed = 0
    /// Names and types (the numbers of `pg_type`) of the columns, where they were asked for.
    var columns: [(name: String, type: UInt32)] = []

    /// The components of `vector_send(…)`, which a text answer shows as `\x` and hexadecimal digits.
    package static func vector(_ text: String?) throws(KapellError) -> [Float] {
        let digits = Array((text ?? "").utf8)
        let damaged = KapellError(
            .corrupt, "PostgreSQL sends a vector that cannot be read.", remedy: "Update pgvector.")
        guard digits.count >= 10, digits[0] == UInt8(ascii: "\\"), digits[1] == UInt8(ascii: "x"),
            (digits.count - 10) % 8 == 0
        else { throw damaged }
        var vector: [Float] = []
        vector.reserveCapacity((digits.count - 10) / 8)
        var place = 10
        while place < digits.count {
            var bits: UInt32 = 0
            for digit in digits[place..<place + 8] {
                switch digit {
                case 0x30...0x39: bits = bits << 4 | UInt32(digit - 0x30)
                case 0x61...0x66: bits = bits << 4 | UInt32(digit - 0x57)
                default: throw damaged
                }
            }
            vector.append(Float(bitPattern: bits))
            place += 8
        }
        return vector
    }
}
