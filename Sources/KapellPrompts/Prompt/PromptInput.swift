public import KapellCore
public import KapellJSON

/// The values that a prompt takes.
public struct PromptInput: Sendable {
    /// The JSON Schema of the input, an object.
    public let schema: JSONValue
    /// What is known of each value, in the order of the file; empty where the schema does not list them.
    public let fields: [Field]
    let compiled: JSONSchema

    /// One value.
    public struct Field: Sendable, Hashable {
        public var name: String
        /// Where its values come from when the caller does not say.
        public var origin: OriginKind
        /// What holds when it is not given; `nil` for nothing.
        public var fallback: JSONValue?

        public init(name: String, origin: OriginKind = .user, fallback: JSONValue? = nil) {
            self.name = name
            self.origin = origin
            self.fallback = fallback
        }
    }

    /// Where a value comes from, as a prompt file writes it.
    public enum OriginKind: String, Sendable, Hashable, CaseIterable {
        case developer
        case user
        case document
        case tool
        case model
    }

    /// The input with its defaults, when it satisfies the schema.
    ///
    /// - Throws: `.invalidRequest`, which lists what is wrong with the path of each value; `.tooLarge`.
    public func checked(_ input: JSONObject, limits: PromptLimits = .standard) throws(KapellError) -> JSONObject {
        var whole = input
        for field in fields where whole[field.name] == nil {
            if let value = field.fallback { whole[field.name] = value }
        }
        let bytes = JSONValue.object(whole).serializedBytes().count
        guard bytes <= limits.inputBytes else {
            throw KapellError(
                .tooLarge, "The input holds \(bytes) bytes, and may hold \(limits.inputBytes).",
                remedy: "Send less at once.")
        }
        let violations = compiled.validate(.object(whole))
        guard violations.isEmpty else {
            throw KapellError(
                .invalidRequest, "The input does not fit the prompt: \(Self.sentence(violations, whole: "the input"))",
                remedy: remedy)
        }
        return whole
    }

    private var remedy: String {
        let required = schema["required"]?.arrayValue?.compactMap(\.stringValue) ?? []
        guard !fields.isEmpty else { return "See the schema of the input: kapell prompts show." }
        let names = fields.map { required.contains($0.name) ? $0.name : "\($0.name) (optional)" }
        return "It takes: \(names.joined(separator: ", "))."
    }

    /// Violations as one text: `/age must be at least 0, is -1. /name …`
    static func sentence(_ violations: [SchemaViolation], whole: String) -> String {
        violations.prefix(8).map { violation in
            let place = violation.instancePath.isEmpty ? whole : violation.instancePath
            return "\(place) \(violation.message)"
        }.joined(separator: " ")
    }
}

/// What a prompt's answer must be.
public struct PromptOutput: Sendable {
    /// Its JSON Schema.
    public let schema: JSONValue
    let compiled: JSONSchema
    /// The forms that an answer may have, as far as the schema says so plainly.
    let forms: ReplyForms
    /// Whether whole numbers are asked for.
    let hasIntegers: Bool

    init(schema: JSONValue, compiled: JSONSchema) {
        self.schema = schema
        self.compiled = compiled
        forms = ReplyForms(allowedBy: schema)
        hasIntegers = WideNumbers.matter(in: schema)
    }
}
