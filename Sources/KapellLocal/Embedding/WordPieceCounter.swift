import KapellCore

/// Counts the tokens of an embedding model that reads WordPiece.
struct WordPieceCounter: TokenCounter {
    let tokenizer: WordPieceTokenizer
    let window: Int?

    func count(_ text: String) -> Int {
        // `[CLS]` and `[SEP]` stand round it.
        tokenizer.encode(text).tokens.count - 2
    }
}
