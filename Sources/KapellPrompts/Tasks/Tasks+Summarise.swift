public import KapellCore
import KapellJSON

extension Tasks {
    /// The sentences that say most of what a text says, word for word and in its order.
    ///
    /// Each next sentence is the one nearest to the whole text and farthest from those taken. The same on every run.
    ///
    /// - Parameter sentences: the most that are taken, at least 1.
    public static func summarise(
        _ text: String, sentences: Int = 2, using embedder: any EmbeddingBackend
    ) async throws -> String {
        let spans = Array(SentenceSpans.of(text).prefix(2_000))
        guard spans.count > max(1, sentences) else { return text.trimmed }
        let texts = SentenceSpans.texts(of: spans, in: text)
        let vectors = try await vectors(of: texts, embedder)
        var centre = [Float](repeating: 0, count: vectors[0].count)
        for vector in vectors where vector.count == centre.count {
            for index in centre.indices { centre[index] += vector[index] / Float(vectors.count) }
        }
        let taken = ExampleRanking.marginal(centre, vectors, count: max(1, sentences), diversity: 0.3)
        return taken.sorted().map { texts[$0].onOneLine }.joined(separator: " ")
    }

    /// A summary in the words of a language model.
    ///
    /// Checked is that it is shorter than the text and holds no number that the text does not hold. What is said else
    /// is the model's.
    ///
    /// - Parameter embedder: gives sentences of the text where no summary is accepted; without it that is an error.
    public static func summarise(
        _ text: String, sentences: Int = 2, using backend: any ModelBackend, embedder: (any EmbeddingBackend)? = nil,
        attempts: Int = 2, journal: (any Journal)? = nil
    ) async throws -> String {
        let count = Int64(min(max(1, sentences), 10))
        do {
            return try await run(
                "summarise", ["text": .string(text), "sentences": .integer(count)], backend, journal,
                attempts: attempts, verifiers: [NumberVerifier(source: text, isShorter: true)]
            ).text
        } catch let error as KapellError where error.code == .model {
            guard let embedder else { throw error }
            return try await summarise(text, sentences: sentences, using: embedder)
        }
    }

    /// A text in another language, in the words of a language model.
    ///
    /// Checked is that something else than the text came back, and that its numbers are the same.
    ///
    /// - Parameter language: its English name, such as `French`.
    public static func translate(
        _ text: String, into language: String, using backend: any ModelBackend, attempts: Int = 2,
        journal: (any Journal)? = nil
    ) async throws -> String {
        try await run(
            "translate", ["text": .string(text), "language": .string(language)], backend, journal, attempts: attempts,
            verifiers: [NumberVerifier(source: text, keepsAll: true)]
        ).text
    }
}

/// Judges a text that was made of another by its numbers: none is new, and none is lost where all are to be kept.
struct NumberVerifier: Verifier {
    let source: String
    var isShorter = false
    var keepsAll = false

    var name: String { "numbers" }

    func verify(_ draft: PromptDraft) async throws -> Verdict<PromptDraft> {
        let text = draft.text.trimmed
        if text.isEmpty { return retry("it is empty.", "The answer is empty.") }
        if isShorter, text.utf8.count >= source.utf8.count {
            return retry("it is longer than the text. Write less.", "The answer is longer than the text.")
        }
        if keepsAll, text.lowercased() == source.trimmed.lowercased() {
            return retry("it repeats the text.", "The answer repeats the text.")
        }
        let (known, found) = (Self.numbers(source), Self.numbers(text))
        if let other = found.subtracting(known).min() {
            return retry("the number \(other) is not in the text.", "The answer holds a number that the text does not.")
        }
        if keepsAll, let lost = known.subtracting(found).min() {
            return retry("the number \(lost) is missing.", "The answer lacks a number of the text.")
        }
        return Verdict(verifier: name, decision: .accept, reason: "The numbers are those of the text.")
    }

    private func retry(_ feedback: String, _ reason: String) -> Verdict<PromptDraft> {
        Verdict(verifier: name, decision: .retry(feedback: feedback), reason: reason)
    }

    /// Runs of digits; what groups them (1,450 or 1.450) does not count.
    static func numbers(_ text: String) -> Set<String> {
        var numbers: Set<String> = []
        var digits = ""
        let bytes = Array(text.utf8)
        for (index, byte) in bytes.enumerated() {
            if (0x30...0x39).contains(byte) {
                digits.unicodeScalars.append(Unicode.Scalar(byte))
                continue
            }
            let joins =
                (byte == UInt8(ascii: ",") || byte == UInt8(ascii: ".")) && !digits.isEmpty && index + 1 < bytes.count
                && (0x30...0x39).contains(bytes[index + 1])
            if joins { continue }
            if !digits.isEmpty { numbers.insert(digits) }
            digits = ""
        }
        if !digits.isEmpty { numbers.insert(digits) }
        return numbers
    }
}

extension String {
    /// White space as single spaces.
    var onOneLine: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
