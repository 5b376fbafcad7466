public import KapellDialects

/// How a provider ranks documents.
public struct ProviderRanking: Sendable {
    public var response: RerankResponse
    /// What of the request could not be said.
    public var losses: [DialectLoss]
    public var metadata: ResponseMetadata
    /// The answer as it came, where the request went on as it came.
    public var bytes: [UInt8]?
}
