/// A type whose values can stand in instructions.
public protocol InstructionsRepresentable {
    /// The value as instructions.
    @InstructionsBuilder var instructionsRepresentation: Instructions { get }
}

extension String: InstructionsRepresentable {
    public var instructionsRepresentation: Instructions { return Instructions(PromptContent(self)) }
}

extension Array: InstructionsRepresentable where Element: InstructionsRepresentable {
    /// The elements, one after the other.
    public var instructionsRepresentation: Instructions {
        var content = PromptContent()
        for element in self { content.append(element.instructionsRepresentation.content) }
        return Instructions(content)
    }
}
