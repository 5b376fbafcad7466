public import KapellJSON

extension KapellError {
    /// The form that every machine-readable answer carries: `{"code", "message", "remedy", "retryable"}`.
    public var json: JSONValue {
        [
            "code": .string(code.rawValue),
            "message": .string(message),
            "remedy": remedy.map { .string($0) } ?? .null,
            "retryable": .bool(isRetryable),
        ]
    }
}
