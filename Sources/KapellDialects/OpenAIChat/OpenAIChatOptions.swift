/// Where servers that speak OpenAI's chat completions differ.
public struct OpenAIChatOptions: Sendable, Hashable {
    /// The role of instructions.
    public enum SystemRole: String, Sendable, Hashable {
        case system
        case developer
    }

    /// The field that limits the answer's tokens.
    public enum TokenLimit: String, Sendable, Hashable {
        case maxTokens = "max_tokens"
        case maxCompletionTokens = "max_completion_tokens"
    }

    /// The field of an assistant's message that gives reasoning back.
    public enum ReasoningField: String, Sendable, Hashable {
        case reasoningContent = "reasoning_content"
        case reasoning
    }

    /// How places up to which a prompt is to be cached are marked.
    public enum CacheMarks: String, Sendable, Hashable {
        /// As Anthropic does, which OpenRouter and others understand.
        case cacheControl = "cache_control"
        /// As OpenAI does.
        case promptCacheBreakpoint = "prompt_cache_breakpoint"
    }

    public var systemRole = SystemRole.developer
    public var tokenLimit = TokenLimit.maxCompletionTokens
    /// Whether `stream_options.include_usage` is understood.
    public var understandsStreamOptions = true
    /// `nil` where reasoning is not taken back.
    public var reasoningField: ReasoningField?
    /// `nil` where prompts are cached without marks, or not at all.
    public var cacheMarks: CacheMarks?
    /// Whether `reasoning_effort` is understood.
    public var understandsReasoningEffort = true
    /// Whether `top_k` is understood.
    public var understandsTopK = false
    /// Whether schemas marked as strict must keep to ``StrictSchema``.
    public var appliesStrictRules = true
    /// Whether a system message, a tool's result or a text alone may be a list of parts. Where not, texts are joined
    /// by line breaks.
    public var takesTextParts = true
    /// Whether an assistant's message may have `null` as its content.
    public var takesNullContent = true
    /// Whether proofs of tool calls are given back in `extra_content`, as Gemini's compatible API has them.
    public var returnsCallSignatures = false
    /// Whether `reasoning_details` are given back, as OpenRouter has them.
    public var returnsReasoningDetails = false
    /// How many texts `stop` may hold; `nil` for any number.
    public var greatestStopCount: Int? = 4

    public init() {}

    /// OpenAI's own API.
    public static let openAI = OpenAIChatOptions()

    /// Any other server: what most of them understand.
    public static let compatible: OpenAIChatOptions = {
        var options = OpenAIChatOptions()
        options.systemRole = .system
        options.tokenLimit = .maxTokens
        options.reasoningField = .reasoningContent
        options.understandsTopK = true
        options.appliesStrictRules = false
        options.takesTextParts = false
        options.takesNullContent = false
        options.returnsCallSignatures = true
        options.returnsReasoningDetails = true
        options.greatestStopCount = nil
        return options
    }()
}
