/// Texts that are computed together: a row for each context that computes beside the others.
struct EmbeddingBatch {
    private(set) var texts: [EmbeddingEngine.Text] = []
    /// Places of texts.
    private(set) var rows: [[Int]]
    /// Tokens of each row.
    private(set) var sizes: [Int]

    init(rows: Int) {
        self.rows = Array(repeating: [], count: max(1, rows))
        sizes = Array(repeating: 0, count: max(1, rows))
    }

    /// Puts a text into the shortest row; `false` where it does not fit any more. One that is alone in its row fits.
    mutating func add(_ text: EmbeddingEngine.Text) -> Bool {
        guard let row = sizes.indices.min(by: { sizes[$0] < sizes[$1] }) else { return false }
        let fits =
            rows[row].isEmpty
            || rows[row].count < EmbeddingEngine.maximumTexts
                && sizes[row] + text.tokens.count <= EmbeddingEngine.batchTokens
        guard fits else { return false }
        rows[row].append(texts.count)
        sizes[row] += text.tokens.count
        texts.append(text)
        return true
    }

    /// Whether one context on so many threads is done with all of it sooner than the longest row is with its own.
    func isSooner(onThreads threads: Int) -> Bool {
        guard rows.count > 1 else { return true }
        let total = sizes.reduce(0, +)
        let fits = texts.count <= EmbeddingEngine.maximumTexts && total <= EmbeddingEngine.batchTokens
        guard fits || texts.count == 1 else { return false }
        // What a thread more brings to a context that has others, as a share of a thread alone.
        let gain = 0.7 * Double(threads)
        return Double(total) < gain * Double(sizes.max() ?? 0)
    }
}
