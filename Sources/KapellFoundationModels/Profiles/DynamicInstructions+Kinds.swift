/// No instructions and no tools.
public struct EmptyDynamicInstructions: DynamicInstructions {
    public init() {}

    public var body: EmptyDynamicInstructions { return self }
}

/// Several dynamic instructions, one after the other.
public struct TupleDynamicInstructions<each Content: DynamicInstructions>: DynamicInstructions {
    let contents: (repeat each Content)

    public init(_ contents: repeat each Content) { self.contents = (repeat each contents) }

    public var body: TupleDynamicInstructions<repeat each Content> { return self }
}

/// One of two dynamic instructions, as a condition decides.
public struct ConditionalDynamicInstructions<TrueContent: DynamicInstructions, FalseContent: DynamicInstructions>:
    DynamicInstructions
{
    enum Branch {
        case first(TrueContent)
        case second(FalseContent)
    }

    let branch: Branch

    public var body: ConditionalDynamicInstructions<TrueContent, FalseContent> { return self }
}

/// Dynamic instructions without their type.
public struct AnyDynamicInstructions: DynamicInstructions {
    let content: any DynamicInstructions

    public init(_ dynamicInstructions: any DynamicInstructions) { content = dynamicInstructions }

    public init(erasing dynamicInstructions: some DynamicInstructions) { content = dynamicInstructions }

    public var body: AnyDynamicInstructions { return self }
}

/// Dynamic instructions for each element of a collection. Write it as `ForEach` within a body.
public struct DynamicInstructionsForEach<Data: RandomAccessCollection, ID: Hashable, Content: DynamicInstructions>:
    DynamicInstructions
{
    let data: Data
    let content: (Data.Element) -> Content

    /// Elements that a property names.
    public init(
        _ data: Data, id: KeyPath<Data.Element, ID>,
        @DynamicInstructionsBuilder content: @escaping (Data.Element) -> Content
    ) {
        self.data = data
        self.content = content
    }

    /// Elements that have an id.
    public init(_ data: Data, @DynamicInstructionsBuilder content: @escaping (Data.Element) -> Content)
    where Data.Element: Identifiable, ID == Data.Element.ID {
        self.data = data
        self.content = content
    }

    public var body: DynamicInstructionsForEach<Data, ID, Content> { return self }
}

/// Tools among dynamic instructions.
struct ToolInstructions: DynamicInstructions {
    let tools: [any Tool]

    var body: ToolInstructions { return self }
}
