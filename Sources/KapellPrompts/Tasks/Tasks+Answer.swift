public import KapellCore
import KapellJSON

/// Words of a text that answer a question.
public struct SpanAnswer: Sendable, Hashable {
    /// The words, exactly as they stand in the text.
    public var text: String
    /// Where they stand: bytes of the text in UTF-8.
    public var span: ByteSpan
    /// How near the sentence is to the question: its similarity, and for the question's words that stand in it up to
    /// 0.5 more.
    public var score: Double
    /// Whether this is a whole sentence, for want of fewer words.
    public var isSentence: Bool
}

extension Tasks {
    /// Below this score no sentence is taken for an answer; measured with the embedding model of Kapell.
    public static let answerThreshold = 0.65

    /// Answers a question with words of a text, verbatim, or with `nil` when no sentence is near the question.
    ///
    /// The embedding model and the words of the question choose the sentence; the language model, where one is given,
    /// chooses the words in it. Words that do not stand in the sentence are asked for again, and then the whole
    /// sentence is the answer.
    ///
    /// - Parameters:
    ///   - backend: narrows the answer to words of the sentence; without it the answer is the sentence.
    ///   - threshold: the least score.
    /// - Throws: what the models throw.
    public static func answer(
        _ question: String, in text: String, using embedder: any EmbeddingBackend,
        narrowing backend: (any ModelBackend)? = nil, threshold: Double = answerThreshold, attempts: Int = 2,
        journal: (any Journal)? = nil
    ) async throws -> SpanAnswer? {
        let spans = Array(SentenceSpans.of(text).prefix(2_000))
        guard !spans.isEmpty, !question.trimmed.isEmpty else { return nil }
        let sentences = SentenceSpans.texts(of: spans, in: text)
        let vectors = try await vectors(of: [question] + sentences, embedder)
        var (best, score) = (0, -Double.infinity)
        for (index, sentence) in sentences.enumerated() {
            let similarity = Double(ExampleRanking.dot(vectors[0], vectors[1 + index]))
            let own = similarity + 0.5 * WordOverlap.share(of: question, in: sentence)
            if own > score { (best, score) = (index, own) }
        }
        guard score >= threshold else { return nil }
        let sentence = spans[best]
        let whole = SpanAnswer(text: sentences[best], span: sentence, score: score, isSentence: true)
        guard let backend else { return whole }
        do {
            let words = try await run(
                "answer-span", ["question": .string(question), "text": .string(whole.text)], backend, journal,
                attempts: attempts, verifiers: [SpanVerifier(source: whole.text, question: question)]
            ).text
            guard let span = SpanFinder(whole.text).find(words) else { return whole }
            let place = ByteSpan(start: sentence.start + span.start, end: sentence.start + span.end)
            return SpanAnswer(text: text.bytes(place), span: place, score: score, isSentence: place == sentence)
        } catch let error as KapellError where error.code == .model {
            return whole
        }
    }
}

/// Judges whether an answer stands in a text, word for word, and is not the question again.
struct SpanVerifier: Verifier {
    let source: SpanFinder
    let question: SpanFinder

    init(source: String, question: String) {
        self.source = SpanFinder(source)
        self.question = SpanFinder(question)
    }

    var name: String { "span" }

    func verify(_ draft: PromptDraft) async throws -> Verdict<PromptDraft> {
        guard let span = source.find(draft.text) else {
            return Verdict(
                verifier: name, decision: .retry(feedback: "copy the words of the text, exactly."),
                reason: "The words do not stand in the text.")
        }
        let words = source.text.bytes(span)
        guard question.find(words) == nil else {
            return Verdict(
                verifier: name,
                decision: .retry(feedback: "\"\(words)\" stands in the question. Copy what answers it."),
                reason: "The words stand in the question itself.")
        }
        var fixed = draft
        fixed.value = .string(words)
        return Verdict(verifier: name, decision: .fix(fixed), reason: "The words stand in the text.")
    }
}
