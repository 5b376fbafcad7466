import KapellCore
import KapellText

/// Chooses which sentences are quoted.
package enum EvidenceSelection {
    /// At most this many.
    package static let maximum = 3
    /// A further sentence must come this near to the best, as a share of its score.
    static let nearness = 0.1

    /// For one side of a comparison, and for a further question.
    package static let maximumEach = 2

    /// Sentences for every side, and for what is asked further.
    package static func choose(from findings: Findings) -> [Candidate] {
        guard findings.sides.count < 2 else {
            return findings.sides.flatMap { choose(from: $0).prefix(maximumEach) }
        }
        var chosen = choose(from: findings.sides.first ?? [])
        for part in findings.further {
            guard let best = part.first, !chosen.contains(where: { $0.repeats(best) }) else { continue }
            chosen.append(best)
        }
        return chosen
    }

    /// The best sentence, and those that are nearly as good and say something else.
    package static func choose(from candidates: [Candidate]) -> [Candidate] {
        guard let best = candidates.first else { return [] }
        var chosen = [best]
        for candidate in candidates.dropFirst() where chosen.count < maximum {
            guard candidate.score >= best.score * nearness else { break }
            if !chosen.contains(where: { $0.repeats(candidate) }) { chosen.append(candidate) }
        }
        return chosen
    }
}

extension Candidate {
    /// Whether it says again, or in part, what another says.
    func repeats(_ other: Candidate) -> Bool {
        (passage.documentID == other.passage.documentID && passage.span.overlaps(other.passage.span))
            || passage.text.onOneLine == other.passage.text.onOneLine
    }
}
