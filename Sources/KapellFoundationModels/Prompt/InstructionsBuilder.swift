/// Builds ``Instructions`` from the values that a closure lists, with `if`, `else`, `switch`, `for` and optionals.
@resultBuilder
public struct InstructionsBuilder {
    /// The components, one after the other.
    public static func buildBlock<each I: InstructionsRepresentable>(_ components: repeat each I) -> Instructions {
        var content = PromptContent()
        for component in repeat each components { content.append(component.instructionsRepresentation.content) }
        return Instructions(content)
    }

    /// What a `for` loop has listed.
    public static func buildArray(_ instructions: [some InstructionsRepresentable]) -> Instructions {
        instructions.instructionsRepresentation
    }

    /// The first branch of a condition.
    public static func buildEither(first component: some InstructionsRepresentable) -> Instructions {
        component.instructionsRepresentation
    }

    /// The other branch of a condition.
    public static func buildEither(second component: some InstructionsRepresentable) -> Instructions {
        component.instructionsRepresentation
    }

    /// An `if` without `else`: nothing where the condition does not hold.
    public static func buildOptional(_ component: Instructions?) -> Instructions {
        component ?? Instructions(PromptContent())
    }

    /// An `if #available`.
    public static func buildLimitedAvailability(_ instructions: some InstructionsRepresentable) -> Instructions {
        instructions.instructionsRepresentation
    }

    /// One value.
    public static func buildExpression<I: InstructionsRepresentable>(_ expression: I) -> I { expression }

    /// Other instructions.
    public static func buildExpression(_ expression: Instructions) -> Instructions { expression }
}
