public import KapellJSON

/// Tokens that a request took, and what else of it is billed.
public struct ModelUsage: Sendable, Hashable {
    /// All tokens read, cached ones included.
    public var inputTokens: Int
    /// Those of `inputTokens` that were not computed again.
    public var cachedTokens: Int
    /// Those of `inputTokens` that were written to the provider's cache.
    public var cacheWriteTokens: Int
    /// Those of `cacheWriteTokens` that the provider keeps for an hour. Where it keeps them for the usual time, or does
    /// not say, there are none.
    public var cacheWriteHourTokens: Int
    /// All tokens written, reasoning included.
    public var outputTokens: Int
    /// Those of `outputTokens` that were thought and not said.
    public var reasoningTokens: Int
    /// Tokens read by embedding models.
    public var embeddingTokens: Int
    /// What the provider's own tools did for the answer.
    public var hosted: HostedToolUsage

    public init(
        inputTokens: Int = 0, cachedTokens: Int = 0, outputTokens: Int = 0, embeddingTokens: Int = 0,
        cacheWriteTokens: Int = 0, cacheWriteHourTokens: Int = 0, reasoningTokens: Int = 0,
        hosted: HostedToolUsage = .none
    ) {
        self.inputTokens = inputTokens
        self.cachedTokens = cachedTokens
        self.cacheWriteTokens = cacheWriteTokens
        self.cacheWriteHourTokens = cacheWriteHourTokens
        self.outputTokens = outputTokens
        self.reasoningTokens = reasoningTokens
        self.embeddingTokens = embeddingTokens
        self.hosted = hosted
    }

    /// Tokens read and written by language models; those of embedding models are not among them.
    public var totalTokens: Int { inputTokens.clampedAdding(outputTokens) }

    /// The sum of each count. Counts come from models and files: what does not fit is the largest number there is.
    public static func + (left: ModelUsage, right: ModelUsage) -> ModelUsage {
        ModelUsage(
            inputTokens: left.inputTokens.clampedAdding(right.inputTokens),
            cachedTokens: left.cachedTokens.clampedAdding(right.cachedTokens),
            outputTokens: left.outputTokens.clampedAdding(right.outputTokens),
            embeddingTokens: left.embeddingTokens.clampedAdding(right.embeddingTokens),
            cacheWriteTokens: left.cacheWriteTokens.clampedAdding(right.cacheWriteTokens),
            cacheWriteHourTokens: left.cacheWriteHourTokens.clampedAdding(right.cacheWriteHourTokens),
            reasoningTokens: left.reasoningTokens.clampedAdding(right.reasoningTokens),
            hosted: left.hosted + right.hosted)
    }

    public static func += (left: inout ModelUsage, right: ModelUsage) { left = left + right }

    /// `{"input_tokens", "cached_tokens", "output_tokens", "embedding_tokens"}`, and `cache_write_tokens`,
    /// `cache_write_hour_tokens`, `reasoning_tokens` and ``HostedToolUsage/counts`` where there are any.
    public var json: JSONValue {
        var object: JSONObject = [
            "input_tokens": .integer(Int64(inputTokens)),
            "cached_tokens": .integer(Int64(cachedTokens)),
            "output_tokens": .integer(Int64(outputTokens)),
            "embedding_tokens": .integer(Int64(embeddingTokens)),
        ]
        if cacheWriteTokens > 0 { object["cache_write_tokens"] = .integer(Int64(cacheWriteTokens)) }
        if cacheWriteHourTokens > 0 { object["cache_write_hour_tokens"] = .integer(Int64(cacheWriteHourTokens)) }
        if reasoningTokens > 0 { object["reasoning_tokens"] = .integer(Int64(reasoningTokens)) }
        for (name, count) in hosted.counts { object[name] = .integer(Int64(count)) }
        return .object(object)
    }
}
