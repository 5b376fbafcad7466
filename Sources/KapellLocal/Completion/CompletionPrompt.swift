/// What a model is to go on with.
public enum CompletionPrompt: Sendable, Hashable {
    /// Control marks in it are text.
    case text(String)
    /// Tokens of the model, control tokens among them.
    case tokens([Int32])
}
