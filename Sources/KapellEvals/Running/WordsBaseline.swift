public import KapellCore
import KapellLexical

/// The plainest way to answer, to compare with: quotes the passage that BM25 finds best, and never refuses.
public struct WordsBaseline: Sendable {
    private let passages: [EvaluationResponse.Passage]
    private let reader: LexicalReader

    /// - Parameter passages: what may be quoted, as documents are cut for searching.
    /// - Throws: `.invalidRequest` for a passage that is too long to be indexed.
    public init(passages: [EvaluationResponse.Passage]) throws(KapellError) {
        self.passages = passages
        do throws(LexicalError) {
            let index = LexicalIndex(try LexicalSchema(analyzer: Analyzer(language: .english)))
            try index.update { (update: inout LexicalUpdate) throws(LexicalError) in
                for (number, passage) in passages.enumerated() {
                    try update.upsert(LexicalDocument(id: Int64(number), text: passage.text))
                }
            }
            reader = index.reader
        } catch {
            throw KapellError(.invalidRequest, error.description, remedy: error.remedy)
        }
    }

    /// The answer to a question. Where no word of it stands in any passage, an empty one.
    public func respond(to question: String) -> EvaluationResponse {
        let clock = ContinuousClock()
        let began = clock.now
        do {
            let found = try reader.search(.words(question), limit: RetrievalEvaluator.depth).matches
            let retrieved = found.map { passages[Int($0.id)] }
            let seconds = (clock.now - began) / .seconds(1)
            let text = retrieved.first.map { AnswerText.spaced($0.text) + " [1]" } ?? ""
            return EvaluationResponse(
                text: text, retrieved: retrieved, citations: Array(retrieved.prefix(1)), firstSeconds: seconds,
                seconds: seconds, cost: 0)
        } catch {
            return EvaluationResponse(
                failure: KapellError(.invalidRequest, error.description, remedy: error.remedy))
        }
    }
}
