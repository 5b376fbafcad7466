package import KapellCore

extension CircuitBreaker {
    /// Takes in the result of a call that failed.
    ///
    /// A target that cannot be had, is too slow or answers what cannot be read, is ill. One that refuses a request for
    /// what it says is well. Keys, limits and cancellations say nothing about it.
    package func take(_ error: KapellError, with pass: Pass) {
        switch error.code {
        case .unavailable, .overloaded, .timeout, .network, .model: fail(pass)
        case .limitExceeded, .payment, .authentication, .permission, .cancelled, .internalError, .configuration:
            release(pass)
        default: succeed(pass)
        }
    }
}
