import KapellCore
import KapellDialects
import KapellJSON
import KapellLocal

/// A request of OpenAI's old route for texts that are no chats.
struct CompletionBody: Sendable {
    var model: String
    var prompts: [CompletionPrompt] = []
    /// Answers to each prompt.
    var count = 1
    var echoes = false
    var streams = false
    var includesUsage = false
    /// How many of the most likely tokens are told with each.
    var logProbabilities: Int?
    var request = ModelRequest(messages: [])

    private static let own: Set<String> = [
        "model", "prompt", "n", "best_of", "echo", "stream", "stream_options", "logprobs", "max_tokens", "temperature",
        "top_p", "top_k", "seed", "stop", "frequency_penalty", "presence_penalty", "suffix", "user",
    ]
    private static let mostPrompts = 128
    private static let mostAnswers = 128

    /// - Throws: `.invalidRequest` for a value that cannot be; `.unsupported` for what is not done.
    init(_ body: JSONObject) throws(KapellError) {
        model = try body.text("model") ?? "default"
        prompts = try Self.prompts(body["prompt"])
        count = try body.whole("n", in: 1...Self.mostAnswers) ?? 1
        guard prompts.count * count <= Self.mostAnswers else {
            throw KapellError(
                .invalidRequest, "The request asks for \(prompts.count * count) answers.",
                remedy: "Ask for at most \(Self.mostAnswers) at once.")
        }
        if let best = try body.whole("best_of", in: 1...1_000), best > count {
            throw KapellError(.unsupported, "`best_of` is not supported.", remedy: "Ask for `n` answers and choose.")
        }
        if let suffix = try body.text("suffix"), !suffix.isEmpty {
            throw KapellError(.unsupported, "`suffix` is not supported.", remedy: "Leave it out.")
        }
        echoes = try body.flag("echo")
        streams = try body.flag("stream")
        includesUsage = try body["stream_options"]?.objectValue?.flag("include_usage") ?? false
        logProbabilities = try body.whole("logprobs", in: 0...20)
        // OpenAI's route writes 16 tokens where nothing is said.
        request.maximumResponseTokens = try body.whole("max_tokens", in: 0...Int(Int32.max)) ?? 16
        var sampling = SamplingOptions(
            temperature: try body.number("temperature", in: 0...100) ?? 1,
            topP: try body.number("top_p", in: 0...1) ?? 1,
            topK: try body.whole("top_k", in: -1...Int(Int32.max)).map { max(0, $0) } ?? 0,
            seed: try body.whole("seed", in: Int.min...Int.max).map { UInt64(bitPattern: Int64($0)) })
        sampling.frequencyPenalty = try body.number("frequency_penalty", in: -2...2) ?? 0
        sampling.presencePenalty = try body.number("presence_penalty", in: -2...2) ?? 0
        request.sampling = sampling
        request.stop = try OpenAIStops.read(body["stop"])
        try LocalLosses.check(stops: request.stop, for: model)
        for (key, value) in body where !Self.own.contains(key) && !value.isNull {
            guard LocalRequestFields.names.contains(key) else {
                throw KapellError(
                    .invalidRequest, "`\(key.prefix(60))` is not a field of this request.", remedy: "Leave it out.")
            }
            request.extras[key] = value
        }
        try AdapterChoice.requireNoFiles(in: request.extras)
        if echoes, logProbabilities != nil {
            throw KapellError(
                .unsupported, "`echo` with `logprobs` is not supported: the prompt's tokens are not rated.",
                remedy: "Leave one of them out.")
        }
        if let logProbabilities {
            request.extras["logprobs"] = true
            request.extras["top_logprobs"] = .integer(Int64(logProbabilities))
        }
    }

    /// A text, tokens, or a list of either.
    private static func prompts(_ value: JSONValue?) throws(KapellError) -> [CompletionPrompt] {
        if let text = value?.stringValue { return [.text(text)] }
        guard let list = value?.arrayValue, !list.isEmpty else {
            throw KapellError(.invalidRequest, "`prompt` must be a text, tokens, or a list of them.")
        }
        if let tokens = tokens(list) { return [.tokens(tokens)] }
        guard list.count <= mostPrompts else {
            throw KapellError(
                .invalidRequest, "`prompt` holds \(list.count) prompts; the limit is \(mostPrompts).",
                remedy: "Send several requests.")
        }
        var prompts: [CompletionPrompt] = []
        for entry in list {
            if let text = entry.stringValue {
                prompts.append(.text(text))
            } else if let tokens = entry.arrayValue.flatMap(tokens) {
                prompts.append(.tokens(tokens))
            } else {
                throw KapellError(.invalidRequest, "`prompt` must be a text, tokens, or a list of them.")
            }
        }
        return prompts
    }

    private static func tokens(_ list: [JSONValue]) -> [Int32]? {
        let tokens = list.compactMap { $0.intValue.flatMap { Int32(exactly: $0) } }
        return tokens.count == list.count ? tokens : nil
    }
}
