import KapellCore
package import KapellVectors

/// Metadata as engines can search it: a list of texts, one for each thing that can be asked of a value, and numbers for
/// what is in order.
///
/// `year = 2003` and `tags = ["a", "b"]` give
///
///     "year":number   "year"==2003   "tags":array   "tags"==["a","b"]   "tags" contains "a"   "tags" contains "b"
///
/// So an engine has to do no more than find rows by the texts in one list, which each does exactly: types stay apart,
/// integers of 64 bits are whole, `not` is the other rows.
package enum EngineTokens {
    /// Longer ones are not stored; what asks for one is answered on our side.
    static let maximumBytes = 512

    package static func tokens(_ metadata: Metadata) -> [String] {
        var tokens: [String] = []
        var seen = Set<String>()
        func add(_ token: String?) { if let token, seen.insert(token).inserted { tokens.append(token) } }
        for (field, value) in metadata.fields where value != .null {
            add(type(field, value.type))
            add(same(field, value))
            if case .array(let elements) = value { for element in elements { add(contains(field, element)) } }
        }
        return tokens
    }

    /// Numbers and dates, by the names of the fields that engines keep them in. Rounded to 53 bits: that does not
    /// change their order to a number of at most 53 bits.
    package static func numbers(_ metadata: Metadata) -> [(name: String, value: Double)] {
        metadata.fields.compactMap { field, value in number(value).map { (name(field, value.type), $0) } }
    }

    /// `n_` or `d_` and the field's name, in letters, digits and `_`, which every engine takes.
    static func name(_ field: String, _ type: MetadataType) -> String {
        var text = type == .date ? "d_" : "n_"
        for byte in field.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: text.unicodeScalars.append(Unicode.Scalar(byte))
            default: text += "_" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }
        return text
    }

    static func number(_ value: MetadataValue) -> Double? {
        switch value {
        case .integer(let value), .date(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// `nil` where the field's name is too long.
    static func type(_ field: String, _ type: MetadataType) -> String? { limited("\(quoted(field)):\(type)") }

    static func same(_ field: String, _ value: MetadataValue) -> String? { limited("\(quoted(field))==\(text(value))") }

    static func contains(_ field: String, _ value: MetadataValue) -> String? {
        limited("\(quoted(field)) contains \(text(value))")
    }

    private static func limited(_ token: String) -> String? { token.utf8.count <= maximumBytes ? token : nil }

    private static func quoted(_ field: String) -> String { MetadataJSON.text(.string(field)) }

    /// The same text for the same value, whatever its written form.
    private static func text(_ value: MetadataValue) -> String {
        switch value {
        case .number(let number) where number == number.rounded(.towardZero) && number >= -0x1p63 && number < 0x1p63:
            String(Int64(number))
        case .array(let elements): "[" + elements.map(text).joined(separator: ",") + "]"
        default: MetadataJSON.text(value)
        }
    }
}
