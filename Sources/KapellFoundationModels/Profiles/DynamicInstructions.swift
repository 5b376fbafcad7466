/// Instructions and tools that are worked out anew before every request to a model, from the state of the program.
///
/// ```swift
/// struct Warehouse: DynamicInstructions {
///     var mayOrder: Bool
///
///     var body: some DynamicInstructions {
///         Instructions { "You help in a warehouse." }
///         Stock()
///         if mayOrder { Ordering() }
///     }
/// }
/// ```
///
/// Parts stand in the order of the body; instructions that follow each other are a line apart.
public protocol DynamicInstructions {
    /// What these instructions consist of.
    associatedtype Body: DynamicInstructions

    /// Instructions, tools and other dynamic instructions. Read before each request; it should be quick, and change
    /// nothing.
    @DynamicInstructionsBuilder var body: Body { get }
}

extension DynamicInstructions {
    /// Content for each element of a collection.
    public typealias ForEach = DynamicInstructionsForEach
    /// A value of the session, see ``LanguageModelSession/SessionProperty``.
    public typealias SessionProperty = LanguageModelSession.SessionProperty
}

extension Instructions: DynamicInstructions {
    public var body: Instructions { return self }
}

extension Optional: DynamicInstructions where Wrapped: DynamicInstructions {
    public var body: Wrapped? { return self }
}
