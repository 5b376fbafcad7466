/// The events of one model request, in the order in which they happened.
///
/// Ending the iteration, or cancelling the task that iterates, stops the request at its source.
public typealias ModelEventStream = AsyncThrowingStream<ModelEvent, any Error>

/// The seam between Kapell and everything that can write text: local models, providers, policies and routes.
///
/// A request in, a stream of events out.
public protocol ModelBackend: Sendable {
    /// The model's name as requests and answers carry it, such as `local/smollm2-135m-instruct`.
    var model: String { get }

    /// Starts a request.
    ///
    /// The stream ends with exactly one ``ModelEvent/finished(_:)``, or throws a ``KapellError``. Cancellation ends it
    /// with `KapellError.Code.cancelled`; the usage up to there is sent first where it is known.
    func stream(_ request: ModelRequest) -> ModelEventStream

    /// What it can do beyond text. A request that asks for more is refused with `KapellError.Code.unsupported`, see
    /// ``ModelRequest/requireSupport(in:of:)``. By default nothing.
    var features: ModelFeatures { get }

    /// Gets ready, such as by loading a file, so that the first request does not wait for it. By default nothing.
    ///
    /// Throws a ``KapellError``; a request says the same when it is made.
    func prewarm() async throws

    /// How many tokens `text` takes in this model's own vocabulary.
    func countTokens(_ text: String) async throws -> Int
}

extension ModelBackend {
    public var features: ModelFeatures { [] }

    public func prewarm() async throws {}

    /// Runs a request to its end and returns the whole answer.
    ///
    /// Throws what the stream throws; cancelling the task stops the request.
    public func respond(_ request: ModelRequest) async throws -> ModelResponse {
        var response = ModelResponse()
        for try await event in stream(request) { response.apply(event) }
        return response
    }
}
