package import KapellCore
package import KapellJSON

/// What a request asks of a model in this process beside what every model knows: the fields of
/// `ModelRequest.extras`, by the names that llama.cpp's server and vLLM know them by.
package struct LocalRequestFields: Sendable, Hashable {
    package var sampling: TokenSampling
    package var ignoresEnd = false
    package var lookup: Bool?
    package var priority = 0
    /// Whether what was read of earlier requests may be used; `nil` where it is not said.
    package var usesCache: Bool?
    package var form: AnswerForm?
    package var adapters: [AdapterChoice] = []
    /// Variables of the chat template, such as `enable_thinking`.
    package var templateValues: JSONObject = [:]

    /// The form of the whole answer.
    package enum AnswerForm: Sendable, Hashable {
        /// Any JSON object.
        case json
        case schema(JSONValue)
        case regex(String)
        case choice([String])
    }

    /// Whether the same is to be computed each time: where a seed is given for draws, or nothing of earlier requests is to
    /// be used.
    var isRepeatable: Bool {
        !(usesCache ?? (sampling.options.seed == nil || sampling.options.temperature <= 0))
    }

    /// All fields that are known. Clients over HTTP may use them all; ``AdapterChoice/requireNoFiles(in:)`` looks at those
    /// that could name files.
    package static let names: Set<String> = [
        "min_p", "typical_p", "repeat_penalty", "repetition_penalty", "repeat_last_n", "logit_bias", "logprobs",
        "top_logprobs", "ignore_eos", "lookup", "priority", "response_format", "json_schema", "guided_json", "regex",
        "guided_regex", "choice", "guided_choice", "lora", "chat_template_kwargs", "cache_prompt",
    ]

    /// - Throws: `.invalidRequest` for a value that cannot be.
    package init(_ extras: JSONObject, _ options: SamplingOptions) throws(KapellError) {
        sampling = TokenSampling(options)
        sampling.minP = try extras.number("min_p", in: 0...1) ?? 0
        sampling.typicalP = try extras.number("typical_p", in: 0...1) ?? 1
        for name in ["repeat_penalty", "repetition_penalty"] {
            if let value = try extras.number(name, in: 0.01...10) { sampling.repetitionPenalty = value }
        }
        if let count = try extras.whole("repeat_last_n", in: 0...65_536) { sampling.repetitionWindow = count }
        sampling.bias = try Self.bias(extras["logit_bias"])
        if try Self.asksForLikelihoods(extras) {
            sampling.logProbabilities = try extras.whole("top_logprobs", in: 0...20) ?? 0
        }
        ignoresEnd = try extras.flag("ignore_eos")
        if let value = extras["lookup"], !value.isNull { lookup = try extras.flag("lookup") }
        if let value = extras["cache_prompt"], !value.isNull { usesCache = try extras.flag("cache_prompt") }
        priority = try extras.whole("priority", in: -100...100) ?? 0
        form = try Self.form(extras)
        adapters = try AdapterChoice.list(extras["lora"])
        if let values = extras["chat_template_kwargs"], !values.isNull {
            guard let object = values.objectValue else {
                throw KapellError(.invalidRequest, "`chat_template_kwargs` must be an object.")
            }
            templateValues = object
        }
    }

    /// `true` in chats, a number in completions, where it says how many.
    private static func asksForLikelihoods(_ extras: JSONObject) throws(KapellError) -> Bool {
        switch extras["logprobs"] {
        case nil, .null?: false
        case .bool(let isAsked)?: isAsked
        default: throw KapellError(.invalidRequest, "`logprobs` must be true or false.")
        }
    }

    /// `{"TOKEN": BIAS}`, or `[[TOKEN, BIAS]]`.
    private static func bias(_ value: JSONValue?) throws(KapellError) -> [Int32: Float] {
        guard let value, !value.isNull else { return [:] }
        let pairs: [(JSONValue, JSONValue)]? =
            if let object = value.objectValue {
                object.map { (Int($0).map { .integer(Int64($0)) } ?? .null, $1) }
            } else {
                value.arrayValue?.map { ($0[0] ?? .null, $0[1] ?? .null) }
            }
        guard let pairs, pairs.count <= 1_000 else {
            throw KapellError(
                .invalidRequest, "`logit_bias` must be an object of at most 1,000 tokens and what is added to each.")
        }
        var bias: [Int32: Float] = [:]
        for (token, amount) in pairs {
            let number = amount == .bool(false) ? -100 : amount.doubleValue
            guard let token = token.intValue.flatMap({ Int32(exactly: $0) }), token >= 0, let number,
                (-100...100).contains(number)
            else {
                throw KapellError(
                    .invalidRequest, "`logit_bias` must be an object of tokens and numbers from -100 to 100.")
            }
            bias[token] = Float(number)
        }
        return bias
    }

    private static func form(_ extras: JSONObject) throws(KapellError) -> AnswerForm? {
        var forms: [AnswerForm] = []
        for name in ["json_schema", "guided_json"] {
            if let schema = extras[name], !schema.isNull { forms.append(.schema(schema)) }
        }
        for name in ["regex", "guided_regex"] {
            if let text = try extras.text(name) { forms.append(.regex(text)) }
        }
        for name in ["choice", "guided_choice"] {
            guard let value = extras[name], !value.isNull else { continue }
            let texts = value.arrayValue?.compactMap(\.stringValue) ?? []
            guard !texts.isEmpty, texts.count == value.arrayValue?.count else {
                throw KapellError(.invalidRequest, "`\(name)` must be a list of texts.")
            }
            forms.append(.choice(texts))
        }
        switch extras["response_format"]?["type"]?.stringValue {
        case nil, "text"?: break
        case "json_object"?: forms.append(.json)
        case let type?:
            throw KapellError(
                .unsupported, "`response_format.type` is \(type.prefix(60)), which is not known.",
                remedy: "Use text, json_object or json_schema.")
        }
        guard forms.count < 2 else {
            throw KapellError(.invalidRequest, "The request asks for two forms of the answer.", remedy: "Name one.")
        }
        return forms.first
    }
}
