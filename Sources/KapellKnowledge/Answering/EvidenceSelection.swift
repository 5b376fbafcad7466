import KapellCore
import KapellText

/// Chooses which sentences are quoted.
package enum EvidenceSelection {
    /// At most this many.
    package static let maximum = 3
    /// A further sentence must come this near to the best, as a share of its score.
    static let nearness = 0.15

    /// The best sentence, and those that are nearly as good and say something else.
    package static func choose(from candidates: [Candidate]) -> [Candidate] {
        guard let best = candidates.first else { return [] }
        var chosen = [best]
        for candidate in candidates.dropFirst() where chosen.count < maximum {
            guard candidate.score >= best.score * nearness else { break }
            let repeats = chosen.contains { other in
                (other.passage.documentID == candidate.passage.documentID
                    && other.passage.span.overlaps(candidate.passage.span))
                    || other.passage.text.onOneLine == candidate.passage.text.onOneLine
            }
            if !repeats { chosen.append(candidate) }
        }
        return chosen
    }
}
