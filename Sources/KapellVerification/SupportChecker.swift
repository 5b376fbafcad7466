import KapellCore

/// Decides whether a sentence is entailed by the spans that it cites, without a second model.
///
/// ```swift
/// let checker = SupportChecker()
/// let verdict = try checker.check(
///     sentence: "The Customer has 30 days to pay.", question: "How long does the Customer have to pay?",
///     spans: [SupportSpan(text: "The Customer shall pay each invoice within thirty (30) days.")])
/// ```
///
/// The same input gives the same verdict. How often it errs is told in `Documentation/Verification.md`.
public struct SupportChecker: Sendable {
    private let model: SupportModel

    public init() { model = .standard }

    init(model: SupportModel) { self.model = model }

    /// Most bytes of a sentence and of a question, and of the spans together with their titles.
    public static let longestSentence = 4_000
    public static let longestSpans = 64_000
    /// Most spans of one sentence.
    public static let mostSpans = 16

    /// Judges `sentence` as an answer, or a part of an answer, to `question`.
    ///
    /// It is supported if one span alone supports it, or all of them together.
    ///
    /// - Parameters:
    ///   - spans: what is cited for it.
    ///   - similarity: the largest cosine between the sentence and a sentence of the spans, between −1 and 1, from
    ///     `SupportSimilarity`; nil where there is no embedding model.
    /// - Throws: `KapellError` with `tooLarge` above the limits, `invalidRequest` without a span.
    public func check(
        sentence: String, question: String, spans: [SupportSpan], similarity: Double? = nil
    ) throws -> SupportVerdict {
        try Self.validate(sentence, question, spans)
        var best: SupportVerdict?
        for span in spans {
            let verdict = judge(sentence, question, span, similarity)
            if verdict.isSupported { return verdict }
            if verdict.estimate > best?.estimate ?? -1 { best = verdict }
        }
        if spans.count > 1 {
            let joined = SupportSpan(
                text: spans.map(\.text).joined(separator: "\n\n"),
                title: spans.map(\.title).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
                    .joined(separator: ", "))
            let verdict = judge(sentence, question, joined, similarity)
            if verdict.isSupported { return verdict }
        }
        guard let best else { throw Self.noSpan }
        return best
    }

    private static let noSpan = KapellError(
        .invalidRequest, "No span is cited for the sentence.", remedy: "Cite the passage that supports it.")

    private static func validate(_ sentence: String, _ question: String, _ spans: [SupportSpan]) throws {
        guard !spans.isEmpty else { throw noSpan }
        guard sentence.utf8.count <= longestSentence, question.utf8.count <= longestSentence else {
            throw KapellError(
                .tooLarge, "A sentence or a question to be verified is longer than \(longestSentence) bytes.",
                remedy: "Cut the answer into sentences first.")
        }
        let size = spans.reduce(0) { $0 + $1.text.utf8.count + $1.title.utf8.count }
        guard spans.count <= mostSpans, size <= longestSpans else {
            throw KapellError(
                .tooLarge,
                "A sentence cites \(spans.count) spans of \(size) bytes; \(mostSpans) spans of \(longestSpans) bytes are the limit.",
                remedy: "Cite fewer or shorter passages.")
        }
    }

    /// What is measured, by name: what calibration reads.
    package func features(
        sentence: String, question: String, span: SupportSpan, similarity: Double? = nil
    ) -> [(name: String, value: Double)] {
        let values = Self.measure(sentence, question, span, similarity)
        return Feature.allCases.map { ($0.rawValue, values[$0]) }
    }

    private static func measure(
        _ sentence: String, _ question: String, _ span: SupportSpan, _ similarity: Double?
    ) -> Measurement {
        let evidence = PlantedOrders.evidence(of: span.text, for: sentence)
        var values = Measurement(
            Comparison(sentence: sentence, span: evidence.text, question: question, title: span.title))
        values.set(.planted, evidence.isPlanted)
        values[.similarity] = similarity ?? 0
        return values
    }

    private func judge(
        _ sentence: String, _ question: String, _ span: SupportSpan, _ similarity: Double?
    ) -> SupportVerdict {
        let values = Self.measure(sentence, question, span, similarity)
        let estimator = similarity == nil ? model.plain : model.similar
        let estimate = estimator.estimate(values)
        let vetoes = model.vetoes.filter { values[$0.feature] >= $0.limit }.map(\.feature)
        let isSupported = vetoes.isEmpty && estimate >= estimator.threshold
        var failing: [SupportCheck.Name: String] = [:]
        for feature in vetoes where failing[feature.check] == nil {
            failing[feature.check] =
                values.notes.first { Self.belongs($0.check, to: feature.check) }?.text ?? feature.remark
        }
        let checks = SupportCheck.Name.allCases.map { name -> SupportCheck in
            if let detail = failing[name] { return SupportCheck(name: name, outcome: .fails, detail: detail) }
            if name == .similarity, similarity == nil {
                return SupportCheck(name: name, outcome: .unmeasured, detail: "")
            }
            let note = values.notes.first { $0.check == name }?.text
            return SupportCheck(name: name, outcome: note == nil ? .holds : .doubtful, detail: note ?? "")
        }
        return SupportVerdict(
            isSupported: isSupported, estimate: estimate, threshold: estimator.threshold, checks: checks,
            feedback: isSupported ? nil : Self.feedback(checks, estimate, estimator.threshold),
            isContradicted: vetoes.contains { !$0.isOnlyDoubt })
    }

    /// Conflicts of amounts, dates and durations are counted with the numbers.
    private static func belongs(_ note: SupportCheck.Name, to check: SupportCheck.Name) -> Bool {
        note == check || (check == .numbers && [.amounts, .dates, .units].contains(note))
    }

    private static func feedback(_ checks: [SupportCheck], _ estimate: Double, _ threshold: Double) -> String {
        if let failed = checks.first(where: { $0.outcome == .fails }) { return failed.detail }
        if let doubtful = checks.first(where: { $0.outcome == .doubtful }) { return doubtful.detail }
        return "Its wording is too far from the passage to be sure; keep closer to its words."
    }
}
