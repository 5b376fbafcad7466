public import KapellCore

/// What kind of failure makes a route move on to its next model.
///
/// An error of no class, such as an invalid request, never does: it would be as invalid there.
public enum FailureClass: String, Sendable, Hashable, CaseIterable {
    /// The model cannot be had: down, overloaded, too slow, cut off, or its answer cannot be read.
    case unavailable
    /// Too many requests.
    case rateLimit
    /// The request is longer than the model's window. Only models with a larger one are asked.
    case contextWindow
    /// The provider's rules on content forbid it.
    case contentPolicy
    /// The key is wrong, may not use the model, or may spend no more.
    case credentials
    /// The model does not exist there, or cannot do what is asked.
    case capability

    /// `nil` for what no other model would do better.
    public init?(_ error: KapellError) {
        switch error.code {
        case .unavailable, .overloaded, .timeout, .network: self = .unavailable
        case .limitExceeded: self = .rateLimit
        case .contextWindow: self = .contextWindow
        case .contentPolicy: self = .contentPolicy
        case .authentication, .permission, .payment: self = .credentials
        case .notFound, .unsupported: self = .capability
        case .model, .internalError:
            guard error.isRetryable else { return nil }
            self = .unavailable
        default: return nil
        }
    }
}
