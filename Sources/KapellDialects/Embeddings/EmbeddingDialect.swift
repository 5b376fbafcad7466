public import KapellCore
public import KapellJSON

/// How one API asks for vectors and answers with them.
///
/// Paths, conventions and errors are those of ``Dialect``: readers are lenient, writers strict, fields that are not known
/// are kept for providers of the same wire, and each other one that is lost is named.
public protocol EmbeddingDialect: Sendable {
    var wire: EmbeddingWire { get }

    /// A client's request.
    ///
    /// - Throws: `invalidRequest` that names the field; `unsupported` for input that is no text.
    func decodeRequest(_ body: JSONObject, to target: DialectTarget) throws(KapellError) -> EmbeddingRequest

    /// A request to a provider.
    ///
    /// - Throws: `unsupported` for what the wire cannot say and whose loss would change the vectors.
    func encodeRequest(_ request: EmbeddingRequest) throws(KapellError) -> EncodedRequest

    /// A request that came on this wire, to a provider that speaks it too: as it was, under another model's name.
    func forward(_ request: EmbeddingRequest, to model: String) -> EncodedRequest

    /// A provider's answer.
    ///
    /// - Throws: the error that an answer with status 200 holds; `model` for what is no answer.
    func decodeResponse(_ body: JSONObject) throws(KapellError) -> EmbeddingResponse

    /// An answer to a client, in the form that its request asks for.
    func encodeResponse(
        _ response: EmbeddingResponse, to request: EmbeddingRequest, of answer: DialectAnswer
    ) -> JSONObject
}

/// The wires on which vectors are asked for.
public enum EmbeddingWire: String, Sendable, Hashable, CaseIterable {
    /// OpenAI's `/v1/embeddings`, which many providers speak.
    case openAI = "openai"
    /// Cohere's `/v2/embed`.
    case cohere
    /// Ollama's `/api/embed` and `/api/embeddings`.
    case ollama
    /// Gemini's embedContent and batchEmbedContents.
    case gemini
}
