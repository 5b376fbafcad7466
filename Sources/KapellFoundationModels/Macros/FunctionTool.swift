/// A tool that calls a function.
///
/// ```swift
/// let stock = FunctionTool(
///     name: "stock", description: "How many pieces of an article are in stock.",
///     parameters: GenerationSchema(
///         name: "stock", properties: [.init(name: "article", description: "its number", type: String.self)])
/// ) { arguments in
///     try await warehouse.count(of: arguments.value(forProperty: "article"))
/// }
/// ```
///
/// Ours: `@Tool` writes it; Apple's framework has no such type.
public struct FunctionTool<Output: PromptRepresentable>: Tool {
    /// The name by which the model calls it.
    public let name: String
    /// When and for what it is to be called.
    public let description: String
    /// What the model has to give.
    public let parameters: GenerationSchema

    private let body: @Sendable (GeneratedContent) async throws -> Output

    /// A tool.
    ///
    /// - Parameters:
    ///   - name: the name by which the model calls it: up to 64 letters, digits, `_` and `-`.
    ///   - description: when and for what it is to be called, in a sentence or two.
    ///   - parameters: what the model has to give. Arguments are checked against it before the call.
    ///   - body: does what the tool does. May run several times at once; is cancelled with the request.
    public init(
        name: String, description: String, parameters: GenerationSchema,
        body: @escaping @Sendable (GeneratedContent) async throws -> Output
    ) {
        self.name = name
        self.description = description
        self.parameters = parameters
        self.body = body
    }

    /// Calls the function.
    @concurrent public func call(arguments: GeneratedContent) async throws -> Output { try await body(arguments) }
}
