public import KapellCore
public import KapellJSON

/// A value to take out of a text.
public struct TaskField: Sendable, Hashable, ExpressibleByStringLiteral {
    public var name: String
    /// What it is, in a few words.
    public var description: String?

    public init(_ name: String, description: String? = nil) {
        self.name = name
        self.description = description
    }

    public init(stringLiteral value: String) { self.init(value) }
}

extension Tasks {
    /// Takes values out of a text with a language model. Each stands in the text word for word, or is null.
    ///
    /// The model is asked again for what does not stand in the text; what does not in the last attempt either is null,
    /// so that no value is ever made up.
    ///
    /// - Throws: `.invalidRequest` for no field or one twice; `.model` when no JSON came; what the model throws.
    public static func extract(
        _ fields: [TaskField], from text: String, using backend: any ModelBackend, attempts: Int = 3,
        journal: (any Journal)? = nil
    ) async throws -> JSONObject {
        guard !fields.isEmpty, Set(fields.map(\.name)).count == fields.count else {
            throw KapellError(
                .invalidRequest, "Values are taken out by name, each of its own.", remedy: "Give other fields.")
        }
        let listed = fields.map { field -> JSONValue in
            var object: JSONObject = ["name": .string(field.name)]
            if let description = field.description { object["description"] = .string(description) }
            return .object(object)
        }
        let verifier = GroundingVerifier(fields: fields.map(\.name), source: text, attempts: max(1, attempts))
        let result = try await run(
            "extract", ["text": .string(text), "fields": .array(listed)], backend, journal, attempts: attempts,
            verifiers: [verifier])
        return result.output.objectValue ?? [:]
    }
}

/// Holds an object to its fields, and each value to the words of a text.
final class GroundingVerifier: Verifier {
    let name = "grounding"
    private let fields: [String]
    private let source: SpanFinder
    private let attempts: Int
    private let tries = Counter()

    init(fields: [String], source: String, attempts: Int) {
        self.fields = fields
        self.source = SpanFinder(source)
        self.attempts = attempts
    }

    func verify(_ draft: PromptDraft) async throws -> Verdict<PromptDraft> {
        let number = tries.next()
        let given = draft.value?.objectValue ?? [:]
        var kept: JSONObject = [:]
        var missing: [String] = []
        for field in fields {
            let value = given[field] ?? .null
            let text = value.stringValue ?? (value.isNull ? nil : value.serialized())
            if let text, let found = source.find(text) {
                kept[field] = .string(source.text.bytes(found))
            } else {
                kept[field] = .null
                if text != nil || given[field] == nil { missing.append(field) }
            }
        }
        if !missing.isEmpty, number < attempts {
            let names = missing.joined(separator: ", ")
            return Verdict(
                verifier: name, decision: .retry(feedback: "copy from the text, word for word: \(names)."),
                reason: "Some values do not stand in the text.",
                evidence: [Evidence("fields", .integer(Int64(missing.count)))])
        }
        var fixed = draft
        fixed.value = .object(kept)
        return Verdict(
            verifier: name, decision: .fix(fixed),
            reason: missing.isEmpty ? "Each value stands in the text." : "What does not stand in the text is null.")
    }
}
