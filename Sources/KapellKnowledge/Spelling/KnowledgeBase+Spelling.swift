import KapellCore
import KapellText

extension KnowledgeBase {
    /// What is searched for, and `readAs` where that is not what was typed.
    ///
    /// - Parameter asTyped: whether typing errors stay.
    func reading(_ question: String, asTyped: Bool) async throws -> (text: String, readAs: String?) {
        let question = try Self.checked(question: question)
        guard !asTyped else { return (question, nil) }
        let read = try await spelled(question)
        return (read, read.onOneLine == question.onOneLine ? nil : read)
    }

    /// A question with its typing errors corrected; itself where it has none that are plain.
    ///
    /// - Throws: as ``collection()``.
    package func spelled(_ question: String) async throws -> String {
        let collection = try await collection()
        let words = try await follower.indexes(of: collection).words
        let names = try await names.names(of: collection)
        let unknown = try QuestionSpelling.unknown(in: question) { word in
            try !names.documents(called: word).all.isEmpty || words.frequency(of: word) > 0
        }
        guard !unknown.isEmpty else { return question }
        let vocabulary = try await vocabulary.vocabulary(of: collection)
        // A model has the common words of its language as one token each, and cuts a word with an error into several.
        let counter = try await embedder.tokenCounter()
        let spelling = QuestionSpelling(vocabulary: vocabulary) { word in
            guard let counter else { return false }
            return QuestionSpelling.plainForms(of: word).contains { counter.count($0) == 1 }
        }
        return QuestionSpelling.applying(spelling.corrections(of: unknown, in: question), to: question)
    }
}
