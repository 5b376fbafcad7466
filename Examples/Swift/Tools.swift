public import KapellFoundationModels

/// How many pieces of an article are in stock.
/// - Parameter article: The number of the article, such as 4711.
@Tool
func stock(article: Int) async throws -> String {
    article == 4711 ? "6 pieces" : "no such article"
}

/// The same kind of thing as a type: what it needs is kept in properties.
struct Order: Tool {
    let name = "order"
    let description = "Orders pieces of an article from the supplier."
    let supplier: String

    @Generable
    struct Arguments {
        @Guide(description: "The number of the article.") let article: Int
        @Guide(.range(1...100)) let pieces: Int
    }

    func call(arguments: Arguments) async throws -> String {
        "\(supplier) sends \(arguments.pieces) pieces of \(arguments.article)."
    }
}

/// Lets a model look into the stock by itself, and order only what `approves` allows.
public func refill(
    with model: some LanguageModel, approves: @escaping @Sendable (_ arguments: String) async -> Bool
) async throws -> String {
    let session = LanguageModelSession(
        model: model, tools: [stockTool, Order(supplier: "Harp & Sons")], instructions: "You keep a warehouse.")

    session.policy.toolApproval = { request in
        guard request.call.toolName == "order" else { return .run }
        return await approves(request.call.arguments.jsonString) ? .run : .deny(reason: "The owner said no.")
    }
    return try await session.respond(to: "See that we have ten pieces of article 4711.").content
}
