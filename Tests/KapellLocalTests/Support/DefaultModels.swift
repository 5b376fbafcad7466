import Foundation
import KapellCore
import KapellLocal

/// The two default models, where they have been prepared on this machine.
enum DefaultModels {
    static let chatPath = path("smollm2-135m-instruct")
    static let embeddingPath = path("all-minilm-l6-v2")

    /// Whether both are there.
    static var present: Bool { chatPath != nil && embeddingPath != nil }

    /// One chat model for all tests, so that it is loaded once.
    static let chat = chat(LocalModelOptions(context: 4_096))
    static let embedding = LocalEmbeddingModel(
        model: "local/all-minilm-l6-v2", identity: { _ in "test" }, path: { try found(embeddingPath) })

    static func chat(_ options: LocalModelOptions) -> LocalChatModel {
        LocalChatModel(model: "local/smollm2-135m-instruct", options: options, path: { try found(chatPath) })
    }

    private static func found(_ path: String?) throws -> String {
        guard let path else { throw KapellError(.notFound, "The default models are not on this machine.") }
        return path
    }

    private static func path(_ name: String) -> String? {
        let environment = ProcessInfo.processInfo.environment
        var homes: [String] = []
        if let home = environment["KAPELL_HOME"], !home.isEmpty {
            homes = [home]
        } else {
            if let data = environment["XDG_DATA_HOME"] { homes.append("\(data)/kapell") }
            if let home = environment["HOME"] {
                homes += ["\(home)/.local/share/kapell", "\(home)/Library/Application Support/kapell"]
            }
        }
        return homes.map { "\($0)/models/local/\(name).gguf" }.first { FileManager.default.fileExists(atPath: $0) }
    }
}

extension LocalChatModel {
    /// A whole answer to one message of a user.
    func answer(
        _ text: String, sampling: SamplingOptions = .greedy, tokens: Int = 32, stop: [String] = []
    ) async throws -> ModelResponse {
        try await respond(
            ModelRequest(
                messages: [ModelMessage(.user, text)], sampling: sampling, maximumResponseTokens: tokens, stop: stop))
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
