public import KapellCore
public import KapellJSON

/// How a provider is asked to rank documents, and how its answers are read.
public protocol RerankCodec: Sendable {
    /// A request to a provider.
    ///
    /// - Throws: `unsupported` for what the provider cannot be told.
    func encodeRequest(_ request: RerankRequest) throws(KapellError) -> EncodedRequest

    /// A provider's answer. Its results are put in order.
    ///
    /// - Throws: the error that an answer with status 200 holds; `model` for what is no answer.
    func decodeResponse(_ body: JSONValue) throws(KapellError) -> RerankResponse
}
