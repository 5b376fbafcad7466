public import KapellCore
public import KapellJSON

/// Texts for which vectors are wanted.
public struct EmbeddingRequest: Sendable, Hashable {
    /// The wire on which it came.
    public var wire: EmbeddingWire
    public var model: String
    public var texts: [String]
    /// Components of each vector; `nil` leaves it to the model.
    public var dimensions: Int?
    /// What the vectors are for; `nil` leaves it to the model.
    public var inputType: EmbeddingInputType?
    /// How the vectors are to be written.
    public var encoding = EmbeddingEncoding.float
    /// Whether a text that is too long is cut at its end; `nil` leaves it to the model.
    public var truncates: Bool?
    /// Whether the client asked with the form for a single text, and expects that of a single vector.
    public var isSingle = false
    /// Fields of the body that the others do not hold, for providers of the same wire.
    public var unknown: JSONObject = [:]
    /// What was lost when the request was read; nothing is where it goes on as it came.
    public var losses: [DialectLoss] = []
    /// Why only a provider of the same wire can take it, such as tokens or images in place of texts. ``texts`` may then
    /// be empty.
    public var refusal: KapellError?
    /// The body as it came.
    public var body: JSONObject

    public init(wire: EmbeddingWire, model: String, texts: [String], body: JSONObject = [:]) {
        self.wire = wire
        self.model = model
        self.texts = texts
        self.body = body
    }
}

/// What vectors are for. Models that tell these apart give other vectors for each.
public enum EmbeddingInputType: Sendable, Hashable {
    /// A question that is looked for.
    case query
    /// A text that is to be found.
    case document
    case classification
    case clustering
    case similarity
    /// A word of the provider's own.
    case custom(String)
}

/// How vectors stand in JSON.
public enum EmbeddingEncoding: String, Sendable, Hashable {
    /// Lists of numbers.
    case float
    /// Base64 of little-endian 32-bit floats.
    case base64
}

extension EmbeddingRequest {
    /// - Throws: ``refusal``, where there is one.
    public func requireTexts() throws(KapellError) {
        if let refusal { throw refusal }
    }

    /// The same for some of its texts. It has no body: it is to be written, and cannot go on as it came.
    public func batch(_ range: Range<Int>) -> EmbeddingRequest {
        var batch = self
        batch.texts = Array(texts[range.clamped(to: texts.indices)])
        batch.body = [:]
        return batch
    }

    /// Reads the texts; what the wire knows and others do not becomes the ``refusal``.
    ///
    /// - Throws: what makes the request invalid on its own wire.
    mutating func read(_ read: () throws(KapellError) -> [String]) throws(KapellError) {
        do throws(KapellError) { texts = try read() } catch {
            guard error.code == .unsupported else { throw error }
            refusal = error
        }
    }

    /// What a writer of `wire` sends on of ``unknown``, and what is lost.
    func unknownFields(on wire: EmbeddingWire) -> (kept: JSONObject, losses: [DialectLoss]) {
        if self.wire == wire { return (unknown, []) }
        let lost = unknown.filter { !$0.value.isNull && $0.key != "user" }
        return ([:], lost.map { DialectLoss(.dropped, $0.key) })
    }
}
