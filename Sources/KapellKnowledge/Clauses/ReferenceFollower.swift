import KapellCore
import KapellText

/// Follows a reference to the clause that it points to: "is deleted as clauses 21.2 and 21.3 of the Main Agreement
/// provide" answers "within how many days" only together with the sentence of that clause that says so.
struct ReferenceFollower {
    let store: any KnowledgeStore
    let reader: PassageReader
    let names: DocumentNames

    /// Sentences whose references are followed, and the least share of the best score that they have.
    private static let mostReferring = 3
    private static let leastShare = 0.1
    /// Documents in which a clause is looked for.
    private static let mostDocuments = 3

    /// Puts the referenced sentence behind the one that refers to it, where that does not hold what is asked for. The two
    /// answer together, so they share the estimate.
    func follow(_ candidates: inout [Candidate]) async throws {
        guard reader.question.expectation.isTold else { return try await deferred(&candidates) }
        guard let best = candidates.first,
            !AnswerForm.isConcrete(reader.question, text: best.passage.text),
            // A definition, or a name, was put behind it already.
            !candidates.dropFirst().prefix(1).contains(where: {
                $0.score >= best.score && AnswerForm.isConcrete(reader.question, text: $0.passage.text)
            })
        else { return }
        for place in candidates.indices.prefix(Self.mostReferring) {
            var referring = candidates[place]
            guard referring.score >= Self.leastShare * best.score,
                !AnswerForm.isConcrete(reader.question, text: referring.passage.text),
                var told = try await told(by: referring)
            else { continue }
            var shared = max(referring.score, best.score)
            candidates.remove(at: place)
            if let known = candidates.firstIndex(where: { $0.repeats(told) }) {
                shared += candidates[known].score
                told.features = candidates[known].features
                candidates.remove(at: known)
            }
            shared = min(shared, max(0, 1 - candidates.reduce(0) { $0 + $1.score }))
            referring.score = shared / 2
            referring.features.form = 1
            told.score = shared / 2
            candidates.insert(contentsOf: [referring, told], at: 0)
            return
        }
    }

    /// Where the form of an answer cannot be seen: follows the best sentence when all that it says is where it is said.
    private func deferred(_ candidates: inout [Candidate]) async throws {
        guard reader.question.expectation == .open, let best = candidates.first, Self.defers(best.passage.text),
            var told = try await told(by: best)
        else { return }
        candidates.removeAll { $0.repeats(told) }
        candidates[0].score = best.score / 2
        told.score = best.score / 2
        candidates.insert(told, at: 1)
    }

    /// "… is limited as clause 18.4 of the Main Agreement provides", "The fees are set out in Schedule 3."
    private static func defers(_ text: String) -> Bool {
        let references = ClauseReference.found(in: text)
        guard let first = references.first, let last = references.last else { return false }
        let bytes = Array(text.utf8)
        let before = Words.split(String(decoding: bytes[..<first.span.start], as: UTF8.self)).suffix(4).map(\.text)
        let behind = Words.split(String(decoding: bytes[last.span.end...], as: UTF8.self)).map(\.text)
        let provides = behind.prefix(8).contains {
            ["provide", "provides", "says", "say", "states", "describes"].contains($0)
        }
        if before.last == "as" || before.suffix(2) == ["as", "the"] { return provides }
        let line = WordLine(before)
        let tells = ["set out in", "stated in", "given in", "listed in", "described in", "governed by", "laid down in"]
        return tells.contains(where: line.holds) && behind.count <= 8
    }

    /// The first sentence of the referenced clauses that holds what is asked for.
    private func told(by referring: Candidate) async throws -> Candidate? {
        let text = referring.passage.text
        let references = ClauseReference.found(in: text)
        // The number with which the sentence itself begins is no reference.
        guard !references.isEmpty else { return nil }
        let own = try await store.text(of: referring.passage.documentID) ?? ""
        let elsewhere = documents(in: text, behind: references[references.count - 1].span.end, own: own, referring)
        var found: Candidate?
        for reference in references {
            // "clauses 21.2 and 21.3 of the Main Agreement": what stands behind the last holds for all that are joined.
            let other = elsewhere ?? documents(in: text, behind: reference.span.end, own: own, referring)
            for id in (other ?? [referring.passage.documentID]).sorted().prefix(Self.mostDocuments) {
                for candidate in try await sentences(of: reference, in: id, beside: referring)
                where candidate.passage.span != referring.passage.span
                    && (!reader.question.expectation.isTold
                        || AnswerForm.isConcrete(reader.question, text: candidate.passage.text))
                {
                    if candidate.features.coverage > (found?.features.coverage ?? -1) { found = candidate }
                }
            }
        }
        return found
    }

    /// The documents that a reference names, in its own words or by a term that its document defines; `nil` for its own.
    private func documents(in text: String, behind end: Int, own: String, _ referring: Candidate) -> Set<Int64>? {
        let bytes = Array(text.utf8)
        guard let name = Self.name(in: String(decoding: bytes[end...], as: UTF8.self)) else { return nil }
        for meaning in Self.meanings(of: name, in: own) + [name] {
            guard case .documents(let documents) = DocumentPhrases("of \(meaning)", names: names).behind(0) else {
                continue
            }
            let others = documents.subtracting([referring.passage.documentID])
            if !others.isEmpty { return others }
        }
        return nil
    }

    /// `Main Agreement` of "of the Main Agreement apply".
    private static func name(in rest: String) -> String? {
        let words = Words.split(rest)
        guard words.count > 2, ["of", "in", "to"].contains(words[0].text), words[1].text == "the", words[0].start <= 1
        else { return nil }
        let bytes = Array(rest.utf8)
        let name = words.dropFirst(2).prefix { $0.isCapitalised }.prefix(6)
        guard let first = name.first, let last = name.last else { return nil }
        return String(decoding: bytes[first.start..<last.end], as: UTF8.self)
    }

    /// What a document may call by a term, the nearest first: `Master Services Agreement` of
    /// `the Master Services Agreement (the "Agreement")`.
    private static func meanings(of term: String, in text: String) -> [String] {
        let quotations = SentenceForm.quotations(String(text.prefix(mostOpening)))
        guard let quoted = quotations.first(where: { $0.term == term }) else { return [] }
        let before = String(quoted.before.suffix(mostBefore))
        let bytes = Array(before.utf8)
        var runs: [String] = []
        var run: [String] = []
        for word in Words.split(before) {
            if word.isCapitalised {
                run.append(String(decoding: bytes[word.start..<word.end], as: UTF8.self))
            } else {
                if run.count > 1 { runs.append(run.joined(separator: " ")) }
                run = []
            }
        }
        if run.count > 1 { runs.append(run.joined(separator: " ")) }
        return runs.reversed()
    }

    private static let mostBefore = 200
    private static let mostOpening = 20_000

    private func sentences(
        of reference: ClauseReference, in id: Int64, beside referring: Candidate
    ) async throws -> [Candidate] {
        guard let text = try await store.text(of: id), let span = ClauseOutline(text).span(of: reference),
            let document = try await store.document(id)
        else { return [] }
        return try await store.chunks(ofDocument: id).filter { $0.span.overlaps(span) }.flatMap { chunk in
            reader.candidates(in: SearchResult(passage: Passage(chunk, in: document), of: chunk))
        }.filter { span.contains($0.passage.span) }
    }
}
