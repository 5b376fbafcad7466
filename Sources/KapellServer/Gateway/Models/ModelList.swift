package import KapellJSON

/// Names of models in the shapes in which providers list theirs.
package enum ModelList {
    /// When a model was made is not known here; clients want a time all the same.
    private static let epoch = "1970-01-01T00:00:00Z"

    package static func openAI(_ names: [String]) -> JSONObject {
        ["object": "list", "data": .array(names.map { .object(openAI($0)) })]
    }

    package static func openAI(_ name: String) -> JSONObject {
        [
            "id": .string(name), "object": "model", "created": 0,
            "owned_by": .string(name.contains("/") ? String(name.prefix { $0 != "/" }) : "alias"),
        ]
    }

    package static func anthropic(_ names: [String]) -> JSONObject {
        [
            "data": .array(names.map { .object(anthropic($0)) }), "has_more": false,
            "first_id": JSONValue(names.first), "last_id": JSONValue(names.last),
        ]
    }

    package static func anthropic(_ name: String) -> JSONObject {
        ["type": "model", "id": .string(name), "display_name": .string(name), "created_at": .string(epoch)]
    }

    package static func gemini(_ names: [String]) -> JSONObject {
        ["models": .array(names.map { .object(gemini($0)) })]
    }

    package static func gemini(_ name: String) -> JSONObject {
        [
            "name": .string("models/\(name)"), "displayName": .string(name),
            "supportedGenerationMethods": ["generateContent", "streamGenerateContent"],
        ]
    }
}
