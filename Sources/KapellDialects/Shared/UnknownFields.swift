package import KapellCore
package import KapellJSON

extension DialectRequest {
    /// What a writer of the dialect `name` makes of ``unknown``: the fields that it sends on, and what is lost.
    ///
    /// Only a writer of the request's own dialect sends anything on. A key of the form `tools[2]` names one element of
    /// a list; the writer puts it back into its place. Elements of the conversation itself have no place in the hub:
    /// only ``Dialect/forward(_:to:)`` keeps them.
    ///
    /// - Throws: `unsupported` where the loss of a field would change the meaning of the request.
    package func unknownFields(
        in name: DialectName
    ) throws(KapellError) -> (kept: JSONObject, losses: [DialectLoss]) {
        var kept = JSONObject()
        var losses: [DialectLoss] = []
        for (field, value) in unknown {
            if field.hasPrefix("messages[") || field.hasPrefix("input[") {
                throw KapellError(
                    .unsupported, "`\(field)` can be read only by a provider that speaks the dialect of the request.",
                    remedy: "Leave it out, or name a model of such a provider.")
            }
            if dialect == name {
                kept.append(field, value)
            } else if !UnknownField.hasNoEffect(field, value) {
                if UnknownField.changesMeaning(field, in: dialect) {
                    throw KapellError(
                        .unsupported, "`\(field)` cannot be said to the provider of this model.",
                        remedy: "Leave it out, or name a model of a provider that speaks the dialect of the request.")
                }
                losses.append(DialectLoss(.dropped, field))
            }
        }
        return (kept, losses)
    }
}

/// What fields that the hub does not hold mean.
package enum UnknownField {
    /// Whether the field says what is the case anyway.
    static func hasNoEffect(_ field: String, _ value: JSONValue) -> Bool {
        switch (field, value) {
        case (_, .null), (_, .array([])), ("n", 1), ("truncation", "disabled"), ("service_tier", "auto"),
            ("service_tier", "default"), ("modalities", ["text"]), ("include", ["reasoning.encrypted_content"]),
            ("reasoning.summary", _), ("reasoning.generate_summary", _):
            true
        case ("store", false), ("logprobs", false), ("background", false), ("top_logprobs", 0): true
        case (_, .object(let object)): object.isEmpty
        default: false
        }
    }

    /// Fields without which an answer would be another one than was asked for.
    private static let meaningful: Set = [
        "n", "modalities", "audio", "tool_choice", "previous_response_id", "conversation", "prompt", "background",
        "cachedContent", "cached_content", "documents", "suffix", "raw", "context", "template",
    ]

    /// Whether an answer to the request without the field would be another one, whoever answers.
    package static func changesMeaning(_ field: String) -> Bool {
        meaningful.contains(field) || field.hasPrefix("tools[")
    }

    /// The same where a provider answers: a later request may build on a stored response; a stored chat is only looked
    /// at.
    static func changesMeaning(_ field: String, in dialect: DialectName) -> Bool {
        changesMeaning(field) || (field == "store" && dialect == .openAIResponses)
    }
}
