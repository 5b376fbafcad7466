public import KapellCore
public import KapellDialects

/// An answer that passes through to a client of the provider's own dialect, to the byte.
public struct ProviderPassage: Sendable {
    public let status: Int
    public let contentType: String?
    public let metadata: ResponseMetadata
    /// What of the request could not be said.
    public let losses: [DialectLoss]
    /// How many messages of the request got back what their client had dropped.
    public let restored: Int
    /// The answer's bytes. Read them once.
    public let bytes: ProviderBytes
    let reader: StreamReader

    /// The events of an answer that came whole, though a stream was asked for; its ``bytes`` are no stream then. `nil`
    /// for a stream.
    public var wholeEvents: [ModelEvent]? { reader.wholeEvents }

    /// What is known of the answer so far; a decoder reads along. At last once ``bytes`` have ended.
    public var outcome: ProviderOutcome { reader.outcome }
}
