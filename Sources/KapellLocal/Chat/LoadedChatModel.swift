import KapellCore
import KapellGrammar
import KapellJSON

/// A chat model that is loaded: what gets its requests ready, and the engine that computes them.
final class LoadedChatModel: Sendable {
    let model: LlamaModel
    let engine: BatchEngine
    let prompts: ChatPrompts
    let forms: AnswerForms
    private let adapters: [LocalModelAdapter]

    /// - Parameter makeRoom: told of the bytes that it is about to take.
    init(_ model: LlamaModel, _ options: LocalModelOptions, _ makeRoom: (Int64) throws -> Void) throws {
        self.model = model
        adapters = options.adapters
        try makeRoom(MemoryNeed(model, EngineLimits(options, model)).bytes)
        engine = try BatchEngine(model: model, options: options)
        prompts = try ChatPrompts(model)
        forms = AnswerForms(model.vocabulary, ends: engine.endTokens)
    }

    /// Has a request written.
    ///
    /// - Throws: what is wrong with it.
    func start(
        _ request: ModelRequest, _ flag: CancellationFlag, _ outlet: AnswerOutlet
    ) throws(KapellError) {
        let fields = try LocalRequestFields(request.extras, request.sampling)
        try check(bytes: request.messages.reduce(0) { $0 + $1.content.utf8.count })
        let prepared = try prompts.prepare(request, fields)
        let form = try forms.form(of: request, fields, prepared.calls)
        // An answer of a form has no thoughts and calls in it but those of the form.
        let isPlain = form != nil && (prepared.calls == nil || request.toolChoice == .none)
        let writer = AnswerWriter(isPlain ? nil : prepared.reader, form?.check, outlet, model.vocabulary)
        try start(
            prepared.tokens, systemTokens: prepared.systemTokens, fields, limit: request.maximumResponseTokens,
            stops: request.stop, matcher: form?.matcher,
            showsControl: prompts.showsControl, flag
        ) { writer.take($0) }
    }

    /// Has a text continued that is no chat.
    func complete(
        _ prompt: CompletionPrompt, _ request: ModelRequest, _ flag: CancellationFlag,
        _ take: @escaping @Sendable (GenerationEvent) -> Void
    ) throws(KapellError) {
        let fields = try LocalRequestFields(request.extras, request.sampling)
        let tokens: [Int32]
        switch prompt {
        case .text(let text):
            try check(bytes: text.utf8.count)
            tokens = model.vocabulary.tokenize(text, special: true, control: false)
        case .tokens(let own):
            for token in own { try model.vocabulary.check(token) }
            tokens = own
        }
        let form = try forms.form(of: request, fields, nil)
        try start(
            tokens, fields, limit: request.maximumResponseTokens, stops: request.stop, matcher: form?.matcher,
            showsControl: false, flag, take)
    }

    private func start(
        _ tokens: [Int32], systemTokens: Int = 0, _ fields: LocalRequestFields, limit: Int?, stops: [String],
        matcher: GrammarMatcher?,
        showsControl: Bool, _ flag: CancellationFlag, _ take: @escaping @Sendable (GenerationEvent) -> Void
    ) throws(KapellError) {
        let window = engine.limits.window
        let room = window - tokens.count
        guard room > 0 else { throw Self.tooLong("\(tokens.count)", window) }
        guard !tokens.isEmpty else {
            throw KapellError(.invalidRequest, "The prompt is empty.", remedy: "Send a text.")
        }
        if let limit, limit <= 0 {
            take(.read(tokens: tokens.count, cached: 0))
            return take(.ended(.length, written: 0))
        }
        var job = GenerationJob(prompt: tokens, limit: min(room, limit ?? room), flag: flag, emit: take)
        job.sampling = fields.sampling
        job.stops = stops
        job.matcher = matcher
        for choice in fields.adapters { job.adapters.append(try choice.use(among: adapters)) }
        job.priority = fields.priority
        job.ignoresEnd = fields.ignoresEnd && matcher == nil
        job.lookup = fields.lookup
        job.isRepeatable = fields.isRepeatable
        job.systemTokens = systemTokens
        job.showsControl = showsControl
        try engine.submit(job)
    }

    /// Bytes of the longest token that vocabularies have.
    private static let longestToken = 256

    /// Refuses texts of megabytes before they are cut into tokens.
    func check(bytes: Int) throws(KapellError) {
        let window = engine.limits.window
        guard bytes > min(window * Self.longestToken, Vocabulary.longestText) else { return }
        throw Self.tooLong("at least \(bytes / Self.longestToken)", window)
    }

    private static func tooLong(_ tokens: String, _ window: Int) -> KapellError {
        KapellError(
            .contextWindow, "The prompt takes \(tokens) tokens; the window of the model holds \(window).",
            remedy: "Shorten the prompt, or set a larger `context` for the model in kapell.yaml.")
    }
}
