import KapellCore
import KapellJSON

/// Anthropic's counts of tokens, between which and ours lies one difference: its `input_tokens` leave out what was read
/// from a cache or written to it.
struct AnthropicUsage: Sendable {
    private var input = 0
    private var cacheRead = 0
    private var cacheWrite = 0
    private var output = 0
    private var thinking = 0

    init() {}

    var total: ModelUsage {
        ModelUsage(
            inputTokens: input.clampedAdding(cacheRead).clampedAdding(cacheWrite), cachedTokens: cacheRead,
            outputTokens: output, cacheWriteTokens: cacheWrite, reasoningTokens: min(thinking, output))
    }

    /// Takes counts in. Each is a total so far: it replaces the one before; one that is missing leaves it.
    mutating func update(_ usage: JSONValue?) {
        guard let usage = usage?.objectValue else { return }
        func take(_ key: String, _ count: inout Int) {
            if let value = usage[key]?.intValue { count = max(value, 0) }
        }
        take("input_tokens", &input)
        take("cache_read_input_tokens", &cacheRead)
        if let split = usage["cache_creation"]?.objectValue {
            let parts = ["ephemeral_5m_input_tokens", "ephemeral_1h_input_tokens"].map {
                max(split[$0]?.intValue ?? 0, 0)
            }
            cacheWrite = parts[0].clampedAdding(parts[1])
        }
        take("cache_creation_input_tokens", &cacheWrite)
        take("output_tokens", &output)
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

    static func json(_ usage: ModelUsage) -> JSONObject {
        var object: JSONObject = [
            "input_tokens": .integer(Int64(plainInput(usage))),
            "cache_creation_input_tokens": .integer(Int64(usage.cacheWriteTokens)),
            "cache_read_input_tokens": .integer(Int64(usage.cachedTokens)),
            "output_tokens": .integer(Int64(usage.outputTokens)),
        ]
        if usage.reasoningTokens > 0 {
            object["output_tokens_details"] = ["thinking_tokens": .integer(Int64(usage.reasoningTokens))]
        }
        return object
    }
}
