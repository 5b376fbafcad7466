import KapellCore

extension LanguageModelSession {
    /// An answer that is being generated: a sequence of snapshots, each with all that there is so far.
    ///
    /// ```swift
    /// for try await snapshot in session.streamResponse(to: "Tell me a story.") {
    ///     label.text = snapshot.content
    /// }
    /// ```
    ///
    /// Assign a snapshot, do not append it: a reader that is slow skips what has been overtaken. A failure comes out of
    /// the loop. The request runs while someone holds the stream or iterates over it; after that it is cancelled, and
    /// so it is when the task is that waits for a snapshot.
    public struct ResponseStream<Content: Generable>: AsyncSequence {
        public typealias Element = Snapshot

        /// What there is of an answer.
        public struct Snapshot {
            /// The answer so far, as the type that was asked for.
            public var content: Content.PartiallyGenerated
            /// The answer so far, as it was generated.
            public var rawContent: GeneratedContent
            /// What the request has added to the transcript so far; the last entry may be incomplete.
            public var transcriptEntries: ArraySlice<Transcript.Entry>
            /// The tokens so far, as far as the model has said.
            public var usage: Usage
        }

        let owner: StreamOwner
        let schema: GenerationSchema?

        init(_ owner: StreamOwner, _ schema: GenerationSchema?) {
            self.owner = owner
            self.schema = schema
        }

        public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(owner, schema) }

        /// Waits for the whole answer. It may be called before, during and after an iteration.
        ///
        /// - Throws: what the request throws. Cancelling the task cancels the request.
        public nonisolated(nonsending) func collect() async throws -> sending Response<Content> {
            var position = 0
            while true {
                if let outcome = owner.log.outcome { return try Response(try outcome.get()) }
                position += await owner.log.news(after: position).events.count
                guard Task.isCancelled else { continue }
                owner.cancel()
                // Calls may have to be settled first. The log does not wait for a task that is cancelled.
                if owner.log.outcome == nil { await owner.ended() }
            }
        }

        /// Every step of the answer, from its beginning: text, thoughts, calls, results, tokens. Ours: Apple's framework
        /// has no such property.
        public var events: ResponseEvents { ResponseEvents(owner: owner) }
    }
}

extension LanguageModelSession.ResponseStream: Sendable where Content: Sendable {}
extension LanguageModelSession.ResponseStream.Snapshot: Sendable
where Content: Sendable, Content.PartiallyGenerated: Sendable {}

extension LanguageModelSession.ResponseStream where Content == String {
    /// A stream of an answer that is there already.
    init(text: String) {
        let log = TurnLog()
        log.append(.text(text))
        log.end(
            .success(
                TurnOutcome(
                    content: GeneratedContent(text), text: text, entries: [], usage: .init(), finishReason: .stop)))
        self.init(StreamOwner(log), nil)
    }
}
