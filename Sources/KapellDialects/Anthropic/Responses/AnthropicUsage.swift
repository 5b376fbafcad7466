import KapellCore
import KapellJSON

/// Anthropic's counts of tokens, between which and ours lies one difference: its `input_tokens` leave out what was read
/// from a cache or written to it.
struct AnthropicUsage: Sendable {
    private var input = 0
    private var cacheRead = 0
    private var cacheWrite = 0
    /// Those of `cacheWrite` that are kept for an hour.
    private var cacheWriteHour = 0
    private var output = 0
    private var thinking = 0
    private var searches = 0

    init() {}

    var total: ModelUsage {
        ModelUsage(
            inputTokens: input.clampedAdding(cacheRead).clampedAdding(cacheWrite), cachedTokens: cacheRead,
            outputTokens: output, cacheWriteTokens: cacheWrite,
            cacheWriteHourTokens: min(cacheWriteHour, cacheWrite), reasoningTokens: min(thinking, output),
            hosted: HostedToolUsage(webSearches: searches))
    }

    /// Takes counts in. Each is a total so far: it replaces the one before; one that is missing leaves it.
    mutating func update(_ usage: JSONValue?) {
        guard let usage = usage?.objectValue else { return }
        func take(_ key: String, _ count: inout Int) {
            if let value = usage[key]?.intValue { count = max(value, 0) }
        }
        take("input_tokens", &input)
        take("cache_read_input_tokens", &cacheRead)
        // Only the beginning of a stream has it; the totals after it leave it as it is.
        if let split = usage["cache_creation"]?.objectValue {
            cacheWriteHour = max(split["ephemeral_1h_input_tokens"]?.intValue ?? 0, 0)
            cacheWrite = cacheWriteHour.clampedAdding(max(split["ephemeral_5m_input_tokens"]?.intValue ?? 0, 0))
        }
        take("cache_creation_input_tokens", &cacheWrite)
        take("output_tokens", &output)
        if let value = usage["server_tool_use"]?["web_search_requests"]?.intValue { searches = max(value, 0) }
        if let value = usage["output_tokens_details"]?["thinking_tokens"]?.intValue { thinking = max(value, 0) }
    }

    /// What Bedrock tells at the end of a stream, where the stream itself told nothing.
    mutating func complete(_ metrics: JSONValue?) {
        guard let metrics, total.totalTokens == 0 else { return }
        input = max(metrics["inputTokenCount"]?.intValue ?? 0, 0)
        output = max(metrics["outputTokenCount"]?.intValue ?? 0, 0)
        cacheRead = max(metrics["cacheReadInputTokenCount"]?.intValue ?? 0, 0)
        cacheWrite = max(metrics["cacheWriteInputTokenCount"]?.intValue ?? 0, 0)
    }

    /// Tokens read that have to do with no cache.
    static func plainInput(_ usage: ModelUsage) -> Int {
        max(0, usage.inputTokens.clampedSubtracting(usage.cachedTokens).clampedSubtracting(usage.cacheWriteTokens))
    }

    /// - Parameter isTotal: whether the counts are those that end a stream, which do not tell what is kept how long.
    static func json(_ usage: ModelUsage, isTotal: Bool = false) -> JSONObject {
        var object: JSONObject = [
            "input_tokens": .integer(Int64(plainInput(usage))),
            "cache_creation_input_tokens": .integer(Int64(usage.cacheWriteTokens)),
            "cache_read_input_tokens": .integer(Int64(usage.cachedTokens)),
            "output_tokens": .integer(Int64(usage.outputTokens)),
        ]
        let hour = min(max(usage.cacheWriteHourTokens, 0), usage.cacheWriteTokens)
        if hour > 0, !isTotal {
            object["cache_creation"] = [
                "ephemeral_5m_input_tokens": .integer(Int64(usage.cacheWriteTokens - hour)),
                "ephemeral_1h_input_tokens": .integer(Int64(hour)),
            ]
        }
        if usage.hosted.webSearches > 0 {
            object["server_tool_use"] = [
                "web_search_requests": .integer(Int64(usage.hosted.webSearches)), "web_fetch_requests": 0,
            ]
        }
        if usage.reasoningTokens > 0 {
            object["output_tokens_details"] = ["thinking_tokens": .integer(Int64(usage.reasoningTokens))]
        }
        return object
    }
}
