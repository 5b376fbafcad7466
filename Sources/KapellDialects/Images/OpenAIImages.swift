public import KapellCore
public import KapellJSON

/// OpenAI's `/v1/images/generations`, `/v1/images/edits` and `/v1/images/variations`.
///
/// No other wire for images is known here: requests pass to providers of this one as they came, under another model's
/// name. Answers are looked at for errors, for images and for usage.
public struct OpenAIImages: Sendable {
    public init() {}

    /// A client's request with a JSON body.
    ///
    /// - Throws: `invalidRequest` that names the field.
    public func decodeRequest(
        _ body: JSONObject, _ operation: ImageOperation
    ) throws(KapellError) -> ImageRequest {
        if operation == .generations { _ = try body.required("prompt") }
        return ImageRequest(
            operation, model: try body.required("model"), streams: try body.flag("stream"),
            count: try body.whole("n", in: 1...1_000) ?? 1, body: body)
    }

    /// A client's request as a form, which is how files are sent.
    ///
    /// - Throws: `invalidRequest` that names the field.
    public func decodeRequest(
        _ form: MultipartForm, _ operation: ImageOperation
    ) throws(KapellError) -> ImageRequest {
        guard let model = form["model"], !model.isEmpty else {
            throw KapellError(.invalidRequest, "`model` is missing.", remedy: "Send it as a field of the form.")
        }
        return ImageRequest(
            operation, model: model, streams: form["stream"]?.lowercased() == "true",
            count: form["n"].flatMap { Int($0) } ?? 1, form: form)
    }

    /// The request as it goes to a provider. A form is ``ImageRequest/form`` with its `model` replaced.
    public func forward(_ request: ImageRequest, to model: String) -> EncodedRequest {
        var body = request.body
        if request.form == nil { body["model"] = .string(model) }
        return EncodedRequest(path: "images/\(request.operation.rawValue)", body: body)
    }

    /// What a whole answer took.
    ///
    /// - Throws: the error that an answer with status 200 holds; `model` for what is no answer.
    public func usage(of body: JSONObject) throws(KapellError) -> ImageUsage {
        if let error = OpenAIErrors.found(in: body) { throw error }
        guard let images = body["data"]?.arrayValue, !images.isEmpty else {
            throw .unreadableAnswer("it has no images")
        }
        return Self.usage(body["usage"], images: images.count)
    }

    /// What an event of a stream says.
    public enum Event: Sendable, Hashable {
        /// An image that is not finished, or something that is not known here.
        case more
        /// An image is finished.
        case image(ImageUsage)
    }

    /// Reads the data of one event of a stream.
    ///
    /// - Throws: the error that it holds; `model` for what cannot be read.
    public func event(_ data: String) throws(KapellError) -> Event {
        let object = try JSONObject.ofProvider(data)
        if let error = OpenAIErrors.found(in: object) { throw error }
        guard object["type"]?.stringValue?.hasSuffix(".completed") == true else { return .more }
        return .image(Self.usage(object["usage"], images: 1))
    }

    /// An error within a stream, as the official clients see it.
    public func failure(_ error: KapellError) -> [UInt8] {
        var body = OpenAIErrors.body(error)
        body["type"] = "error"
        return Array("event: error\ndata: \(JSONValue.object(body).serialized())\n\n".utf8)
    }

    /// Image models write images: what is not said to be text is counted as such.
    private static func usage(_ usage: JSONValue?, images: Int) -> ImageUsage {
        guard let usage = usage?.objectValue else { return ImageUsage(images: images) }
        func count(_ value: JSONValue?) -> Int { max(value?.intValue ?? 0, 0) }
        let read = usage["input_tokens_details"]
        let output = count(usage["output_tokens"])
        let text = count(usage["output_tokens_details"]?["text_tokens"])
        return ImageUsage(
            tokens: ModelUsage(
                inputTokens: count(usage["input_tokens"]), cachedTokens: count(read?["cached_tokens"]),
                outputTokens: output),
            imageInputTokens: count(read?["image_tokens"]), imageOutputTokens: max(output - text, 0), images: images)
    }
}
