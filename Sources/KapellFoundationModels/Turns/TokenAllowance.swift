import KapellCore

/// What is left of a budget of tokens before one request to a model.
struct TokenAllowance: Sendable {
    /// The budget; nil for none.
    let tokens: Int?
    /// What has been spent of it.
    let spent: Int

    var left: Int? { tokens.map { $0.clampedSubtracting(spent) } }

    /// - Parameters:
    ///   - spender: what has the budget, as the beginning of a sentence.
    ///   - remedy: what to do where nothing is left.
    /// - Throws: `.limitExceeded` where nothing is left.
    func check(_ spender: String, remedy: String) throws(KapellError) {
        guard let left, left <= 0 else { return }
        throw KapellError(
            .limitExceeded, "\(spender) has spent its \(tokens ?? 0) tokens.", remedy: remedy, isRetryable: false)
    }

    /// The options, with the length of the answer held to what is left.
    func capping(_ options: GenerationOptions) -> GenerationOptions {
        guard let left else { return options }
        var options = options
        options.maximumResponseTokens = min(options.maximumResponseTokens ?? left, left)
        return options
    }
}
