/// Builds ``DynamicInstructions`` from instructions, tools and other dynamic instructions, with `if`, `else`, `switch`
/// and optionals. For loops, use ``DynamicInstructions/ForEach``.
@resultBuilder
public struct DynamicInstructionsBuilder {
    /// A tool.
    public static func buildExpression<T: Tool>(_ expression: T) -> some DynamicInstructions {
        ToolInstructions(tools: [expression])
    }

    /// A list of tools.
    public static func buildExpression(_ tools: [any Tool]) -> some DynamicInstructions {
        ToolInstructions(tools: tools)
    }

    /// Instructions.
    public static func buildExpression<T: DynamicInstructions>(_ expression: T) -> T { expression }

    /// Nothing.
    public static func buildBlock() -> EmptyDynamicInstructions { EmptyDynamicInstructions() }

    /// One part.
    public static func buildBlock<T: DynamicInstructions>(_ content: T) -> T { content }

    /// The parts, one after the other.
    public static func buildBlock<each Content: DynamicInstructions>(
        _ contents: repeat each Content
    ) -> TupleDynamicInstructions<repeat each Content> {
        TupleDynamicInstructions(repeat each contents)
    }

    /// The first branch of a condition.
    public static func buildEither<TrueContent, FalseContent>(
        first component: TrueContent
    ) -> ConditionalDynamicInstructions<TrueContent, FalseContent> {
        ConditionalDynamicInstructions(branch: .first(component))
    }

    /// The other branch of a condition.
    public static func buildEither<TrueContent, FalseContent>(
        second component: FalseContent
    ) -> ConditionalDynamicInstructions<TrueContent, FalseContent> {
        ConditionalDynamicInstructions(branch: .second(component))
    }

    /// An `if` without `else`.
    public static func buildOptional<Content: DynamicInstructions>(_ content: Content?) -> Content? { content }

    /// An `if #available`.
    public static func buildLimitedAvailability(_ component: some DynamicInstructions) -> AnyDynamicInstructions {
        AnyDynamicInstructions(erasing: component)
    }
}
