public import KapellCore
public import KapellJSON

/// Gemini's generateContent and streamGenerateContent.
///
/// The model's name and whether the answer is streamed stand in the path. An answer is streamed as server-sent events
/// (`?alt=sse`) that begin with literally `data: ` and end without a mark: a stream whose last event has no
/// `finishReason` was cut. The form without `alt=sse` is one JSON array whose elements come one by one: it is read wherever
/// it comes, and written where ``streamForm`` says so.
public struct GeminiDialect: Dialect {
    /// How an answer is streamed to a client.
    public enum StreamForm: Sendable, Hashable {
        /// Server-sent events, for `alt=sse`.
        case events
        /// One JSON array that grows, for anything else.
        case array
    }

    public var streamForm: StreamForm

    /// - Parameter streamForm: only looked at where answers are written.
    public init(streamForm: StreamForm = .events) { self.streamForm = streamForm }

    public var name: DialectName { .gemini }

    public func decodeRequest(_ body: JSONObject, to target: DialectTarget) throws(KapellError) -> DialectRequest {
        try GeminiRequestReader(body, target).read()
    }

    public func encodeRequest(_ request: DialectRequest) throws(KapellError) -> EncodedRequest {
        var writer = GeminiRequestWriter(request)
        let body = try writer.body()
        return EncodedRequest(
            path: Self.path(model: request.model, streams: request.streams), body: body, losses: writer.losses)
    }

    public func forward(_ request: DialectRequest, to model: String) -> EncodedRequest {
        var body = request.body
        body.removeValue(forKey: "model")
        let calls = request.request.messages.flatMap(\.toolCalls)
        let restored = calls.contains { $0.signature != nil } ? GeminiProofs.put(calls, into: &body) : 0
        return EncodedRequest(
            path: Self.path(model: model, streams: request.streams), body: body, restored: restored)
    }

    /// The system instruction and tools count where the whole request is an element of the one that counts.
    public func countRequest(_ encoded: EncodedRequest, to model: String, asForwarded: Bool) -> EncodedRequest? {
        var body = encoded.body
        if var whole = asForwarded ? body["generateContentRequest"]?.objectValue : body {
            whole["model"] = .string("models/\(Self.bareName(model))")
            if !asForwarded { body = [:] }
            body["generateContentRequest"] = .object(whole)
        }
        return EncodedRequest(
            path: "\(Self.resource(model)):countTokens", body: body, headers: encoded.headers, losses: encoded.losses)
    }

    public func count(in body: JSONObject) -> Int? { body["totalTokens"]?.intValue }

    public func encodeCount(_ tokens: Int) -> JSONObject { ["totalTokens": JSONValue(tokens)] }

    public func decodeResponse(_ body: JSONObject) throws(KapellError) -> [ModelEvent] {
        if let error = GeminiErrors.error(in: .object(body)) { throw error }
        guard body.contains("candidates") || body.contains("promptFeedback") else {
            throw .unreadableAnswer("it has no candidates")
        }
        var reader = GeminiAnswerReader()
        var events = try reader.read(body)
        events += try reader.finish()
        return events
    }

    public func encodeResponse(_ response: ModelResponse, of answer: DialectAnswer) -> JSONObject {
        GeminiAnswerWriter(answer).whole(response)
    }

    public func eventEncoder(of answer: DialectAnswer) -> any DialectEventEncoder {
        GeminiEventEncoder(answer, form: streamForm)
    }

    public var streamContentType: String { streamForm == .array ? "application/json" : name.streamContentType }

    public func eventDecoder() -> any DialectEventDecoder { GeminiEventDecoder() }

    public func encodeError(_ error: KapellError) -> DialectError { GeminiErrors.encode(error) }

    public func decodeError(status: Int, headers: [String: String], body: [UInt8]) -> KapellError {
        GeminiErrors.decode(status: status, headers: headers, body: body)
    }

    /// `models/{model}:generateContent`. A name that says its collection, such as `tunedModels/x`, is kept.
    static func path(model: String, streams: Bool) -> String {
        let method = streams ? "streamGenerateContent?alt=sse" : "generateContent"
        return "\(resource(model)):\(method)"
    }

    /// The model's name below the base address, percent-encoded.
    static func resource(_ model: String) -> String {
        let collections = ["models/", "tunedModels/", "publishers/", "projects/"]
        let isWhole = collections.contains { model.hasPrefix($0) } && !model.contains("..")
        return isWhole
            ? PercentText.encoded(model, keeping: "/") : "models/\(PercentText.encoded(model))"
    }

    /// A model's name without `models/`.
    static func bareName(_ model: String) -> String {
        model.hasPrefix("models/") ? String(model.dropFirst("models/".count)) : model
    }
}
