public import KapellCore
import KapellFoundationModels

/// A model of one's own: it says again what it was told last, word by word.
///
/// This is all that sessions, prompts, tasks and typed output need to run with it.
public struct Parrot: ModelBackend, Hashable {
    public let model = "example/parrot"

    public init() {}

    /// A backend that waits for its words sends them from a task, which `continuation.onTermination` cancels.
    public func stream(_ request: ModelRequest) -> ModelEventStream {
        ModelEventStream { continuation in
            do {
                try request.requireSupport(in: features, of: model)
                let words = request.messages.last?.content.split(separator: " ") ?? []
                for (index, word) in words.enumerated() {
                    continuation.yield(.text(index == 0 ? String(word) : " \(word)"))
                }
                continuation.yield(.usage(ModelUsage(inputTokens: words.count, outputTokens: words.count)))
                continuation.yield(.finished(.stop))
                continuation.finish()
            } catch {
                continuation.finish(throwing: error)
            }
        }
    }

    public func countTokens(_ text: String) async throws -> Int { text.split(separator: " ").count }
}

/// Any backend becomes the model of a session with `BackendModel`.
public func parrot() async throws -> String {
    let session = LanguageModelSession(model: BackendModel(Parrot()))
    return try await session.respond(to: "Who is a pretty bird?").content
}
