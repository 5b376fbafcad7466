public import KapellCore

/// One of the models that a route may ask, in its place in the order.
public struct PolicyTarget: Sendable {
    /// Its name in records and metrics, such as `openai/gpt-4o`.
    public var id: String
    public var backend: any ModelBackend
    /// Tokens that the model reads and writes at most; `nil` where that is not known.
    public var window: Int?
    /// Leaves it alone while it keeps failing. All routes that use the same target share one.
    public var breaker: CircuitBreaker?
    /// How often it is asked at most; `nil` takes the policy's.
    public var attempts: Int?

    /// - Parameter id: `nil` takes the backend's model.
    public init(
        _ backend: any ModelBackend, id: String? = nil, window: Int? = nil, breaker: CircuitBreaker? = nil,
        attempts: Int? = nil
    ) {
        self.backend = backend
        self.id = id ?? backend.model
        self.window = window
        self.breaker = breaker
        self.attempts = attempts
    }
}
