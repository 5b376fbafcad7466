import KapellCore
import KapellText

/// Reads whether an answer decides its question with yes or no: its one quotation must, and nothing else in the document
/// may speak against it.
struct VerdictReader {
    let store: any KnowledgeStore
    let words: WordIndex
    let names: DocumentNames

    /// Bytes behind the quotation that are looked at, and those before it.
    private static let following = 300
    private static let preceding = 40
    /// Chunks with the question's verb that are read; a document that has more of them is not decided.
    private static let mostChunks = 200

    func verdict(of draft: Draft, to question: String) async throws -> AnswerVerdict? {
        guard draft.statements.count == 1, let statement = draft.statements.first, statement.support.count == 1,
            let quotation = statement.support.first
        else { return nil }
        let name = nameWords(of: quotation.documentID, in: question)
        guard let passage = deciding(quotation, question, name),
            let verdict = YesNoDecider.decide(question, by: passage.text, document: name),
            let key = YesNoDecider.key(of: question, in: passage.text, document: name),
            try await standsAlone(passage)
        else { return nil }
        let isAgreed = try await others(than: passage, with: key) {
            YesNoDecider.decide(question, by: $0, document: name) == verdict
        }
        return isAgreed ? verdict : nil
    }

    /// The sentence of a quotation that decides; the quotation itself where it is one sentence, nil where several do.
    private func deciding(_ quotation: Passage, _ question: String, _ name: Set<String>) -> Passage? {
        if YesNoDecider.decide(question, by: quotation.text, document: name) != nil { return quotation }
        let bytes = Array(quotation.text.utf8)
        var found: [Passage] = []
        for span in Sentences(bytes: bytes).spans(in: ByteSpan(start: 0, end: bytes.count)) {
            var sentence = quotation
            sentence.text = String(decoding: bytes[span.start..<span.end], as: UTF8.self)
            sentence.span = ByteSpan(
                start: quotation.span.start + span.start, end: quotation.span.start + span.end)
            if YesNoDecider.decide(question, by: sentence.text, document: name) != nil { found.append(sentence) }
        }
        return found.count == 1 ? found.first : nil
    }

    /// Stems of the words of a question that name a document, or call it one.
    private func nameWords(of document: Int64, in question: String) -> Set<String> {
        var stems = Set(["agreement", "contract", "document"].map { Stemmer.normalStem($0) })
        for word in Words.split(question) where names.documents(called: word.text).all.contains(document) {
            stems.insert(word.stem)
        }
        return stems
    }

    /// Whether what stands around a quotation leaves it as it is: "However, …" and "This does not apply to …" do not.
    private func standsAlone(_ passage: Passage) async throws -> Bool {
        let bytes = Array((try await store.text(of: passage.documentID) ?? "").utf8)
        let (start, end) = (passage.span.start, passage.span.end)
        guard start >= 0, start < end, end <= bytes.count else { return false }
        let before = String(decoding: bytes[max(0, start - Self.preceding)..<start], as: UTF8.self).trimmingSpace
        guard before.last != ":", before.last != "," else { return false }
        let behind = String(decoding: bytes[end..<min(bytes.count, end + Self.following)], as: UTF8.self)
        let line = WordLine(Words.split(Self.upToHeading(behind)).map(\.text))
        return !Self.overturning.contains(where: line.holds)
    }

    /// A text without what stands behind the next heading: a short paragraph that no sign ends.
    private static func upToHeading(_ text: String) -> String {
        var kept: [String] = []
        let text = text.replacing("\r\n", with: "\n")
        for paragraph in text.split(separator: "\n\n") {
            let plain = String(paragraph).trimmingSpace
            let isHeading = plain.utf8.count < 80 && plain.last.map { !".;:,".contains($0) } ?? false
            if isHeading, !kept.isEmpty || text.hasPrefix("\n\n") { break }
            kept.append(plain)
        }
        return kept.joined(separator: " ")
    }

    /// Whether every other sentence of the document with a word, or a synonym of it, that allows, forbids, demands or
    /// denies agrees.
    private func others(than passage: Passage, with key: String, agree: (String) -> Bool) async throws -> Bool {
        let stem = Stemmer.normalStem(key)
        let stems = Thesaurus.standard.synonyms(of: stem).union([stem])
        var holders = Set(try words.chunks(holding: key))
        for synonym in stems where synonym != stem { holders.formUnion(try words.chunks(holding: synonym)) }
        let own = Set(try await store.chunkNumbers(ofDocuments: [passage.documentID]))
        let chunks = holders.intersection(own).sorted()
        guard chunks.count <= Self.mostChunks else { return false }
        for chunk in try await store.chunks(chunks) {
            let bytes = Array(chunk.text.utf8)
            for span in Sentences(bytes: bytes).spans(in: ByteSpan(start: 0, end: bytes.count)) {
                let sentence = String(decoding: bytes[span.start..<span.end], as: UTF8.self)
                let start = chunk.span.start + span.start
                let isQuoted = start >= passage.span.start && start < passage.span.end
                guard !isQuoted, !passage.text.contains(sentence.trimmingSpace) else { continue }
                let all = Words.split(sentence)
                guard all.contains(where: { stems.contains($0.stem) }),
                    all.contains(where: { Self.telling.contains($0.text) })
                else { continue }
                if !agree(sentence) { return false }
            }
        }
        return true
    }

    private static let overturning = [
        "however", "notwithstanding", "except", "exception", "exceptions", "exempt", "unless", "not apply", "not hold",
        "nevertheless", "this restriction", "this prohibition", "this right", "this permission", "this rule",
        "the foregoing", "preceding sentence", "previous sentence", "first sentence", "but", "otherwise", "only",
        "does not", "is not affected", "in that case", "provided that", "other than", "instead",
    ]
    private static let telling: Set<String> = [
        "may", "must", "shall", "can", "cannot", "will", "should", "not", "no", "never", "neither", "nor", "nobody",
        "none", "without", "unless", "except", "only", "if", "notwithstanding", "prohibited", "forbidden", "allowed",
        "permitted", "entitled", "required", "right", "obliged", "free", "void", "invalid", "subject", "however",
        "need",
        "exclude", "excluded", "exempt", "refuse", "refused",
    ]
}
