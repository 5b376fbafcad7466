import KapellCore
import KapellJSON

/// What a model has written to a prompt, before it is judged.
struct PromptDraft: Sendable {
    /// As it was written.
    var text: String
    /// The answer: the text itself, or the JSON that was found in it.
    var value: JSONValue?
    /// Whether the limit on tokens cut it.
    var isCut = false

    init(_ response: ModelResponse, output: PromptOutput?) {
        text = response.text
        isCut = response.finishReason == .length
        guard let output else {
            value = .string(text.trimmed)
            return
        }
        value = JSONFinder.find(in: text) { output.compiled.isValid($0) }
        let isText = output.schema["type"]?.stringValue == "string" || output.schema["enum"] != nil
        // A model that is asked for a text need not put it in quotes.
        if isText, value == nil || !output.compiled.isValid(value ?? .null) { value = .string(text.trimmed) }
    }
}
