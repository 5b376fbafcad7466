import KapellCore
import KapellText

extension KnowledgeBase {
    /// Documents in which a clause is looked for when the question names none.
    private static let mostDocuments = 24
    /// Clauses of the same number that are quoted when the question names no document.
    private static let mostClauses = 3
    /// A longer clause is quoted up to the end of a sentence.
    private static let mostClauseBytes = 1_500

    /// The clauses that a question names by number; `nil` when it names none, or only mentions one of a document that is
    /// not there.
    func namedClauses(in part: QuestionParts.Part) async throws -> NamedClauses? {
        guard let question = ClauseQuestion(part.text) else { return nil }
        let collection = try await collection()
        let names = try await names.names(of: collection)
        let phrases = DocumentPhrases(part.text, names: names)
        var meant: Set<Int64>?
        var isForeign = false
        for reference in question.references {
            switch phrases.behind(reference.span.end) {
            case .unknown: isForeign = true
            case .documents(let documents): meant = documents
            case .nothing:
                if case .documents(let documents) = phrases.before(reference.span.start) { meant = documents }
            }
        }
        if meant == nil, case .documents(let documents) = phrases.anywhere() { meant = documents }
        if let only = part.documents { meant = meant?.intersection(only) ?? only }
        if isForeign { return try await foreign(question, names) }
        let words = try await follower.indexes(of: collection).words
        var found: [NamedClauses.Clause] = []
        var missing: [String] = []
        var unread: [String] = []
        for (reference, name) in zip(question.references, question.names) {
            let documents = try await documents(holding: reference, meant, collection, words)
            let clauses = try await clauses(reference, in: documents)
            if clauses.isEmpty, try await isMentioned(name, in: documents, words) { return nil }
            if clauses.isEmpty { missing.append(name) }
            found += clauses.prefix(Self.mostClauses)
            if clauses.count > Self.mostClauses {
                let atLeast = meant == nil && documents.count < collection.documents ? "At least " : ""
                unread.append(
                    "\(atLeast)\(clauses.count) documents have \(name), and \(Self.mostClauses) of them were read for "
                        + "this: name the document that you mean.")
            }
        }
        let isNamed: (String) -> Bool = { word in !names.documents(called: word).all.isEmpty }
        let what = missing.joined(separator: " and no ")
        let holder = meant == nil ? "No document has a" : "The document that is meant has no"
        return NamedClauses(
            question: question, asksWhole: Self.asksWhole(question, found, isNamed), clauses: found,
            missing: missing.isEmpty ? nil : "\(holder) \(what).",
            unread: unread.isEmpty ? nil : unread.joined(separator: " "))
    }

    /// Whether the clauses are quoted as they are: also where somebody asks whether a short one allows something.
    private static func asksWhole(
        _ question: ClauseQuestion, _ found: [NamedClauses.Clause], _ isNamed: (String) -> Bool
    ) -> Bool {
        if question.asksWhole(namesDocument: isNamed) { return true }
        return question.isAboutClauses && Question(question.text).expectation == .yesNo && !found.isEmpty
            && found.allSatisfy { $0.passage.text.utf8.count <= mostShortBytes }
    }

    /// A short clause, in bytes.
    private static let mostShortBytes = 600

    /// A clause of a document that is not there: nothing to quote, where nothing but the clause is asked for.
    private func foreign(_ question: ClauseQuestion, _ names: DocumentNames) async throws -> NamedClauses? {
        let capitalised = Set(Words.split(question.text).filter(\.isCapitalised).map(\.text))
        let asksWhole = question.asksWhole { word in
            capitalised.contains(word) || !names.documents(called: word).all.isEmpty
        }
        let words = try await follower.indexes(of: collection()).words
        guard asksWhole, try !question.names.contains(where: { try words.frequency(of: $0) > 0 }) else { return nil }
        return NamedClauses(
            question: question, asksWhole: true, clauses: [],
            missing: "No document is called what the question names.")
    }

    private func documents(
        holding reference: ClauseReference, _ meant: Set<Int64>?, _ collection: CollectionRecord, _ words: WordIndex
    ) async throws -> [Int64] {
        if let meant { return Array(meant.sorted().prefix(Self.mostDocuments)) }
        if collection.documents <= Self.mostDocuments {
            return try await store.documents(in: collection.id).map(\.id)
        }
        // Chunks with the number in them, those with it in their headings first.
        let chunks = try words.best(reference.steps.map(\.label), limit: 8 * Self.mostDocuments)
        var seen: Set<Int64> = []
        let documents = try await store.chunks(chunks).map(\.document).filter { seen.insert($0).inserted }
        return Array(documents.prefix(Self.mostDocuments))
    }

    /// Whether documents speak of it without having it: "Article 28" of a law.
    private func isMentioned(_ name: String, in documents: [Int64], _ words: WordIndex) async throws -> Bool {
        let holders = try await store.documentNumbers(ofChunks: words.chunks(holding: name))
        return !holders.isDisjoint(with: documents)
    }

    private func clauses(
        _ reference: ClauseReference, in documents: [Int64]
    ) async throws -> [NamedClauses.Clause] {
        var found: [NamedClauses.Clause] = []
        for id in documents {
            guard let text = try await store.text(of: id), let span = ClauseOutline(text).span(of: reference),
                let document = try await store.document(id)
            else { continue }
            let bytes = Array(text.utf8)
            let end = Self.end(of: span, in: bytes)
            let chunk = try await store.chunks(ofDocument: id).last { $0.span.start <= span.start }
            let passage = Passage(
                ByteSpan(start: span.start, end: end), of: bytes, in: document,
                layout: try await DocumentLayout(of: id, in: store))
            if InstructionDetector.isInstruction(passage.text) { continue }
            found.append(.init(passage: passage, heading: chunk?.heading ?? "", isCut: end < span.end))
        }
        return found
    }

    private static func end(of span: ByteSpan, in bytes: [UInt8]) -> Int {
        guard span.count > mostClauseBytes else { return span.end }
        let sentences = Sentences(bytes: bytes).spans(in: ByteSpan(start: span.start, end: span.end))
        return sentences.last { $0.end <= span.start + mostClauseBytes }?.end ?? sentences.first?.end ?? span.end
    }
}
