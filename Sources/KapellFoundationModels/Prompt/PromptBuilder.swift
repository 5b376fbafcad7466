/// Builds a ``Prompt`` from the values that a closure lists, with `if`, `else`, `switch`, `for` and optionals.
@resultBuilder
public struct PromptBuilder {
    /// The components, one after the other.
    public static func buildBlock<each P: PromptRepresentable>(_ components: repeat each P) -> Prompt {
        var content = PromptContent()
        for component in repeat each components { content.append(component.promptRepresentation.content) }
        return Prompt(content)
    }

    /// What a `for` loop has listed.
    public static func buildArray(_ prompts: [some PromptRepresentable]) -> Prompt {
        prompts.promptRepresentation
    }

    /// The first branch of a condition.
    public static func buildEither(first component: some PromptRepresentable) -> Prompt {
        component.promptRepresentation
    }

    /// The other branch of a condition.
    public static func buildEither(second component: some PromptRepresentable) -> Prompt {
        component.promptRepresentation
    }

    /// An `if` without `else`: nothing where the condition does not hold.
    public static func buildOptional(_ component: Prompt?) -> Prompt { component ?? Prompt(PromptContent()) }

    /// An `if #available`.
    public static func buildLimitedAvailability(_ prompt: some PromptRepresentable) -> Prompt {
        prompt.promptRepresentation
    }

    /// One value.
    public static func buildExpression<P: PromptRepresentable>(_ expression: P) -> P { expression }

    /// One prompt.
    public static func buildExpression(_ expression: Prompt) -> Prompt { expression }
}
