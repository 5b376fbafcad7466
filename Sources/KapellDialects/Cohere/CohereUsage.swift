import KapellCore
import KapellJSON

/// `{"billed_units", "tokens", "cached_tokens"}`, whose counts are decimals at times.
///
/// What is billed counts: `tokens` has those of Cohere's own texts round a conversation, too, which cost nothing.
enum CohereUsage {
    static func read(_ object: JSONObject) -> ModelUsage {
        func counted(_ key: String) -> Int { count(object["billed_units"]?[key] ?? object["tokens"]?[key]) }
        let input = counted("input_tokens")
        return ModelUsage(
            inputTokens: input, cachedTokens: min(count(object["cached_tokens"]), input),
            outputTokens: counted("output_tokens"))
    }

    static func write(_ usage: ModelUsage) -> JSONValue {
        let counts: JSONValue = [
            "input_tokens": JSONValue(usage.inputTokens), "output_tokens": JSONValue(usage.outputTokens),
        ]
        var object: JSONObject = ["billed_units": counts, "tokens": counts]
        if usage.cachedTokens > 0 { object["cached_tokens"] = JSONValue(usage.cachedTokens) }
        return .object(object)
    }

    static func count(_ value: JSONValue?) -> Int {
        guard let value else { return 0 }
        return max(value.intValue ?? value.doubleValue.flatMap { Int(exactly: $0.rounded()) } ?? 0, 0)
    }
}
