import KapellCore
import KapellJSON

/// `{"billed_units", "tokens", "cached_tokens"}`, whose counts are decimals at times.
enum CohereUsage {
    static func read(_ object: JSONObject) -> ModelUsage {
        let counts = object["tokens"] ?? object["billed_units"]
        let input = count(counts?["input_tokens"])
        return ModelUsage(
            inputTokens: input, cachedTokens: min(count(object["cached_tokens"]), input),
            outputTokens: count(counts?["output_tokens"]))
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
