import KapellCore
import KapellText

/// Follows a role to the person who has it: "is chaired by the executive sponsor of the Customer" answers "who, by name"
/// only together with the row or the sentence that says who that is.
struct NameFollower {
    let store: any KnowledgeStore
    let index: WordIndex
    let reader: PassageReader

    /// Chunks that are read in search of one name.
    private static let chunks = 12
    /// Roles of a sentence that are followed.
    private static let mostRoles = 6
    /// A sentence that introduces a person is short.
    private static let mostWords = 30

    /// Puts the sentence with the name behind the best candidate, when the question asks for a person and the best names
    /// none. The two answer together, so they share the estimate.
    func follow(_ candidates: inout [Candidate]) async throws {
        guard reader.question.expectation == .party, let best = candidates.first,
            Self.person(in: best.passage.text, besides: reader.question) == nil,
            var named = try await named(by: best)
        else { return }
        if let known = candidates.firstIndex(where: { $0.passage.text == named.passage.text }) {
            candidates.remove(at: known)
        }
        candidates[0].score = best.score / 2
        named.score = best.score / 2
        candidates.insert(named, at: 1)
    }

    private func named(by best: Candidate) async throws -> Candidate? {
        let words = Words.split(best.passage.text)
        let all = Set(words.map(\.stem))
        let asked = Set(reader.question.terms)
        var found: (candidate: Candidate, shared: Int)?
        for role in Self.roles(words, besides: asked).prefix(Self.mostRoles) {
            for chunk in try await store.chunks(try index.best([role.joined(separator: " ")], limit: Self.chunks))
            where chunk.document == best.passage.documentID {
                for candidate in reader.candidates(in: chunk, beside: best)
                where candidate.passage.text != best.passage.text {
                    let other = Words.split(candidate.passage.text)
                    let stems = other.map(\.stem)
                    guard other.count <= Self.mostWords, Set(role).isSubset(of: other.map(\.text)),
                        Self.person(in: candidate.passage.text, besides: reader.question) != nil
                    else { continue }
                    let shared = Set(stems).intersection(all).count
                    if shared > found?.shared ?? 0 { found = (candidate, shared) }
                }
            }
            if let found { return found.candidate }
        }
        return nil
    }

    /// Two telling words behind "by", "the", "to" or "of" that follow each other and that the question does not hold.
    private static func roles(_ words: [Words.Word], besides asked: Set<String>) -> [[String]] {
        var roles: [[String]] = []
        for index in words.indices.dropFirst().dropLast() {
            let (one, two) = (words[index], words[index + 1])
            guard ["the", "by", "to", "of", "a", "an", "its", "their"].contains(words[index - 1].text),
                !StopWords.all.contains(one.text), !StopWords.all.contains(two.text),
                !asked.contains(one.stem), !asked.contains(two.stem)
            else { continue }
            roles.append([one.text, two.text])
        }
        return roles
    }

    /// Two capitalised words in a row that are no words of the question and no defined roles: a person's or a company's
    /// name.
    static func person(in text: String, besides question: Question) -> String? {
        let words = Words.split(text)
        let bytes = Array(text.utf8)
        for (one, two) in zip(words, words.dropFirst()) {
            let gap = bytes[one.end..<two.start]
            guard one.isCapitalised, two.isCapitalised, gap.allSatisfy({ $0 == UInt8(ascii: " ") }), gap.count == 1,
                !StopWords.all.contains(one.text), !question.terms.contains(one.stem),
                !question.terms.contains(two.stem)
            else { continue }
            return "\(one.text) \(two.text)"
        }
        return nil
    }
}
