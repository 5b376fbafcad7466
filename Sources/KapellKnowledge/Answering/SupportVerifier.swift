package import KapellCore
import KapellJSON
import KapellText
import KapellVerification

/// Accepts a phrased statement only when the passages that it cites carry it, as `SupportChecker` judges.
///
/// A statement that fails is replaced by the quotation; a draft in which every statement fails is asked for again, with
/// what is wrong said to the model.
package struct SupportVerifier: Verifier {
    let quotations: Draft
    let question: String
    let embedder: (any EmbeddingBackend)?
    private let checker = SupportChecker()
    package let name = "support"

    /// - Parameter embedder: measures likeness of meaning as well; nil leaves it out.
    package init(quotations: Draft, question: String = "", embedder: (any EmbeddingBackend)? = nil) {
        self.quotations = quotations
        self.question = question
        self.embedder = embedder
    }

    package func verify(_ draft: Draft) async throws -> Verdict<Draft> {
        var failures: [String] = []
        var evidence: [Evidence] = []
        var statements: [Draft.Statement] = []
        for statement in draft.statements {
            let verdict = try await judge(statement)
            if let verdict { evidence.append(Self.evidence(verdict, statement)) }
            if verdict?.isSupported == false {
                let short = "\u{201C}\(statement.text.onOneLine.prefix(60))\u{201D}"
                failures.append("\(short): \(verdict?.feedback ?? "It is not supported.")")
            } else if !statements.contains(statement) {
                statements.append(statement)
            }
        }
        if failures.isEmpty, !statements.isEmpty {
            return Verdict(
                verifier: name, decision: .accept, reason: "Each statement is carried by the passage that it cites.",
                evidence: evidence)
        }
        let reason = failures.first ?? "The model wrote nothing."
        if statements.isEmpty {
            return Verdict(
                verifier: name,
                decision: .retry(feedback: failures.isEmpty ? reason : failures.joined(separator: "\n")),
                reason: reason, evidence: evidence)
        }
        for quotation in quotations.statements
        where !statements.contains(where: { $0.isQuotation == false && $0.support == quotation.support }) {
            statements.append(quotation)
        }
        return Verdict(
            verifier: name, decision: .fix(Draft(statements: statements)),
            reason: "\(reason) It was replaced by the quotation.", evidence: evidence)
    }

    /// Nil for a quotation, which another verifier compares with its document.
    private func judge(_ statement: Draft.Statement) async throws -> SupportVerdict? {
        if statement.isQuotation { return nil }
        let spans = statement.support.map { SupportSpan(text: $0.text, title: Self.title($0.document)) }
        guard !spans.isEmpty else {
            return SupportVerdict(
                isSupported: false, estimate: 0, threshold: 1, checks: [], feedback: "It cites no passage.")
        }
        var similarity: Double?
        if let embedder { similarity = try await SupportSimilarity.of(statement.text, spans: spans, with: embedder) }
        return try checker.check(
            sentence: statement.text, question: question, spans: spans, similarity: similarity)
    }

    /// One entry for each statement: what was judged, and on which passage.
    private static func evidence(_ verdict: SupportVerdict, _ statement: Draft.Statement) -> Evidence {
        var value = verdict.json
        value["statement"] = .string(statement.text.onOneLine)
        return Evidence("support", .object(value), passage: statement.support.first)
    }

    /// The words of a file's name: `office-lease.txt` says that it is an office lease.
    private static func title(_ document: String) -> String {
        let name = document.split(separator: "/").last.map(String.init) ?? document
        let stem = name.split(separator: ".", omittingEmptySubsequences: false).dropLast().joined(separator: " ")
        return (stem.isEmpty ? name : stem).map { "-_".contains($0) ? " " : String($0) }.joined()
    }

    /// Share of the telling words of `text` whose stems stand in `source`.
    static func overlap(_ text: String, _ source: String) -> Double {
        let stems = Set(Words.split(text).map(\.text).filter { !StopWords.all.contains($0) }.map(Stemmer.stem))
        guard !stems.isEmpty else { return 0 }
        let held = Set(Words.split(source).map { Stemmer.stem($0.text) })
        return Double(stems.count { held.contains($0) }) / Double(stems.count)
    }
}
