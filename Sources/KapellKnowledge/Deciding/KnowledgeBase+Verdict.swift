import KapellCore

extension KnowledgeBase {
    /// What an answer says to a question for yes or no; nil where it does not surely decide it.
    func verdict(of draft: Draft, to question: String) async throws -> AnswerVerdict? {
        guard YesNoQuestion.mayBe(question) else { return nil }
        let collection = try await collection()
        let reader = VerdictReader(
            store: store, words: try await follower.indexes(of: collection).words,
            names: try await names.names(of: collection))
        return try await reader.verdict(of: draft, to: question)
    }
}
