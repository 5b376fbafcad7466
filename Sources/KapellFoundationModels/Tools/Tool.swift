/// Something that a model can have done while it answers: look something up, compute, change the world.
///
/// ```swift
/// struct Stock: Tool {
///     let description = "How many pieces of an article are in stock."
///
///     @Generable struct Arguments {
///         @Guide(description: "The number of the article.") var article: String
///     }
///
///     func call(arguments: Arguments) async throws -> String {
///         "\(try await warehouse.count(of: arguments.article))"
///     }
/// }
/// ```
///
/// Calls of one step run at the same time. What a tool throws ends the request with a
/// ``LanguageModelSession/ToolCallError``. A tool that changes the world should say how by conforming to
/// ``EffectfulTool``.
public protocol Tool<Arguments, Output>: Sendable {
    /// What the model is given back.
    associatedtype Output: PromptRepresentable
    /// What the model must give.
    associatedtype Arguments: ConvertibleFromGeneratedContent

    /// The name by which the model calls it: up to 64 letters, digits, `_` and `-`. By default that of the type.
    var name: String { get }
    /// When and for what it is to be called, in a sentence or two.
    var description: String { get }
    /// The form of the arguments. By default that of `Arguments`.
    var parameters: GenerationSchema { get }
    /// Whether the model is told of the tool's parameters. True by default.
    var includesSchemaInInstructions: Bool { get }

    /// Does what the tool does. May run several times at once. A cancelled request cancels the call's task.
    @concurrent func call(arguments: Arguments) async throws -> Output
}

extension Tool {
    /// A value of the session, see ``LanguageModelSession/SessionProperty``.
    public typealias SessionProperty = LanguageModelSession.SessionProperty

    public var name: String { String(describing: Self.self) }
    public var includesSchemaInInstructions: Bool { true }
}

extension Tool where Arguments: Generable {
    public var parameters: GenerationSchema { Arguments.generationSchema }
}
