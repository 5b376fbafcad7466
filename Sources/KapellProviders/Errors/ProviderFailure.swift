public import KapellCore

/// Why a request to a provider failed, with what a policy of retries must know beside the error.
///
/// ``error`` says whether the same request may succeed when it is made again, and when. It does not say whether the
/// failed one has cost something; this does.
public struct ProviderFailure: Error, Sendable {
    public var error: KapellError
    /// Whether the provider may bill the failed request: it got the request, and did not plainly refuse it.
    ///
    /// An error status is a refusal, as providers bill answers and not errors; 408, 504 and 524 are not, for the model
    /// may still be at work behind the one who gave up waiting. A stream that was cut after it had begun to write, a
    /// missed deadline and a reset connection may have cost something.
    public var mayHaveBeenBilled: Bool
    /// Whether the request was sent to the provider.
    public var reachedProvider: Bool
    /// What the provider answered, where that was an error: for clients of the same dialect, to the byte.
    public var answer: ProviderAnswer?

    public init(
        _ error: KapellError, mayHaveBeenBilled: Bool = false, reachedProvider: Bool = false,
        answer: ProviderAnswer? = nil
    ) {
        self.error = error
        self.mayHaveBeenBilled = mayHaveBeenBilled
        self.reachedProvider = reachedProvider
        self.answer = answer
    }

    /// Any error: itself, or one of a request that was never sent.
    public static func wrapping(_ error: any Error) -> ProviderFailure {
        (error as? ProviderFailure) ?? ProviderFailure(KapellError.wrapping(error))
    }
}

extension ProviderFailure: CustomStringConvertible {
    public var description: String { error.description }
}
