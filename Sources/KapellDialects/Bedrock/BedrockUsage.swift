import KapellCore
import KapellJSON

/// Bedrock's counts of tokens. Like Anthropic's, its `inputTokens` leave out what has to do with a cache.
enum BedrockUsage {
    static func usage(_ value: JSONValue?) -> ModelUsage? {
        guard let object = value?.objectValue else { return nil }
        func count(_ keys: String...) -> Int {
            keys.lazy.compactMap { object[$0]?.intValue }.first.map { max($0, 0) } ?? 0
        }
        let read = count("cacheReadInputTokens", "cacheReadInputTokenCount")
        let written = count("cacheWriteInputTokens", "cacheWriteInputTokenCount")
        return ModelUsage(
            inputTokens: count("inputTokens").clampedAdding(read).clampedAdding(written), cachedTokens: read,
            outputTokens: count("outputTokens"), cacheWriteTokens: written)
    }

    static func json(_ usage: ModelUsage) -> JSONObject {
        var object: JSONObject = [
            "inputTokens": .integer(Int64(AnthropicUsage.plainInput(usage))),
            "outputTokens": .integer(Int64(usage.outputTokens)),
            "totalTokens": .integer(Int64(usage.totalTokens)),
        ]
        if usage.cachedTokens > 0 || usage.cacheWriteTokens > 0 {
            object["cacheReadInputTokens"] = .integer(Int64(usage.cachedTokens))
            object["cacheWriteInputTokens"] = .integer(Int64(usage.cacheWriteTokens))
        }
        return object
    }

    /// What stands at the end of a stream of InvokeModel. How long it took is not known here.
    static func metrics(_ usage: ModelUsage) -> JSONObject {
        var object: JSONObject = [
            "inputTokenCount": .integer(Int64(AnthropicUsage.plainInput(usage))),
            "outputTokenCount": .integer(Int64(usage.outputTokens)),
            "invocationLatency": 0, "firstByteLatency": 0,
        ]
        if usage.cachedTokens > 0 || usage.cacheWriteTokens > 0 {
            object["cacheReadInputTokenCount"] = .integer(Int64(usage.cachedTokens))
            object["cacheWriteInputTokenCount"] = .integer(Int64(usage.cacheWriteTokens))
        }
        return object
    }
}
