public import KapellCore
import KapellText

/// Likeness of meaning between a sentence and its spans.
public enum SupportSimilarity {
    /// Most sentences of the spans that are embedded.
    public static let mostSentences = 64

    /// The largest cosine between `sentence` and a sentence of the spans.
    ///
    /// Throws what the backend throws; a cancelled task stops between batches.
    public static func of(
        _ sentence: String, spans: [SupportSpan], with backend: any EmbeddingBackend
    ) async throws -> Double {
        let texts = parts(of: spans)
        guard !texts.isEmpty else { return 0 }
        let vectors = try await backend.embed([sentence] + texts).vectors
        guard let first = vectors.first else { return 0 }
        return vectors.dropFirst().map { cosine(first, $0) }.max() ?? 0
    }

    /// What is compared with a sentence: the sentences of the spans.
    package static func parts(of spans: [SupportSpan]) -> [String] {
        var found: [String] = []
        for span in spans {
            let bytes = Array(span.text.utf8)
            for range in Sentences(bytes: bytes).spans(in: ByteSpan(start: 0, end: bytes.count)) {
                guard found.count < mostSentences else { return found }
                found.append(String(decoding: bytes[range.start..<range.end], as: UTF8.self))
            }
        }
        return found
    }

    private static func cosine(_ one: [Float], _ other: [Float]) -> Double {
        var (dot, left, right) = (0.0, 0.0, 0.0)
        for (a, b) in zip(one, other) {
            dot += Double(a) * Double(b)
            left += Double(a) * Double(a)
            right += Double(b) * Double(b)
        }
        return left > 0 && right > 0 ? dot / (left * right).squareRoot() : 0
    }
}
