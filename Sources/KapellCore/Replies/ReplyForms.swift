package import KapellJSON

/// The forms that the value of a reply may have.
package struct ReplyForms: OptionSet, Sendable {
    package let rawValue: Int

    package static let object = ReplyForms(rawValue: 1)
    package static let array = ReplyForms(rawValue: 2)
    package static let string = ReplyForms(rawValue: 4)
    package static let other = ReplyForms(rawValue: 8)
    package static let all: ReplyForms = [.object, .array, .string, .other]

    package init(rawValue: Int) { self.rawValue = rawValue }

    /// The form of a value.
    package init(of value: JSONValue) {
        switch value {
        case .object: self = .object
        case .array: self = .array
        case .string: self = .string
        default: self = .other
        }
    }

    /// The forms that a JSON Schema allows, as far as they are plain to see.
    package init(allowedBy schema: JSONValue) { self = Self.forms(schema, in: schema, steps: 16) }

    private static func forms(_ schema: JSONValue, in document: JSONValue, steps: Int) -> ReplyForms {
        guard case .object(let object) = schema, steps > 0 else { return .all }
        var result = ReplyForms.all
        if let reference = object["$ref"]?.stringValue, let target = document.target(of: reference) {
            result.formIntersection(forms(target, in: document, steps: steps - 1))
        }
        for key in ["anyOf", "oneOf"] {
            guard let choices = object[key]?.arrayValue else { continue }
            result.formIntersection(
                choices.reduce([]) { $0.union(forms($1, in: document, steps: steps - 1)) })
        }
        if let type = object["type"]?.stringValue { result.formIntersection(form(ofType: type)) }
        if let types = object["type"]?.arrayValue {
            result.formIntersection(types.reduce([]) { $0.union(form(ofType: $1.stringValue ?? "")) })
        }
        if let values = object["enum"]?.arrayValue {
            result.formIntersection(values.reduce([]) { $0.union(ReplyForms(of: $1)) })
        }
        return result
    }

    private static func form(ofType name: String) -> ReplyForms {
        switch name {
        case "object": .object
        case "array": .array
        case "string": .string
        default: .other
        }
    }
}

extension ReplyForms {
    /// Whether the value is looked for by its bracket.
    package var isBracketed: Bool { !isDisjoint(with: [.object, .array]) }

    /// Whether a value with brackets may begin at a place: the bracket is looked at, and what follows it.
    package func mayBegin(_ bytes: [UInt8], at place: Int) -> Bool {
        let isObject = bytes[place] == UInt8(ascii: "{")
        guard isObject ? contains(.object) : bytes[place] == UInt8(ascii: "[") && contains(.array) else { return false }
        var next = place + 1
        while next < bytes.count, bytes[next] <= 0x20 { next += 1 }
        guard next < bytes.count else { return true }
        switch bytes[next] {
        case UInt8(ascii: "\""): return true
        case UInt8(ascii: "}"): return isObject
        case UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "-"): return !isObject
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return !isObject
        case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"): return !isObject
        default: return false
        }
    }
}

extension JSONValue? {
    /// Whether this is an array or object with at least one part, or a string, number or word.
    package var showsParts: Bool {
        switch self {
        case nil: false
        case .array(let values): !values.isEmpty
        case .object(let object): !object.isEmpty
        default: true
        }
    }
}
