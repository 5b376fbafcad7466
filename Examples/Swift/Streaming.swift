public import KapellFoundationModels

/// Shows an answer while it is written. A snapshot holds all there is so far: assign it, do not append it.
public func story(with model: some LanguageModel, show: (String) -> Void) async throws {
    let session = LanguageModelSession(model: model)
    for try await snapshot in session.streamResponse(to: "Tell me a story of two sentences.") {
        show(snapshot.content)
    }
}

/// The same piece by piece, as a terminal or a connection needs it. Other events tell of thoughts, of calls of tools with
/// their results, and of tokens.
public func storyInPieces(with model: some LanguageModel, write: (String) -> Void) async throws {
    let session = LanguageModelSession(model: model)
    for try await event in session.streamResponse(to: "Tell me a story of two sentences.").events {
        switch event {
        case .text(let piece): write(piece)
        case .finish(let reason): write("\n[\(reason)]")
        default: break
        }
    }
}
