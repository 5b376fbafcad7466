import KapellCore
package import KapellJSON
package import KapellPolicy

/// What an answer took: the tokens of the model that wrote it and those of its judge, each by the prices of its own.
package struct EvaluationCost: Sendable, Hashable {
    /// Of both models.
    package let tokens: Int
    /// Models of this machine cost nothing; `nil` where a price is not known, or where an alias judged and its models
    /// cost differently: which of them did is not told.
    package let dollars: Double?

    /// - Parameters:
    ///   - answer: as an engine gives it, with `usage`, and `judge_usage` where a judge was asked.
    ///   - judge: the judge of the knowledge base that was asked.
    package init(_ answer: JSONObject, models: ModelsSection, judge: JudgeSection?, table: PriceTable) {
        let all = Self.usage(answer["usage"])
        let judged = Self.usage(answer["judge_usage"])
        tokens = all.totalTokens
        let writing = Self.dollars(all.less(judged), of: [models.default.reference], table)
        let judging = Self.dollars(judged, of: Self.judges(judge, models), table)
        dollars = writing.flatMap { writing in judging.map { writing + $0 } }
    }

    /// The models that may have judged. Without a judge it is the writer, whose tokens are then none.
    private static func judges(_ judge: JudgeSection?, _ models: ModelsSection) -> [ModelReference] {
        guard let judge else { return [models.default.reference] }
        if let reference = judge.reference { return [reference] }
        return models.alias(named: judge.model)?.models ?? [models.default.reference]
    }

    private static func dollars(_ usage: ModelUsage, of models: [ModelReference], _ table: PriceTable) -> Double? {
        let sums = Set(
            models.map { model in
                model.isLocal
                    ? 0 : Receipt(model: model.description, usage: BilledUsage(usage), table: table).total?.dollars
            })
        return sums.count == 1 ? sums.first ?? nil : nil
    }

    private static func usage(_ value: JSONValue?) -> ModelUsage {
        func number(_ key: String) -> Int { max(0, value?[key]?.intValue ?? 0) }
        return ModelUsage(
            inputTokens: number("input_tokens"), cachedTokens: number("cached_tokens"),
            outputTokens: number("output_tokens"), cacheWriteTokens: number("cache_write_tokens"),
            cacheWriteHourTokens: number("cache_write_hour_tokens"), reasoningTokens: number("reasoning_tokens"))
    }
}

extension ModelUsage {
    /// What is left of the tokens of language models without a part of them; never less than none.
    fileprivate func less(_ part: ModelUsage) -> ModelUsage {
        func rest(_ count: KeyPath<ModelUsage, Int>) -> Int {
            max(0, self[keyPath: count].clampedSubtracting(part[keyPath: count]))
        }
        return ModelUsage(
            inputTokens: rest(\.inputTokens), cachedTokens: rest(\.cachedTokens), outputTokens: rest(\.outputTokens),
            cacheWriteTokens: rest(\.cacheWriteTokens), cacheWriteHourTokens: rest(\.cacheWriteHourTokens),
            reasoningTokens: rest(\.reasoningTokens))
    }
}
