import KapellCore
import KapellText

/// Follows a defined term to its meaning: "takes effect on the Commencement Date" answers "when" only together with
/// the sentence that says which date that is.
struct DefinitionFollower {
    let store: any KnowledgeStore
    let index: WordIndex
    let reader: PassageReader

    /// Chunks that are read in search of one definition.
    private static let chunks = 20
    /// Defined terms of a sentence that are followed.
    private static let mostTerms = 6

    /// Puts the definition behind the best candidate when it holds what the question asks for and the best does not.
    ///
    /// The two answer together, so they share the estimate.
    func follow(_ candidates: inout [Candidate]) async throws {
        guard reader.question.expectation.isTold, let best = candidates.first,
            !AnswerForm.isConcrete(reader.question, text: best.passage.text)
        else { return }
        for place in candidates.indices.prefix(Self.mostReferring) {
            let referring = candidates[place]
            guard referring.score >= Self.leastShare * best.score,
                !AnswerForm.isConcrete(reader.question, text: referring.passage.text),
                var definition = try await definition(for: referring)
            else { continue }
            var shared = referring.score
            candidates.remove(at: place)
            if let known = candidates.firstIndex(where: { $0.passage.text == definition.passage.text }) {
                shared += candidates[known].score
                definition.features = candidates[known].features
                candidates.remove(at: known)
            }
            // The two come first: only they say together what is asked for.
            shared = max(shared, best.score)
            let total = candidates.reduce(0) { $0 + $1.score }
            shared = min(shared, max(0, 1 - total))
            definition.score = shared / 2
            var first = referring
            first.score = shared / 2
            first.features.form = 1
            candidates.insert(contentsOf: [first, definition], at: 0)
            return
        }
    }

    /// Sentences whose terms are followed, and the least share of the best score that they have.
    private static let mostReferring = 4
    private static let leastShare = 0.1

    private func definition(for best: Candidate) async throws -> Candidate? {
        for term in Self.terms(in: best.passage.text).prefix(Self.mostTerms) {
            let stems = DefinedTerms.stems(term)
            let holders = try index.best(Words.split(term).map(\.text) + ["means"], limit: Self.chunks)
            for chunk in try await store.chunks(holders)
            where chunk.document == best.passage.documentID {
                let found = reader.candidates(in: chunk, beside: best).first {
                    $0.passage.text != best.passage.text
                        && DefinedTerms.found(in: $0.passage.text).contains(stems)
                        && AnswerForm.isConcrete(reader.question, text: $0.passage.text)
                }
                if let found { return found }
            }
        }
        return nil
    }

    /// Runs of capitalised words, in order, each once: terms that a contract may define.
    private static func terms(in text: String) -> [String] {
        var terms: [String] = []
        var run: [String] = []
        var end = 0
        let bytes = Array(text.utf8)
        func close() {
            let term = run.joined(separator: " ")
            if !term.isEmpty, !terms.contains(term) { terms.append(term) }
            run = []
        }
        for (index, word) in Words.split(text).enumerated() {
            if bytes[end..<word.start].contains(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\n") }) {
                close()
            }
            end = word.end
            let opens = index == 0 && StopWords.all.contains(word.text)
            if word.isCapitalised && !opens { run.append(word.text) } else { close() }
        }
        close()
        return terms
    }
}
