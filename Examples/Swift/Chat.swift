public import KapellFoundationModels

/// A conversation: the second question is understood because the session keeps the history.
public func chat(with model: some LanguageModel) async throws -> [String] {
    let session = LanguageModelSession(model: model, instructions: "You sell strings. Answer in one sentence.")

    let first = try await session.respond(to: "How many strings has a viola?")
    let second = try await session.respond(to: "And a harp?", options: GenerationOptions(temperature: 0.2))

    return [first.content, second.content]
}
