package import KapellCore
import KapellText

extension KnowledgeBase {
    /// Reads what a question is made of, by the names of the documents.
    func parts(of question: String) async throws -> QuestionParts {
        let question = try Self.checked(question: question)
        return QuestionParts(question, mentions: try await mentions(in: question))
    }

    /// Checks how many earlier questions of a conversation there are.
    ///
    /// - Throws: `.tooLarge` above ``FollowUp/mostEarlier``.
    package static func checked(earlier: [String]) throws(KapellError) -> [String] {
        guard earlier.count <= FollowUp.mostEarlier else {
            throw KapellError(
                .tooLarge, "\(earlier.count) earlier questions were given; the limit is \(FollowUp.mostEarlier).",
                remedy: "Send the latest ones only.")
        }
        return earlier
    }

    /// The question as it is meant: with its typing errors corrected, short names of documents written out, and behind
    /// earlier ones, the oldest first; itself when it stands for itself and is typed well.
    ///
    /// - Throws: `.invalidRequest` and `.tooLarge` as for the question itself.
    func read(_ question: String, after earlier: [String]) async throws -> String {
        var read: String?
        for text in try Self.checked(earlier: earlier) + [question] {
            let typed = try await spelled(Self.checked(question: text))
            let whole = try await writtenOut(typed)
            let text = whole.utf8.count <= Self.maximumQuestionBytes ? whole : typed
            guard let before = read else {
                read = text
                continue
            }
            let named = try await mentions(in: before).map { !$0.isEmpty }
            let names = try await mentions(in: text).contains { !$0.isEmpty }
            let full = FollowUp.read(text, after: before, named: named, names: names) ?? text
            read = full.utf8.count <= Self.maximumQuestionBytes ? full : text
        }
        return read ?? question
    }

    /// For each word of a question, the documents that it names.
    private func mentions(in question: String) async throws -> [Set<Int64>] {
        let collection = try await collection()
        let names = try await names.names(of: collection)
        let words = try await follower.indexes(of: collection).words
        let clauses = ClauseReference.found(in: question).map(\.span)
        var mentions: [Set<Int64>] = []
        for (index, word) in Words.split(question).enumerated() {
            // The number of a clause is no number of a version.
            if clauses.contains(where: { $0.start <= word.start && word.end <= $0.end }) {
                mentions.append([])
                continue
            }
            let called = names.documents(called: word.text)
            var documents = called.all
            if !word.isCapitalised, !word.text.utf8.contains(where: \.isDigit) {
                let holders = try await store.documentNumbers(ofChunks: words.chunks(holding: word.text)).count
                let isPlain = documents.count > 2 || (holders > 2 && Double(holders) > 0.5 * Double(names.count))
                if isPlain { documents = [] }
            } else if called.byFile.isEmpty, word.isCapitalised, index > 0, word.text.utf8.count > 2 {
                documents.formUnion(try await store.documentNumbers(ofChunks: words.chunks(holding: word.text)))
            }
            mentions.append(3 * documents.count > 2 * names.count || StopWords.all.contains(word.text) ? [] : documents)
        }
        return mentions
    }
}
