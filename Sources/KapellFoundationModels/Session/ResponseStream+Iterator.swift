extension LanguageModelSession.ResponseStream {
    /// Walks over the snapshots of an answer.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private let owner: StreamOwner
        private var position = 0
        private var fold: SnapshotFold
        private var isAtEnd = false

        init(_ owner: StreamOwner, _ schema: GenerationSchema?) {
            self.owner = owner
            fold = SnapshotFold(schema)
        }

        /// The next snapshot; nil after the last. Throws what the request throws.
        public mutating func next() async throws -> Snapshot? { try await next(isolation: #isolation) }

        /// The next snapshot; see ``next()``.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws -> Snapshot? {
            while !isAtEnd {
                let news = await owner.log.news(after: position)
                if Task.isCancelled {
                    owner.cancel()
                    throw CancellationError()
                }
                position += news.events.count
                for event in news.events { fold.apply(event) }
                if let outcome = news.outcome {
                    isAtEnd = true
                    // What came with the outcome is shown before the stream ends.
                    fold.end(try outcome.get())
                }
                if let snapshot = try snapshot() { return snapshot }
            }
            return nil
        }

        private mutating func snapshot() throws -> Snapshot? {
            guard let raw = fold.takeContent() else { return nil }
            guard let content = try raw.partialValue(of: Content.self) else { return nil }
            return Snapshot(
                content: content, rawContent: raw, transcriptEntries: fold.entries[...], usage: fold.usage)
        }
    }
}

/// What a reader has seen of an answer, made from its events.
struct SnapshotFold {
    private let schema: GenerationSchema?
    private let id = GenerationID()
    private var text = ""
    private var reader: GeneratedContentReader?
    private var whole: GeneratedContent?
    private var hasNews = false
    /// Whether text that comes now begins a new answer.
    private var isStale = false
    private var kept: [Transcript.Entry] = []
    private(set) var usage = LanguageModelSession.Usage()

    init(_ schema: GenerationSchema?) {
        self.schema = schema
        if schema != nil { reader = GeneratedContentReader(schema: schema, id: id) }
    }

    mutating func apply(_ event: ResponseEvent) {
        switch event {
        case .text(let piece):
            if isStale { restart("") }
            text += piece
            reader?.append(piece)
            hasNews = true
        case .textReplaced(let all):
            restart(all)
            hasNews = true
        case .toolCall, .retry: isStale = true
        case .usage(let total): usage = total
        case .entry(let entry): kept.append(entry)
        case .reasoning, .toolArguments, .toolResult, .finish: break
        }
    }

    mutating func end(_ outcome: TurnOutcome) {
        usage = outcome.usage
        kept = outcome.entries
        guard schema != nil else { return }
        whole = outcome.content
        whole?.id = id
        hasNews = true
    }

    private mutating func restart(_ new: String) {
        text = new
        if schema != nil {
            reader = GeneratedContentReader(schema: schema, id: id)
            reader?.append(new)
        }
        isStale = false
    }

    /// What there is, where there is something new.
    mutating func takeContent() -> GeneratedContent? {
        guard hasNews else { return nil }
        hasNews = false
        if let whole { return whole }
        if schema != nil { return reader?.content }
        return GeneratedContent(kind: .string(text), id: id)
    }

    /// The entries so far, with the one that is being written.
    var entries: [Transcript.Entry] {
        if whole != nil || text.isEmpty || isStale { return kept }
        if case .response = kept.last { return kept }
        return kept + [
            .response(
                Transcript.Response(
                    id: "partial", assetIDs: [],
                    segments: [.text(Transcript.TextSegment(id: "partial", content: text))]))
        ]
    }
}
