import KapellCore

/// The clauses that a question names, as the documents have them.
struct NamedClauses: Sendable {
    struct Clause: Sendable {
        var passage: Passage
        var heading: String
        /// Whether it goes on behind the passage.
        var isCut: Bool
    }

    var question: ClauseQuestion
    /// Whether nothing is asked but what they say.
    var asksWhole: Bool
    var clauses: [Clause]
    /// What no document has, in a sentence; `nil` when all were found.
    var missing: String?
    /// Which clauses are in more documents than were read, in sentences; `nil` where there are none.
    var unread: String?

    /// What is to be searched for and weighed.
    var text: String { question.text.isEmpty ? question.names.joined(separator: " ") : question.text }

    /// What an answer that quotes them leaves out.
    var note: String? {
        let most = EvidenceSelection.maximum
        let notes = [
            missing, unread,
            clauses.count > most ? "At most \(most) clauses are quoted, and \(clauses.count) were found." : nil,
            clauses.contains(where: \.isCut)
                ? "The clause goes on in the document: it is too long to be quoted whole." : nil,
        ]
        let told = notes.compactMap(\.self)
        return told.isEmpty ? nil : told.joined(separator: " ")
    }
}

extension EvidenceFinder.Found {
    /// Clauses that are asked for as they are; no evidence where there are none.
    static func clauses(_ named: NamedClauses, beside retrieved: KnowledgeBase.Retrieved) -> Self {
        let candidates = named.clauses.map {
            var features = Candidate.Features()
            features.clause = 1
            return Candidate(
                passage: $0.passage, heading: $0.heading, features: features,
                score: 1 / Double(named.clauses.count))
        }
        return Self(
            candidates: candidates, ordered: retrieved.results, estimate: candidates.isEmpty ? 0 : 1,
            plan: retrieved.plan, embeddingTokens: 0, note: named.note)
    }
}
