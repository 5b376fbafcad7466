public import KapellFoundationModels

@Generable(description: "A recipe for two")
public struct Recipe: Equatable, Sendable {
    @Guide(description: "A title of at most six words") public let title: String
    @Guide(.range(5...120)) public let minutes: Int
    @Guide(.count(2...12)) public let ingredients: [Ingredient]
    public let course: Course
}

@Generable
public struct Ingredient: Equatable, Sendable {
    public let name: String
    public let grams: Int?
}

@Generable
public enum Course: Equatable, Sendable {
    case starter, main, dessert
}

/// A value in place of text. It was checked with all its guides; a model that gave something else was asked again.
public func recipe(with model: some LanguageModel) async throws -> Recipe {
    let session = LanguageModelSession(model: model)
    return try await session.respond(to: "Something with lentils.", generating: Recipe.self).content
}

/// The same value while it arrives: every property is optional.
public func recipe(with model: some LanguageModel, show: (Recipe.PartiallyGenerated) -> Void) async throws -> Recipe {
    let stream = LanguageModelSession(model: model).streamResponse(
        to: "Something with lentils.", generating: Recipe.self)
    for try await snapshot in stream {
        show(snapshot.content)
    }
    return try await stream.collect().content
}
