import KapellCore
import KapellJSON
import KapellLocal
import KapellTesting

/// The two default models, where they have been prepared on this machine.
enum DefaultModels {
    static let chatPath = PreparedModels.chat
    static let embeddingPath = PreparedModels.embedding

    /// Whether both are there.
    static var present: Bool { PreparedModels.areThere }

    /// One chat model for all tests, so that it is loaded once.
    static let chat = chat(LocalModelOptions(context: 4_096))
    static let embedding = embedding(LocalModelOptions())

    static func embedding(_ options: LocalModelOptions) -> LocalEmbeddingModel {
        LocalEmbeddingModel(
            model: "local/all-minilm-l6-v2", options: options, identity: { _ in "test" },
            path: { try found(embeddingPath) })
    }

    static func chat(_ options: LocalModelOptions) -> LocalChatModel {
        LocalChatModel(model: "local/smollm2-135m-instruct", options: options, path: { try found(chatPath) })
    }

    private static func found(_ path: String?) throws -> String {
        guard let path else { throw KapellError(.notFound, "The default models are not on this machine.") }
        return path
    }
}

extension LocalChatModel {
    /// A whole answer to one message of a user.
    func answer(
        _ text: String, sampling: SamplingOptions = .greedy, tokens: Int = 32, stop: [String] = []
    ) async throws -> ModelResponse {
        var request = ModelRequest(
            messages: [ModelMessage(.user, text)], sampling: sampling, maximumResponseTokens: tokens, stop: stop)
        // The same is computed each time.
        request.extras = ["cache_prompt": false]
        return try await respond(request)
    }
}

/// The error that an operation must throw.
func thrown(_ operation: () async throws -> Void) async -> KapellError? {
    do {
        try await operation()
        return nil
    } catch {
        return error as? KapellError
    }
}
