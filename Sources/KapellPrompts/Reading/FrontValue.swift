import KapellJSON

/// A value of the front matter with the line it stands on.
struct FrontValue: Sendable {
    indirect enum Content: Sendable {
        case scalar(JSONValue)
        case list([FrontValue])
        case mapping([Entry])
    }

    struct Entry: Sendable {
        var key: String
        var line: Int
        var value: FrontValue
    }

    var content: Content
    /// The line of the file, counted from 1.
    var line: Int
    /// The line on which the text of a block (`|`) begins; else its own.
    var textLine: Int

    var mapping: [Entry]? {
        if case .mapping(let entries) = content { entries } else { nil }
    }

    var list: [FrontValue]? {
        if case .list(let items) = content { items } else { nil }
    }

    var scalar: JSONValue? {
        if case .scalar(let value) = content { value } else { nil }
    }

    subscript(_ key: String) -> FrontValue? { mapping?.first { $0.key == key }?.value }

    /// The value as JSON; the reader has limited its depth.
    var json: JSONValue {
        switch content {
        case .scalar(let value): value
        case .list(let items): .array(items.map(\.json))
        case .mapping(let entries): .object(JSONObject(entries.map { ($0.key, $0.value.json) }))
        }
    }

    /// What it is, to follow "here is".
    var noun: String {
        switch content {
        case .list: "a list"
        case .mapping: "a mapping"
        case .scalar(.null): "nothing"
        case .scalar(.bool): "true or false"
        case .scalar(.string): "a text"
        case .scalar: "a number"
        }
    }
}

extension JSONValue {
    /// A plain scalar of YAML by the core schema of YAML 1.2.2, chapter 10.3, without octal and hexadecimal numbers.
    init(plainYAML text: String) {
        switch text {
        case "", "~", "null", "Null", "NULL": self = .null
        case "true", "True", "TRUE": self = .bool(true)
        case "false", "False", "FALSE": self = .bool(false)
        default:
            let unsigned = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : Substring(text)
            let digits = "0123456789".utf8
            let isNumber =
                unsigned.utf8.count <= 64 && unsigned.utf8.first.map { digits.contains($0) || $0 == 0x2E } == true
                && unsigned.utf8.allSatisfy { digits.contains($0) || ".eE+-".utf8.contains($0) }
            if isNumber, let integer = Int64(text) {
                self = .integer(integer)
            } else if isNumber, let number = Double(text), number.isFinite {
                self = .number(number)
            } else {
                self = .string(text)
            }
        }
    }
}
