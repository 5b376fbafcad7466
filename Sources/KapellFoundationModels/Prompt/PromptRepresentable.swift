/// A type whose values can stand in a prompt.
public protocol PromptRepresentable {
    /// The value as a prompt.
    @PromptBuilder var promptRepresentation: Prompt { get }
}

extension String: PromptRepresentable {
    public var promptRepresentation: Prompt { return Prompt(PromptContent(self)) }
}

extension Array: PromptRepresentable where Element: PromptRepresentable {
    /// The elements, one after the other.
    public var promptRepresentation: Prompt {
        var content = PromptContent()
        for element in self { content.append(element.promptRepresentation.content) }
        return Prompt(content)
    }
}
