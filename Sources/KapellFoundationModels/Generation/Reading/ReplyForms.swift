import KapellJSON

/// The forms that a reply may have.
struct ReplyForms: OptionSet, Sendable {
    let rawValue: Int

    static let object = ReplyForms(rawValue: 1)
    static let array = ReplyForms(rawValue: 2)
    static let string = ReplyForms(rawValue: 4)
    static let other = ReplyForms(rawValue: 8)
    static let all: ReplyForms = [.object, .array, .string, .other]

    init(rawValue: Int) { self.rawValue = rawValue }

    /// The form of a value.
    init(of value: JSONValue) {
        switch value {
        case .object: self = .object
        case .array: self = .array
        case .string: self = .string
        default: self = .other
        }
    }

    /// The forms that a JSON Schema allows, as far as they are plain to see.
    init(allowedBy schema: JSONValue) { self = Self.forms(schema, in: schema, steps: 16) }

    private static func forms(_ schema: JSONValue, in document: JSONValue, steps: Int) -> ReplyForms {
        guard case .object(let object) = schema, steps > 0 else { return .all }
        var result = ReplyForms.all
        if let reference = object["$ref"]?.stringValue, reference.hasPrefix("#"),
            let target = SchemaReferences.target(reference, in: document)
        {
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
