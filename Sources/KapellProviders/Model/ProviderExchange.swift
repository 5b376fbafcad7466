public import KapellDialects

/// An answer that has begun: its first piece is there.
public struct ProviderExchange: Sendable {
    /// The answer. Read them once.
    public let events: ProviderEvents
    /// What of the request could not be said to the provider, or not just so; what was lost when it was read comes first.
    public let losses: [DialectLoss]
    public let metadata: ResponseMetadata
    let reader: StreamReader

    /// What is known of the answer so far: also after a cancellation or a failure.
    public var outcome: ProviderOutcome { reader.outcome }
}
