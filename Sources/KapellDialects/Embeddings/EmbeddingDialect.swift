public import KapellCore
public import KapellJSON

/// How one API asks for vectors and answers with them.
///
/// Paths, conventions and errors are those of ``Dialect``: readers are lenient, writers strict, fields that are not known
/// are kept for providers of the same wire, and each other one that is lost is named.
public protocol EmbeddingDialect: EmbeddingCodec {
    var wire: EmbeddingWire { get }

    /// A client's request.
    ///
    /// - Throws: `invalidRequest` that names the field. What only a provider of the same wire can do, such as images or
    ///   tokens in place of texts, is no error here: see ``EmbeddingRequest/refusal``.
    func decodeRequest(_ body: JSONObject, to target: DialectTarget) throws(KapellError) -> EmbeddingRequest

    /// A request that came on this wire, to a provider that speaks it too: as it was, under another model's name.
    func forward(_ request: EmbeddingRequest, to model: String) -> EncodedRequest

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
