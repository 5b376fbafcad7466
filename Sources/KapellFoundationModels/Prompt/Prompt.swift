/// What a person asks a model: text, structured content and attachments, in order.
///
/// ```swift
/// let prompt = Prompt {
///     "Compare the two offers."
///     for offer in offers { offer }
///     if let deadline { "The answer is needed by \(deadline)." }
/// }
/// ```
///
/// Pieces of text that follow each other stand on lines of their own.
public struct Prompt: Sendable {
    var content: PromptContent

    init(_ content: PromptContent) { self.content = content }

    /// A prompt of one piece.
    public init(_ content: some PromptRepresentable) { self = content.promptRepresentation }

    /// A prompt of the pieces that the closure lists. Throws what the closure throws.
    public init(@PromptBuilder _ content: () throws -> Prompt) rethrows { self = try content() }
}

extension Prompt: PromptRepresentable {
    // `return` keeps the builder of the protocol out of it, which would ask for this again.
    public var promptRepresentation: Prompt { return self }
}

extension Prompt: CustomStringConvertible {
    /// The text; attachments stand as their labels.
    public var description: String { content.description }
}
