import KapellCore
public import Observation
import Synchronization

/// A conversation with a language model: it keeps the history, runs the tools, and answers one request at a time.
///
/// ```swift
/// let session = LanguageModelSession(model: model, tools: [Stock()], instructions: "You help in a warehouse.")
/// let answer = try await session.respond(to: "Is article 4711 in stock?")
/// print(answer.content)
/// ```
///
/// A request that fails, or is cancelled, leaves the session as it was before, see
/// ``transcriptErrorHandlingPolicy``; the session can be used at once. A second request while one is answered throws
/// ``Error/concurrentRequests``. What a session may spend, and who approves of calls, is in ``policy``.
public final class LanguageModelSession: Observable, Sendable {
    struct State: ~Copyable {
        var transcript = Transcript()
        /// What is rendered of it. A request that was given up may still use it; so it is replaced, not changed, when the
        /// transcript goes back.
        var rendering = RenderedHistory()
        /// The request that is being answered.
        var current: Int?
        var requests = 0
        /// How many entries there were before it.
        var start = 0
        /// The entries that there were before it, once it has done more than to append some.
        var saved: [Transcript.Entry]?
        /// Whether someone tried to change the transcript meanwhile.
        var wasMutated = false
        var usage = Usage()
        var policy = SessionPolicy()
        var errorPolicy: TranscriptErrorHandlingPolicy?
        var unsettled: [UnsettledCall] = []
    }

    /// Where the session takes its model and its tools from.
    enum Source: Sendable {
        case fixed(any ModelRunner, ToolSet)
        case profile(ProfileKeeper)
    }

    let source: Source
    let state: Mutex<State>
    private let registrar = ObservationRegistrar()

    /// The values that the session keeps for its profile and its tools.
    public let properties = SessionPropertyValues()

    init(_ source: Source, _ transcript: Transcript) {
        self.source = source
        var state = State()
        state.transcript = transcript
        self.state = Mutex(state)
        properties.attach(self)
    }

    /// A session with instructions. Two tools of one name are an error of every request.
    public convenience init(
        model: some LanguageModel, tools: [any Tool] = [], instructions: Instructions? = nil
    ) {
        let tools = ToolSet(tools)
        var transcript = Transcript()
        if instructions != nil || !tools.isEmpty {
            transcript.append(
                .instructions(
                    Transcript.Instructions(
                        id: EntryID.make(), segments: instructions?.content.segments ?? [],
                        toolDefinitions: tools.definitions)))
        }
        self.init(.fixed(TypedModelRunner(model), tools), transcript)
    }

    /// A session with instructions as a text.
    @_disfavoredOverload
    public convenience init(model: some LanguageModel, tools: [any Tool] = [], instructions: String? = nil) {
        self.init(model: model, tools: tools, instructions: instructions.map { Instructions($0) })
    }

    /// A session with instructions of several pieces. Throws what the closure throws.
    public convenience init<Failure: Swift.Error>(
        model: some LanguageModel, tools: [any Tool] = [],
        @InstructionsBuilder instructions: () throws(Failure) -> Instructions
    ) throws(Failure) {
        self.init(model: model, tools: tools, instructions: try instructions())
    }

    /// A session that goes on with a history. It may come from anywhere; see ``Transcript``.
    public convenience init(model: some LanguageModel, tools: [any Tool] = [], transcript: Transcript) {
        self.init(.fixed(TypedModelRunner(model), ToolSet(tools)), transcript)
    }

    // MARK: State

    /// The history. It may be changed while the session does not answer; a change while it does is not made, and ends
    /// the request with ``Error/transcriptMutationWhileResponding``.
    public var transcript: Transcript {
        get {
            registrar.access(self, keyPath: \.transcript)
            return state.withLock { $0.transcript }
        }
        set {
            registrar.withMutation(of: self, keyPath: \.transcript) {
                state.withLock { state in
                    if state.current != nil {
                        state.wasMutated = true
                    } else {
                        state.transcript = newValue
                        state.rendering = RenderedHistory()
                    }
                }
            }
        }
    }

    /// Whether a request is being answered.
    public var isResponding: Bool {
        registrar.access(self, keyPath: \.isResponding)
        return state.withLock { $0.current != nil }
    }

    /// The tokens of all requests, failed ones included.
    public var usage: Usage {
        registrar.access(self, keyPath: \.usage)
        return state.withLock { $0.usage }
    }

    /// What becomes of the transcript when a request fails; `nil` takes it back to what it was.
    public var transcriptErrorHandlingPolicy: TranscriptErrorHandlingPolicy? {
        get { state.withLock { $0.errorPolicy } }
        set { state.withLock { $0.errorPolicy = newValue } }
    }

    /// What the session may spend, and what it does where Apple's framework leaves no choice. Ours: Apple's framework
    /// has no such property.
    public var policy: SessionPolicy {
        get { state.withLock { $0.policy } }
        set { state.withLock { $0.policy = newValue } }
    }

    /// Calls that failed requests have left in the world, or may have: a person or a program must look at them, and
    /// take them out. Ours.
    public var unsettledCalls: [UnsettledCall] {
        get { state.withLock { $0.unsettled } }
        set { state.withLock { $0.unsettled = newValue } }
    }

    /// Gets the model ready, for a request that begins with this history and prompt. A profile is read for that; while
    /// the session uses it, nothing happens.
    public func prewarm(promptPrefix: Prompt? = nil) {
        var transcript = state.withLock { $0.transcript }
        if let promptPrefix {
            transcript.append(.prompt(Transcript.Prompt(id: EntryID.make(), segments: promptPrefix.content.segments)))
        }
        switch source {
        case .fixed(let runner, _): runner.prewarm(transcript)
        case .profile(let keeper):
            keeper.prewarm(SessionPlace(values: properties)) { instructions in
                let lead = instructions.map { [Transcript.Entry.instructions($0)] } ?? []
                return Transcript(entries: lead + transcript.history)
            }
        }
    }

    /// Changes the state, and tells those who watch.
    func change<Result: Sendable, Failure: Swift.Error>(
        _ change: (inout State) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        registrar.willSet(self, keyPath: \.transcript)
        registrar.willSet(self, keyPath: \.isResponding)
        defer {
            registrar.didSet(self, keyPath: \.transcript)
            registrar.didSet(self, keyPath: \.isResponding)
        }
        return try state.withLock { (state) throws(Failure) in try change(&state) }
    }

    func add(_ usage: Usage) {
        registrar.withMutation(of: self, keyPath: \.usage) { state.withLock { $0.usage += usage } }
    }
}
