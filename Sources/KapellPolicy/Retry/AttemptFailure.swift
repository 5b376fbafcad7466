public import KapellCore

/// Why an attempt failed, and whether it cost something.
///
/// An attempt that knows more than its error says throws this; from any other error it is made with ``init(wrapping:)``.
public struct AttemptFailure: Error, Sendable, Hashable {
    public var error: KapellError
    /// Whether the provider may bill what it did.
    public var mayBeBilled: Bool
    /// Tokens that were reported before the failure.
    public var usage: ModelUsage?

    /// - Parameter mayBeBilled: `nil` takes what is usual for the error's code, see
    ///   ``KapellCore/KapellError/Code/isUsuallyBilled``; with tokens reported, only a refusal is taken to be free.
    public init(_ error: KapellError, mayBeBilled: Bool? = nil, usage: ModelUsage? = nil) {
        self.error = error
        self.usage = usage
        let hasTokens = usage.map { $0.totalTokens > 0 } ?? false
        let isRefusal = error.code == .limitExceeded || error.code == .overloaded
        self.mayBeBilled = mayBeBilled ?? (error.code.isUsuallyBilled || hasTokens && !isRefusal)
    }

    /// Any error as a failure: itself, or the `KapellError` that stands for it.
    public init(wrapping error: any Error) {
        if let failure = error as? AttemptFailure {
            self = failure
        } else if error is TimeLimitExceeded {
            self.init(KapellError(.timeout, "The model did not begin its answer in time.", remedy: "Ask again later."))
        } else {
            self.init(KapellError.wrapping(error))
        }
    }
}

extension KapellError.Code {
    /// Whether a provider may bill a request that failed so: it had read the request, and may have gone on with it.
    ///
    /// A refusal is free. `network` counts as billed, since the request may have been read before the connection broke;
    /// a connection that never came about is `unavailable`.
    public var isUsuallyBilled: Bool {
        switch self {
        case .timeout, .network, .model, .cancelled, .contentPolicy, .internalError: true
        default: false
        }
    }
}
