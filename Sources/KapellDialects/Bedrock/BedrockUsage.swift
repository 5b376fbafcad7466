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
        let hour = (object["cacheDetails"]?.arrayValue ?? []).filter { $0["ttl"] == "1h" }
            .reduce(0) { $0.clampedAdding(max($1["inputTokens"]?.intValue ?? 0, 0)) }
        return ModelUsage(
            inputTokens: count("inputTokens").clampedAdding(read).clampedAdding(written), cachedTokens: read,
            outputTokens: count("outputTokens"), cacheWriteTokens: written, cacheWriteHourTokens: min(hour, written))
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
        let hour = min(max(usage.cacheWriteHourTokens, 0), usage.cacheWriteTokens)
        let details = [("1h", hour), ("5m", usage.cacheWriteTokens.clampedSubtracting(hour))].filter { $0.1 > 0 }
        if hour > 0 {
            object["cacheDetails"] = .array(
                details.map { ["ttl": .string($0.0), "inputTokens": .integer(Int64($0.1))] })
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
