public import KapellDialects

/// The vectors of a provider.
public struct ProviderVectors: Sendable {
    public var response: EmbeddingResponse
    /// What of the request could not be said.
    public var losses: [DialectLoss]
    /// Of the last answer, where there were several.
    public var metadata: ResponseMetadata
    /// The answer as it came, where the request went on as it came.
    public var bytes: [UInt8]?
}
