public import KapellCore
import Synchronization

/// A chat model in this process, through llama.cpp.
///
/// The file is loaded on first use. Many requests run at once, in one batch; what they begin with alike is read once.
/// Those that find no place wait, the more urgent ones in front; when too many wait, the next one is refused with
/// `.limitExceeded`. All computing happens on a thread of its own. A cancelled request stops within one step of the
/// others, or in milliseconds where it is alone.
public final class LocalChatModel: ModelBackend {
    public let model: String
    private let path: @Sendable () throws -> String
    private let options: LocalModelOptions
    /// Loads the file, and gets requests ready.
    private let preparing: WorkerThread
    private let backlog: Backlog
    private let slot = EngineSlot<LoadedChatModel>()
    private let makeRoom: @Sendable (Int64) throws -> Void
    private let use = LastUse()

    /// - Parameters:
    ///   - model: its name in requests and answers.
    ///   - path: finds the GGUF file when it is first needed; throws a ``KapellError`` when there is none.
    public convenience init(
        model: String, options: LocalModelOptions = .init(), path: @escaping @Sendable () throws -> String
    ) {
        self.init(model: model, options: options, path: path, makeRoom: { _ in })
    }

    /// - Parameter makeRoom: told of the bytes that it is about to take; throws where there is no room for them.
    init(
        model: String, options: LocalModelOptions, path: @escaping @Sendable () throws -> String,
        makeRoom: @escaping @Sendable (Int64) throws -> Void
    ) {
        self.model = model
        self.makeRoom = makeRoom
        self.path = path
        self.options = options
        preparing = WorkerThread(name: "kapell-prepare", stack: Vocabulary.stack)
        backlog = Backlog(limit: EngineLimits.waiting(options))
    }

    public var features: ModelFeatures { [.tools, .responseSchema, .reasoning] }

    /// Whether the file is loaded.
    public var isLoaded: Bool { slot.isLoaded }

    /// What it has done since it was loaded, and does now; `nil` where it is not loaded.
    public var counts: EngineCounts? {
        guard var counts = slot.current?.engine.currentCounts else { return nil }
        counts.refused += backlog.refused
        return counts
    }

    /// Tokens of one request; `nil` where it is not loaded.
    var window: Int? { slot.current?.engine.limits.window }

    /// When it was used last, among the models of this process.
    var lastUse: Int64 { use.value }

    /// Whether requests run, wait, or are made ready.
    var isBusy: Bool { backlog.count > 0 || counts.map { $0.active + $0.waiting > 0 } ?? false }

    /// Loads the file now, so that the first request does not wait for it.
    public func prewarm() async throws {
        try await preparing.run { [self] in _ = try loaded() }
    }

    /// Gives the memory back, when the requests that run have ended. The next request loads the file again.
    public func unload() { slot.clear() }

    public func stream(_ request: ModelRequest) -> ModelEventStream {
        ModelEventStream { answer(request, AnswerOutlet($0), $0) }
    }

    /// The same, with how likely the tokens were, where the request asks for that: `logprobs` and `top_logprobs` of its
    /// extras.
    public func rated(_ request: ModelRequest) -> AsyncThrowingStream<RatedEvent, any Error> {
        AsyncThrowingStream { answer(request, AnswerOutlet($0), $0) }
    }

    private func answer<Event>(
        _ request: ModelRequest, _ outlet: AnswerOutlet,
        _ continuation: AsyncThrowingStream<Event, any Error>.Continuation
    ) {
        start(
            { [features, model] loaded, flag in
                try request.requireSupport(in: features, of: "The local model \(model)")
                try loaded.start(request, flag, outlet)
            }, continuation)
    }

    /// Has a request made by `make`, on the thread that gets them ready; what it throws goes to the stream.
    func start<Event>(
        _ make: @escaping @Sendable (LoadedChatModel, CancellationFlag) throws -> Void,
        _ continuation: AsyncThrowingStream<Event, any Error>.Continuation
    ) {
        use.note()
        do { try backlog.enter() } catch { return continuation.finish(throwing: error) }
        let flag = CancellationFlag()
        continuation.onTermination = { _ in flag.cancel() }
        preparing.async { [self] in
            let began = ContinuousClock.now
            defer { backlog.leave(after: began) }
            do {
                guard !flag.isCancelled else { throw KapellError.cancelledRequest }
                try make(try loaded(), flag)
            } catch {
                continuation.finish(throwing: KapellError.wrapping(error))
            }
        }
    }

    public func countTokens(_ text: String) async throws -> Int { try await tokenize(text).count }

    /// The tokens of a text.
    ///
    /// - Parameters:
    ///   - addsSpecial: whether the model's own begin and end marks are put round it.
    ///   - parsesSpecial: whether control tokens written out in the text count as such.
    public func tokenize(
        _ text: String, addsSpecial: Bool = false, parsesSpecial: Bool = false
    ) async throws -> [Int32] {
        try Vocabulary.check(text)
        return try await prepared { [self] in
            try withVocabulary { try $0.tokenize(text, special: addsSpecial, control: parsesSpecial) }
        }
    }

    /// The text of tokens; bytes that are no text become U+FFFD.
    ///
    /// - Throws: `.invalidRequest` for a number that is no token of this model.
    public func detokenize(_ tokens: [Int32]) async throws -> String {
        try await prepared { [self] in try withVocabulary { try $0.detokenize(tokens) } }
    }

    /// The model stays loaded meanwhile, whoever unloads it.
    private func withVocabulary<Result>(_ body: (Vocabulary) throws -> Result) throws -> Result {
        let loaded = try loaded()
        return try withExtendedLifetime(loaded) { try body(loaded.model.vocabulary) }
    }

    /// Runs `work` on the thread that gets requests ready, in its row.
    private func prepared<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        try backlog.enter()
        return try await preparing.run { [backlog] in
            let began = ContinuousClock.now
            defer { backlog.leave(after: began) }
            return try work()
        }
    }

    /// Only called on `preparing`.
    private func loaded() throws -> LoadedChatModel {
        try slot.value { try LoadedChatModel(LlamaModel(path: path()), options, makeRoom) }
    }
}

extension KapellError {
    static let cancelledRequest = KapellError(.cancelled, "The request was cancelled.")
}
