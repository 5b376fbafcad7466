/// What a ``ToolCallReader`` finds in a model's text.
public enum ToolCallEvent: Sendable, Hashable {
    /// A piece of the answer.
    case text(String)
    /// A piece of what the model thinks before it answers.
    case reasoning(String)
    /// A call begins; `index` counts from 0. `id` is there where the family writes one before the arguments.
    case callBegan(index: Int, name: String, id: String?)
    /// A piece of the call's arguments. All pieces of a call together are the text of a JSON object.
    case argumentsDelta(index: Int, String)
    /// The call is whole. `id` is there where the family writes one.
    case callEnded(index: Int, id: String?)
    /// The call that began is not whole: the text ended in it, or its arguments are no JSON object.
    case callFailed(index: Int, reason: String)
}
