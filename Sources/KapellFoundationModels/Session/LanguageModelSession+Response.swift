extension LanguageModelSession {
    /// An answer.
    public struct Response<Content: Generable> {
        /// The answer, as the type that was asked for.
        public let content: Content
        /// The answer as it was generated.
        public let rawContent: GeneratedContent
        /// What the request has added to the transcript, the prompt included.
        public let transcriptEntries: ArraySlice<Transcript.Entry>
        /// The tokens of the request, in all its steps.
        public let usage: Usage
    }
}

extension LanguageModelSession.Response: Sendable where Content: Sendable {}

extension LanguageModelSession.Response {
    /// - Throws: what `Content` throws.
    init(_ outcome: TurnOutcome) throws {
        self.init(
            content: try Content(outcome.content), rawContent: outcome.content,
            transcriptEntries: outcome.entries[...], usage: outcome.usage)
    }
}
