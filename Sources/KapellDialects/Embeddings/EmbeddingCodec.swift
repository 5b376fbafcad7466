public import KapellCore
public import KapellJSON

/// How a provider is asked for vectors, and how its answers are read.
public protocol EmbeddingCodec: Sendable {
    /// A request to a provider.
    ///
    /// - Throws: `unsupported` for what the wire cannot say and whose loss would change the vectors;
    ///   ``EmbeddingRequest/refusal`` where there is one.
    func encodeRequest(_ request: EmbeddingRequest) throws(KapellError) -> EncodedRequest

    /// A provider's answer.
    ///
    /// - Throws: the error that an answer with status 200 holds; `model` for what is no answer.
    func decodeResponse(_ body: JSONObject) throws(KapellError) -> EmbeddingResponse

    /// The tokens that an answer says were read; 0 where it does not say. For answers whose vectors are not read.
    func tokens(in body: JSONObject) -> Int
}
