public import KapellCore
public import KapellDialects
import KapellJSON

/// A model of a provider that draws, on OpenAI's wire: requests and answers pass as they come.
public struct ProviderImageModel: Sendable {
    public let provider: Provider
    /// The model's name, as the provider calls it.
    public let name: String
    private let sender: ProviderModel

    /// - Throws: `unsupported` for a provider that draws no images on this wire.
    public init(_ provider: Provider, _ name: String, dialects: DialectTable) throws(KapellError) {
        guard provider.kind.drawsImages else { throw .lacking("draws no images on OpenAI's wire", of: provider) }
        self.provider = provider
        self.name = name
        sender = try provider.model(name, dialects: dialects)
    }

    /// `provider/model`.
    public var model: String { sender.model }

    /// Sends a request on under this model's name. Returns once the whole answer is there, or the first event of a
    /// stream.
    ///
    /// - Parameter limit: what is left of a deadline over several attempts.
    /// - Throws: the provider's own error; `model` for an answer without images; `timeout`, `network`, `tooLarge`,
    ///   `configuration`, `cancelled`. Cancelling the task closes the connection.
    public func forward(
        _ request: ImageRequest, within limit: Duration? = nil
    ) async throws(ProviderFailure) -> ProviderImages {
        let call: ProviderCall
        do throws(KapellError) {
            var ready = try sender.call(OpenAIImages().forward(request, to: name), streams: request.streams)
            ready.form = try request.form?.replacing("model", with: name)
            call = ready
        } catch {
            throw ProviderFailure(error)
        }
        let answer = try await sender.send(call, within: limit)
        let metadata = ResponseMetadata(answer.status, answer.headers)
        if request.streams, answer.headers.mediaType == "text/event-stream" {
            let stream = ProviderImageStream(answer.body, provider.redactor, images: request.count)
            try await stream.begin()
            return ProviderImages(form: .stream(stream), metadata: metadata)
        }
        let whole = try await sender.read(answer) { value throws(KapellError) in
            guard let body = value.objectValue else { throw .unreadableAnswer("it is not an object") }
            return try OpenAIImages().usage(of: body)
        }
        return ProviderImages(form: .whole(whole.bytes, whole.value), metadata: metadata)
    }
}

/// Images of a provider, as they came.
public struct ProviderImages: Sendable {
    public enum Form: Sendable {
        case whole([UInt8], ImageUsage)
        case stream(ProviderImageStream)
    }

    public var form: Form
    public var metadata: ResponseMetadata
}
