package import KapellCore
import KapellJSON
import KapellText

/// Accepts a phrased statement only when its cited quotation carries it: every number of the statement stands in the
/// quotation, neither denies what the other says, and most of its telling words are the quotation's.
///
/// A statement that fails is replaced by the quotation; a draft in which every statement fails is asked for again.
package struct SupportVerifier: Verifier {
    let quotations: Draft
    package let name = "support"

    package init(quotations: Draft) { self.quotations = quotations }

    /// Share of a statement's telling words that its quotation must hold.
    static let leastOverlap = 0.7

    package func verify(_ draft: Draft) async throws -> Verdict<Draft> {
        var failures: [String] = []
        var statements: [Draft.Statement] = []
        for statement in draft.statements {
            if let failure = Self.failure(statement) {
                failures.append(failure)
            } else if !statements.contains(statement) {
                statements.append(statement)
            }
        }
        if failures.isEmpty, !statements.isEmpty {
            return Verdict(
                verifier: name, decision: .accept, reason: "Each statement is carried by the passage that it cites.")
        }
        let reason = failures.first ?? "The model wrote nothing."
        if statements.isEmpty { return Verdict(verifier: name, decision: .retry(feedback: reason), reason: reason) }
        for quotation in quotations.statements
        where !statements.contains(where: { $0.isQuotation == false && $0.support == quotation.support }) {
            statements.append(quotation)
        }
        return Verdict(
            verifier: name, decision: .fix(Draft(statements: statements)),
            reason: "\(reason) It was replaced by the quotation.")
    }

    private static func failure(_ statement: Draft.Statement) -> String? {
        let source = statement.support.map(\.text).joined(separator: "\n")
        let words = Words.split(statement.text).map(\.text)
        let held = Words.split(source).map(\.text)
        let short = "\u{201C}\(statement.text.onOneLine.prefix(60))\u{201D}"
        if let number = words.first(where: { AnswerForm.isNumber($0) && !held.contains($0) }) {
            return "\(short) says \(number), which its passage does not."
        }
        if words.contains(where: negations.contains) != held.contains(where: negations.contains) {
            return "\(short) and its passage differ in a negation."
        }
        let overlap = overlap(statement.text, source)
        guard overlap >= leastOverlap else {
            return "\(short) shares only \(Int(overlap * 100)) % of its words with its passage."
        }
        return nil
    }

    private static let negations: Set<String> = [
        "not", "no", "never", "none", "neither", "nor", "cannot", "can't", "won't", "without", "unless", "except",
        "doesn't", "don't", "isn't", "aren't",
    ]

    /// Share of the telling words of `text` whose stems stand in `source`.
    static func overlap(_ text: String, _ source: String) -> Double {
        let stems = Set(Words.split(text).map(\.text).filter { !StopWords.all.contains($0) }.map(Stemmer.stem))
        guard !stems.isEmpty else { return 0 }
        let held = Set(Words.split(source).map { Stemmer.stem($0.text) })
        return Double(stems.count { held.contains($0) }) / Double(stems.count)
    }
}
