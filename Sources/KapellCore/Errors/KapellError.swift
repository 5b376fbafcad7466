/// The one error type of Kapell's own parts.
///
/// `message` names the thing that failed, `remedy` says what to do about it. Both are written for the person who sees
/// them on a terminal or in an HTTP answer, and hold no secret and no content of a document.
public struct KapellError: Error, Sendable, Hashable {
    /// What kind of failure it was; exit codes, HTTP status codes and retries are derived from it.
    public enum Code: String, Sendable, CaseIterable {
        case invalidRequest
        case notFound
        case conflict
        case tooLarge
        case unsupported
        case encrypted
        case corrupt
        case unavailable
        case timeout
        case cancelled
        case limitExceeded
        case diskFull
        case storage
        case permission
        /// A key is missing, wrong or has expired.
        case authentication
        /// The account behind a key may spend no more.
        case payment
        case network
        /// A provider has more requests than it can take; another may have room.
        case overloaded
        /// The request is longer than the model's window.
        case contextWindow
        /// A provider's rules on content forbid the request or its answer.
        case contentPolicy
        case model
        case configuration
        case internalError
    }

    public var code: Code
    public var message: String
    public var remedy: String?
    /// Whether the same request may succeed when it is made again unchanged.
    public var isRetryable: Bool
    /// How long to wait before the same request is made again, where the one who refused it has said so.
    public var retryAfter: Duration?

    /// - Parameter isRetryable: `nil` takes the code's own default: timeouts, network faults, unavailable parts and
    ///   exceeded limits may be retried.
    public init(
        _ code: Code, _ message: String, remedy: String? = nil, isRetryable: Bool? = nil,
        retryAfter: Duration? = nil
    ) {
        self.code = code
        self.message = message
        self.remedy = remedy
        self.isRetryable = isRetryable ?? code.isRetryableByDefault
        self.retryAfter = retryAfter
    }
}

extension KapellError: CustomStringConvertible {
    public var description: String {
        guard let remedy else { return message }
        return "\(message)\n  \(remedy)"
    }
}

extension KapellError.Code {
    /// Whether a failure of this kind usually passes by itself.
    public var isRetryableByDefault: Bool {
        switch self {
        case .timeout, .network, .unavailable, .limitExceeded, .overloaded: true
        default: false
        }
    }

    /// The HTTP status that stands for this code.
    public var httpStatus: Int {
        switch self {
        case .invalidRequest, .encrypted, .corrupt, .contextWindow, .contentPolicy: 400
        case .authentication: 401
        case .payment: 402
        case .permission: 403
        case .notFound: 404
        case .conflict: 409
        case .tooLarge: 413
        case .unsupported: 415
        case .limitExceeded: 429
        case .cancelled: 499
        case .unavailable, .overloaded: 503
        case .timeout: 504
        case .diskFull: 507
        case .network: 502
        case .storage, .model, .configuration, .internalError: 500
        }
    }
}

extension KapellError {
    /// Any error as a `KapellError`: itself, a cancellation, or an internal error that keeps the description.
    public static func wrapping(_ error: any Error) -> KapellError {
        if let error = error as? KapellError { return error }
        if error is CancellationError { return KapellError(.cancelled, "The request was cancelled.") }
        return KapellError(.internalError, "\(error)")
    }
}
