package import KapellCore
package import KapellJSON

/// Usage as OpenAI's APIs and their look-alikes report it.
package enum OpenAIUsage {
    /// `nil` where no count is there.
    ///
    /// Cached tokens are part of the prompt's, reasoning is part of the answer's. A server that counts reasoning apart
    /// is recognised by its total.
    static func read(_ value: JSONValue?) -> ModelUsage? {
        guard let object = value?.objectValue else { return nil }
        let input = count(object, ["prompt_tokens", "input_tokens"])
        let output = count(object, ["completion_tokens", "output_tokens"])
        let total = count(object, ["total_tokens"])
        guard input != nil || output != nil || total != nil else { return nil }
        var usage = ModelUsage(inputTokens: input ?? 0, outputTokens: output ?? 0)
        if input == nil, let total { usage.inputTokens = max(0, total.clampedSubtracting(usage.outputTokens)) }
        if output == nil, let total { usage.outputTokens = max(0, total.clampedSubtracting(usage.inputTokens)) }
        let inputDetails = (object["prompt_tokens_details"] ?? object["input_tokens_details"])?.objectValue ?? [:]
        let outputDetails = (object["completion_tokens_details"] ?? object["output_tokens_details"])?.objectValue ?? [:]
        let cached =
            count(inputDetails, ["cached_tokens"])
            ?? count(object, ["prompt_cache_hit_tokens", "cached_tokens", "cache_read_input_tokens"]) ?? 0
        let written =
            count(inputDetails, ["cache_write_tokens", "cache_creation_tokens"])
            ?? count(object, ["cache_creation_input_tokens"]) ?? 0
        usage.cachedTokens = min(cached, usage.inputTokens)
        usage.cacheWriteTokens = min(written, usage.inputTokens.clampedSubtracting(usage.cachedTokens))
        usage.reasoningTokens = count(outputDetails, ["reasoning_tokens"]) ?? count(object, ["reasoning_tokens"]) ?? 0
        if usage.reasoningTokens > 0, total == usage.totalTokens.clampedAdding(usage.reasoningTokens) {
            usage.outputTokens = usage.outputTokens.clampedAdding(usage.reasoningTokens)
        }
        usage.reasoningTokens = min(usage.reasoningTokens, usage.outputTokens)
        usage.hosted = hosted(object)
        return usage
    }

    /// What look-alikes report of their own tools: OpenRouter in Anthropic's form, xAI in its own.
    private static func hosted(_ object: JSONObject) -> HostedToolUsage {
        var usage = HostedToolUsage()
        if let used = object["server_tool_use"]?.objectValue {
            usage.webSearches = count(used, ["web_search_requests"]) ?? 0
        }
        if let used = object["server_side_tool_usage_details"]?.objectValue {
            func sum(_ keys: String...) -> Int { keys.reduce(0) { $0.clampedAdding(count(used, [$1]) ?? 0) } }
            usage.webSearches = sum("web_search_calls", "x_search_calls")
            usage.fileSearches = sum("file_search_calls", "document_search_calls")
            usage.codeRuns = sum("code_interpreter_calls")
        }
        return usage
    }

    /// The counts of llama.cpp's `timings`, for answers without usage.
    static func read(timings: JSONValue?) -> ModelUsage? {
        guard let object = timings?.objectValue, let output = count(object, ["predicted_n"]) else { return nil }
        let cached = count(object, ["cache_n"]) ?? 0
        return ModelUsage(
            inputTokens: cached.clampedAdding(count(object, ["prompt_n"]) ?? 0), cachedTokens: cached,
            outputTokens: output)
    }

    /// As chat completions report it.
    package static func chat(_ usage: ModelUsage) -> JSONValue {
        var details: JSONObject = ["cached_tokens": JSONValue(usage.cachedTokens), "audio_tokens": 0]
        if usage.cacheWriteTokens > 0 { details["cache_write_tokens"] = JSONValue(usage.cacheWriteTokens) }
        return [
            "prompt_tokens": JSONValue(usage.inputTokens), "completion_tokens": JSONValue(usage.outputTokens),
            "total_tokens": JSONValue(usage.totalTokens), "prompt_tokens_details": .object(details),
            "completion_tokens_details": [
                "reasoning_tokens": JSONValue(usage.reasoningTokens), "audio_tokens": 0,
                "accepted_prediction_tokens": 0, "rejected_prediction_tokens": 0,
            ],
        ]
    }

    /// As responses report it.
    static func responses(_ usage: ModelUsage) -> JSONValue {
        [
            "input_tokens": JSONValue(usage.inputTokens),
            "input_tokens_details": [
                "cached_tokens": JSONValue(usage.cachedTokens), "cache_write_tokens": JSONValue(usage.cacheWriteTokens),
            ],
            "output_tokens": JSONValue(usage.outputTokens),
            "output_tokens_details": ["reasoning_tokens": JSONValue(usage.reasoningTokens)],
            "total_tokens": JSONValue(usage.totalTokens),
        ]
    }

    /// The first of `keys` that holds a number, at least 0.
    private static func count(_ object: JSONObject, _ keys: [String]) -> Int? {
        for key in keys {
            guard let value = object[key], let number = value.doubleValue else { continue }
            if let whole = value.intValue { return max(0, whole) }
            return number > 0 ? Int(exactly: number.rounded()) ?? .max : 0
        }
        return nil
    }
}
