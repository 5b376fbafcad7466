package import KapellCore
import KapellJSON
import KapellText
import KapellVerification

/// Accepts a phrased statement only when the passages that it cites carry it, as `SupportChecker` judges, and where there
/// is a judge, that model as well.
///
/// A statement that fails is replaced by the quotation; a draft in which every statement fails is asked for again, with
/// what is wrong said to the model.
package struct SupportVerifier: Verifier {
    let quotations: Draft
    let question: String
    let embedder: (any EmbeddingBackend)?
    let judge: StatementJudge?
    private let checker = SupportChecker()
    package let name = "support"

    /// - Parameters:
    ///   - embedder: measures likeness of meaning as well; nil leaves it out.
    ///   - judge: is asked after the checks; nil for none.
    package init(
        quotations: Draft, question: String = "", embedder: (any EmbeddingBackend)? = nil, judge: StatementJudge? = nil
    ) {
        self.quotations = quotations
        self.question = question
        self.embedder = embedder
        self.judge = judge
    }

    package func verify(_ draft: Draft) async throws -> Verdict<Draft> { try await verify(draft, tokensLeft: nil) }

    package func verify(_ draft: Draft, tokensLeft: Int?) async throws -> Verdict<Draft> {
        var rulings: [Ruling] = []
        for statement in draft.statements { rulings.append(Ruling(statement, try await check(statement))) }
        let usage = try await hear(&rulings, tokensLeft)
        let evidence = rulings.compactMap { ruling in
            ruling.json(judge: judge?.judge.model.model).map {
                Evidence("support", .object($0), passage: ruling.statement.support.first)
            }
        }
        var failures: [String] = []
        var statements: [Draft.Statement] = []
        for ruling in rulings {
            if let feedback = ruling.feedback {
                failures.append("\u{201C}\(ruling.statement.text.onOneLine.prefix(60))\u{201D}: \(feedback)")
            } else if !statements.contains(ruling.statement) {
                statements.append(ruling.statement)
            }
        }
        if failures.isEmpty, !statements.isEmpty {
            return Verdict(
                verifier: name, decision: .accept,
                reason: "Each statement is carried by the passage that it cites.\(remark(rulings))",
                evidence: evidence, usage: usage)
        }
        let reason = failures.first ?? "The model wrote nothing."
        // To write again is of no use where only the judge is missing.
        if statements.isEmpty, !rulings.contains(where: \.isOnlyUnheard) {
            return Verdict(
                verifier: name,
                decision: .retry(feedback: failures.isEmpty ? reason : failures.joined(separator: "\n")),
                reason: reason, evidence: evidence, usage: usage)
        }
        for quotation in quotations.statements
        where !statements.contains(where: { $0.isQuotation == false && $0.support == quotation.support }) {
            statements.append(quotation)
        }
        return Verdict(
            verifier: name, decision: .fix(Draft(statements: statements)),
            reason: "\(reason) It was replaced by the quotation.", evidence: evidence, usage: usage)
    }

    /// Puts to the judge what is for it, and says what that took.
    private func hear(_ rulings: inout [Ruling], _ tokensLeft: Int?) async throws -> ModelUsage {
        guard let judge else { return ModelUsage() }
        let asked = rulings.indices.filter { rulings[$0].isForJudge(judge.judge) }
        let (hearings, usage) = try await judge.hear(asked.map { rulings[$0].statement }, tokensLeft: tokensLeft)
        for (index, hearing) in zip(asked, hearings) {
            rulings[index].hearing = hearing
            rulings[index].needsJudge = judge.judge.isRequired
        }
        return usage
    }

    /// What the judge adds to an acceptance.
    private func remark(_ rulings: [Ruling]) -> String {
        let hearings = rulings.compactMap(\.hearing)
        guard !hearings.isEmpty else { return "" }
        let absence = hearings.lazy.compactMap { hearing in
            if case .unheard(let absence) = hearing { absence } else { nil }
        }.first
        if let absence { return " \(absence.sentence)" }
        return rulings.contains(where: \.isOverruled)
            ? " The judge supports what the checks were not sure of." : " The judge agrees."
    }

    /// Nil for a quotation, which another verifier compares with its document.
    private func check(_ statement: Draft.Statement) async throws -> SupportVerdict? {
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
