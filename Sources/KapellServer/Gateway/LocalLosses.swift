package import KapellCore
package import KapellDialects
package import KapellJSON
import KapellLocal

/// What a model in this process does not do with a request.
package enum LocalLosses {
    /// Fields that change the answer of a model in this process, beside those that change any: to leave them out in
    /// silence, or with a note, would not be what was asked for.
    private static let refused: Set = ["logit_bias", "logprobs", "lora", "response_format", "top_logprobs"]

    private static let mostStops = 16

    /// What the model is told beside the request itself: fields of the body, by the engine's names for them.
    ///
    /// - Parameter known: those that the model knows.
    package static func extras(of call: DialectRequest, known: Set<String>) -> JSONObject {
        var extras = call.request.extras
        for (key, value) in call.unknown where known.contains(name(key)) { extras[name(key)] = value }
        return extras
    }

    /// Ollama's clients put them below `options`.
    private static func name(_ key: String) -> String {
        key.hasPrefix("options.") ? String(key.dropFirst("options.".count)) : key
    }

    /// What is left out, and named.
    package static func of(_ call: DialectRequest, known: Set<String> = []) -> [DialectLoss] {
        var losses = call.losses
        for key in call.unknown.keys where !known.contains(name(key)) { losses.append(DialectLoss(.dropped, key)) }
        if call.request.reasoning != nil { losses.append(DialectLoss(.dropped, "reasoning")) }
        return losses
    }

    /// - Throws: `unsupported` for what is not left out.
    package static func check(
        _ call: DialectRequest, for model: String, known: Set<String> = []
    ) throws(KapellError) {
        try check(stops: call.request.stop, for: model)
        try AdapterChoice.requireNoFiles(in: extras(of: call, known: known))
        var field = call.unknown.first { key, value in
            !known.contains(name(key)) && (refused.contains(key) || UnknownField.changesMeaning(key)) && isAsked(value)
        }?.key
        if call.request.sampling.frequencyPenalty != 0, known.isEmpty { field = "frequency_penalty" }
        if call.request.sampling.presencePenalty != 0, known.isEmpty { field = "presence_penalty" }
        guard let field else { return }
        throw KapellError(
            .unsupported, "`\(field)` is not supported by \(model) yet.", remedy: "Leave `\(field)` out.")
    }

    /// - Throws: `invalidRequest` for more texts than are looked for.
    static func check(stops: [String], for model: String) throws(KapellError) {
        guard stops.count > mostStops else { return }
        throw KapellError(
            .invalidRequest, "`stop` holds \(stops.count) texts; \(model) takes at most \(mostStops).",
            remedy: "Send fewer.")
    }

    /// Whether a field asks for something: not where it is null, off, empty or the text that is there anyway.
    private static func isAsked(_ value: JSONValue) -> Bool {
        switch value {
        case .null, .bool(false), .integer(0): false
        case .array(let values): !values.isEmpty && values != ["text"]
        case .object(let object): !object.isEmpty && object["type"] != "text"
        default: true
        }
    }
}
