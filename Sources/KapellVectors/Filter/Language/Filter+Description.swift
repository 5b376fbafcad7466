extension Filter: CustomStringConvertible {
    /// The filter as text that parses to the same filter. (An `and` or `or` of one is printed as that one, of none as
    /// `true` or `false`. Names that are empty and numbers that are not finite have no text that parses.)
    public var description: String {
        var text = ""
        write(to: &text)
        return text
    }

    private func write(to text: inout String) {
        switch self {
        case .everything: text += "true"
        case .nothing: text += "false"
        case .and(let filters): Self.write(filters, joined: " and ", empty: "true", to: &text)
        case .or(let filters): Self.write(filters, joined: " or ", empty: "false", to: &text)
        case .not(let filter):
            text += "not "
            filter.writeOperand(to: &text)
        case .comparison(let field, let comparison, let value):
            text += "\(FilterText.name(field)) \(comparison.rawValue) \(FilterText.value(value))"
        case .isIn(let field, let values):
            text += "\(FilterText.name(field)) in \(FilterText.value(.array(values)))"
        case .containsAny(let field, let values):
            text += "\(FilterText.name(field)) contains "
            if values.count == 1 {
                text += FilterText.value(values[0])
            } else {
                text += "any \(FilterText.value(.array(values)))"
            }
        case .containsAll(let field, let values):
            text += "\(FilterText.name(field)) contains all \(FilterText.value(.array(values)))"
        case .exists(let field): text += "exists \(FilterText.name(field))"
        }
    }

    private static func write(_ filters: [Filter], joined separator: String, empty: String, to text: inout String) {
        switch filters.count {
        case 0: text += empty
        case 1: filters[0].write(to: &text)
        default:
            for (place, filter) in filters.enumerated() {
                if place > 0 { text += separator }
                filter.writeOperand(to: &text)
            }
        }
    }

    /// In parentheses when it is an `and` or an `or` of several.
    private func writeOperand(to text: inout String) {
        switch self {
        case .and(let filters), .or(let filters):
            if filters.count == 1 {
                filters[0].writeOperand(to: &text)
            } else if filters.isEmpty {
                write(to: &text)
            } else {
                text += "("
                write(to: &text)
                text += ")"
            }
        default: write(to: &text)
        }
    }
}

extension MetadataValue: CustomStringConvertible {
    /// The value as a filter writes it: `"text"`, `1`, `1.5`, `date("2024-01-31T00:00:00.000Z")`, `[1, 2]`.
    public var description: String { FilterText.value(self) }
}

/// Names and values as a filter writes them.
enum FilterText {
    static let keywords: Set<String> = ["and", "or", "not", "in", "contains", "exists", "true", "false", "null"]

    static func value(_ value: MetadataValue) -> String {
        switch value {
        case .null: "null"
        case .boolean(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .number(let value): value.description
        case .string(let text): quoted(text, "\"")
        case .date(let milliseconds):
            if let text = MetadataDate.text(milliseconds: milliseconds) {
                "date(\"\(text)\")"
            } else {
                "date(\(milliseconds))"
            }
        case .array(let values): "[" + values.map { Self.value($0) }.joined(separator: ", ") + "]"
        }
    }

    /// The name, in back quotes unless it is made of plain parts between dots.
    static func name(_ name: String) -> String {
        let parts = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isPlain = parts.enumerated().allSatisfy { place, part in
            guard let first = part.first, place > 0 || !isDigit(first) else { return false }
            return part.allSatisfy { isLetter($0) || isDigit($0) }
        }
        return isPlain && !keywords.contains(name.lowercased()) ? name : quoted(name, "`")
    }

    static func quoted(_ text: String, _ quote: Unicode.Scalar) -> String {
        var result = String(quote)
        for scalar in text.unicodeScalars {
            switch scalar {
            case quote, "\\": result += "\\\(scalar)"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default:
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
                    result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
                default: result.unicodeScalars.append(scalar)
                }
            }
        }
        result.unicodeScalars.append(quote)
        return result
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    static func isLetter(_ byte: UInt8) -> Bool {
        byte >= 0x61 && byte <= 0x7A || byte >= 0x41 && byte <= 0x5A || byte == 0x5F
    }
}
