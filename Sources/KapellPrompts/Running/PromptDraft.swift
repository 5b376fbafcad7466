import KapellCore
import KapellJSON

/// What a model has written to a prompt, before it is judged.
struct PromptDraft: Sendable {
    /// As it was written.
    var text: String
    /// The answer: the text itself, or the JSON that was found in it.
    var value: JSONValue?
    /// Why no JSON was found.
    var problem: ReplyError?
    /// Whether the limit on tokens cut it.
    var isCut = false

    init(_ response: ModelResponse, output: PromptOutput?) {
        text = response.text
        isCut = response.finishReason == .length
        guard let output else {
            value = .string(text.trimmed)
            return
        }
        do throws(ReplyError) {
            value = try Reply.read(Array(text.utf8), forms: output.forms) { output.compiled.isValid($0) }.value
        } catch {
            problem = error
        }
    }
}
