import KapellCore
import KapellServer

/// A conversation at the terminal: what was said, and with which model it goes on.
struct ChatConversation {
    let models: ChatModels
    private(set) var model: String
    private(set) var messages: [ModelMessage] = []
    private(set) var system: String?
    /// Whether the last answer was.
    private(set) var wasInterrupted = false
    private var sampling: SamplingOptions
    private let limit: Int?

    /// - Throws: `.notFound` for a model that there is not.
    init(
        _ models: ChatModels, model: String?, system: String?, sampling: SamplingOptions, limit: Int?
    ) throws(KapellError) {
        self.models = models
        self.model = model ?? models.defaultName
        self.system = system
        self.sampling = sampling
        self.limit = limit
        _ = try models.backend(self.model)
    }

    /// Goes on with another model.
    mutating func use(_ name: String) throws(KapellError) {
        _ = try models.backend(name)
        model = name
    }

    mutating func clear() { messages = [] }

    mutating func instruct(_ text: String?) { system = text }

    /// Asks, and shows the answer as it is written.
    ///
    /// What was not answered is no part of the conversation; what was interrupted is.
    mutating func ask(_ text: String, isShown: Bool = true) async throws -> ModelResponse {
        let backend = try models.backend(model)
        var request = ModelRequest(
            messages: (system.map { [ModelMessage(.system, $0)] } ?? []) + messages + [ModelMessage(.user, text)],
            sampling: sampling, maximumResponseTokens: limit)
        request.sampling.seed = nil
        let answer = ChatAnswer()
        let isWhole = try await Interrupts.during { [request] in
            for try await event in backend.stream(request) { answer.take(event, isShown: isShown) }
            return true
        }
        let response = answer.response
        if isShown { Terminal.stream("\n") }
        wasInterrupted = isWhole == nil
        if wasInterrupted { Terminal.say(Terminal.dim("(interrupted)")) }
        guard isWhole == true || !response.text.isEmpty else { return response }
        messages.append(ModelMessage(.user, text))
        messages.append(.assistant(response.text))
        return response
    }
}
