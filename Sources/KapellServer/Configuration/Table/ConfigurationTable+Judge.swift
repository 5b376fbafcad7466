internal import KapellJSON

/// `knowledge.NAME.judge`.
extension ConfigurationTable {
    static let judge = ConfigurationShape.either(
        .text(.aliasName),
        ConfigurationKeys(keys: [
            ConfigurationKey(
                "model", "The model: an alias, `default` or `provider/model`.", .text(.aliasName), isRequired: true,
                example: "model: openai/gpt-5"),
            ConfigurationKey(
                "deadline", "The time to judge one draft, all of its sentences together.", .duration,
                default: "20s", example: "deadline: 20s"),
            ConfigurationKey(
                "tokens", "The most tokens that it may write about one sentence.", .integer(16...4096),
                default: .integer(Int64(ConfigurationDefaults.judgeTokens)),
                example: "tokens: \(ConfigurationDefaults.judgeTokens)"),
            ConfigurationKey(
                "concurrency", "Sentences that it judges at the same time.", .integer(1...64),
                default: .integer(Int64(ConfigurationDefaults.judgeConcurrency)),
                example: "concurrency: \(ConfigurationDefaults.judgeConcurrency)"),
            ConfigurationKey(
                "overrules",
                "Whether it may accept what the checks are only not sure of; what they find contradicted stays rejected.",
                .boolean, default: false, example: "overrules: true"),
            ConfigurationKey(
                "required",
                "Whether a sentence needs its verdict: where it is not heard, the quotation stands in its place.",
                .boolean, default: false, example: "required: true"),
        ]))
}
