/// What a developer tells a model about its part, its tone and its limits. The model is to obey them over prompts.
///
/// Never put text of a user or of a document into instructions: it would gain the developer's authority.
public struct Instructions: Sendable {
    var content: PromptContent

    init(_ content: PromptContent) { self.content = content }

    /// Instructions of one piece.
    public init(_ content: some InstructionsRepresentable) { self = content.instructionsRepresentation }

    /// Instructions of the pieces that the closure lists. Throws what the closure throws.
    public init(@InstructionsBuilder _ content: () throws -> Instructions) rethrows { self = try content() }
}

extension Instructions: InstructionsRepresentable {
    // `return` keeps the builder of the protocol out of it, which would ask for this again.
    public var instructionsRepresentation: Instructions { return self }
}

extension Instructions: CustomStringConvertible {
    /// The text; attachments stand as their labels.
    public var description: String { content.description }
}
