/// Makes a tool of a function, with the name of the function and `Tool` behind it.
///
/// ```swift
/// /// How many pieces of an article are in stock.
/// /// - Parameter article: the number of the article.
/// @Tool
/// func stock(article: String, warehouse: String = "main") async throws -> String { … }
///
/// let session = LanguageModelSession(model: model, tools: [stockTool])
/// ```
///
/// What the model is told stands in the comment: the first paragraph is the description, the parameters have theirs.
/// Parameters are of types that a model can generate; one with a default value may be left out. The tool of a method
/// belongs to the value: `warehouse.stockTool`.
///
/// Ours: Apple's framework has no such macro. By hand it is a ``FunctionTool``, or a type that conforms to ``Tool``.
///
/// - Parameters:
///   - name: the name by which the model calls it; by default that of the function.
///   - description: when and for what it is to be called; by default the first paragraph of the comment.
@attached(peer, names: suffixed(Tool))
public macro Tool(name: String? = nil, description: String? = nil) =
    #externalMacro(module: "KapellMacros", type: "ToolMacro")
