import KapellCore

/// How a text that was cut is continued on another model.
///
/// The other model gets the conversation, the text so far as an assistant's message, and the instruction to go on where
/// it ends. It sees the text only, not the thoughts before it. That works for prose; a join may show. So it is left out
/// for answers that call tools or keep to a schema, and must be asked for by the route.
public struct ContinuationPolicy: Sendable, Hashable {
    /// How often one answer may be continued.
    public var times: Int
    /// What the other model is told, as a user's message.
    public var instruction: String

    public init(times: Int = 1, instruction: String = Self.defaultInstruction) {
        self.times = max(0, times)
        self.instruction = instruction
    }

    public static let defaultInstruction = """
        Your last message was cut off by a fault of the connection. Go on with it: write only what comes next, \
        beginning with the very next character, inside a word if it ends there. Repeat nothing, add no remark and no \
        greeting, and keep the language and the form.
        """

    /// The request that goes on with `text`.
    ///
    /// - Parameter written: tokens that the text took, as far as is known; they come off the limit.
    func request(after text: String, written: Int?, of request: ModelRequest) -> ModelRequest {
        var request = request
        request.messages.append(.assistant(text))
        request.messages.append(ModelMessage(.user, instruction, origin: .developer))
        if let most = request.maximumResponseTokens {
            let used = written.flatMap { $0 > 0 ? $0 : nil } ?? text.utf8.count / 4
            request.maximumResponseTokens = max(1, most.clampedSubtracting(used))
        }
        return request
    }

    /// Whether an answer that was cut by `error` can be continued.
    func allows(_ error: KapellError, _ request: ModelRequest) -> Bool {
        let kind = FailureClass(error)
        return (kind == .unavailable || kind == .rateLimit) && request.responseSchema == nil
    }
}
