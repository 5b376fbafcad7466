package import KapellCore

/// BERT's WordPiece tokenizer for uncased models, over the tokens of a GGUF file.
///
/// The tokenizer inside llama.cpp decomposes letters by their first part alone and drops every kind of mark, so that
/// Korean and Indic text comes out other than the model was trained on. This one follows the original. Special tokens
/// such as `[SEP]` inside a text are plain text here.
package struct WordPieceTokenizer: Sendable {
    /// The tokens of a text.
    package struct Encoding: Sendable, Hashable {
        /// `[CLS]`, the pieces, `[SEP]`.
        package var tokens: [Int32]
        /// Whether pieces were left out because the text was too long.
        package var isTruncated: Bool
    }

    private let starts: [ArraySlice<UInt8>: Int32]
    private let continuations: [ArraySlice<UInt8>: Int32]
    private let longest: Int
    private let first: Int32
    private let last: Int32
    private let unknown: Int32

    /// Takes the tokens in their order, with `▁` before the start of a word, as a GGUF file has them.
    ///
    /// Fails with `.corrupt` when `[CLS]`, `[SEP]` or `[UNK]` is missing.
    package init(tokens: [String]) throws(KapellError) {
        var starts: [ArraySlice<UInt8>: Int32] = [:]
        var continuations: [ArraySlice<UInt8>: Int32] = [:]
        var special: [String: Int32] = [:]
        var longest = 1
        for (number, token) in tokens.enumerated() {
            let bytes = Array(token.utf8)
            if bytes.starts(with: [0xe2, 0x96, 0x81]) {
                starts[bytes[3...]] = Int32(number)
            } else if ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"].contains(token) {
                special[token] = Int32(number)
            } else {
                continuations[bytes[...]] = Int32(number)
            }
            longest = max(longest, bytes.count)
        }
        guard let first = special["[CLS]"], let last = special["[SEP]"], let unknown = special["[UNK]"] else {
            throw KapellError(.corrupt, "The vocabulary of the model lacks [CLS], [SEP] or [UNK].")
        }
        self.starts = starts
        self.continuations = continuations
        self.longest = longest
        self.first = first
        self.last = last
        self.unknown = unknown
    }

    /// Tokenizes a text; at most `limit` tokens come out, `[CLS]` and `[SEP]` among them.
    package func encode(_ text: String, limit: Int = .max) -> Encoding {
        var tokens = [first]
        var isTruncated = false
        let room = max(2, limit) - 1
        BertNormalizer.words(text) { word, characters in
            if tokens.count >= room {
                isTruncated = true
                return
            }
            append(word, characters, to: &tokens)
        }
        if tokens.count > room {
            tokens.removeLast(tokens.count - room)
            isTruncated = true
        }
        tokens.append(last)
        return Encoding(tokens: tokens, isTruncated: isTruncated)
    }

    /// The longest piece that fits, then the next; a word that does not come out even is unknown as a whole.
    private func append(_ word: ArraySlice<UInt8>, _ characters: Int, to tokens: inout [Int32]) {
        let before = tokens.count
        var position = word.startIndex
        while characters <= 100, position < word.endIndex {
            let pieces = position == word.startIndex ? starts : continuations
            var end = min(word.endIndex, position + longest)
            var match: Int32?
            while end > position {
                match = pieces[word[position..<end]]
                if match != nil { break }
                end -= 1
            }
            guard let match else { break }
            tokens.append(match)
            position = end
        }
        if position < word.endIndex {
            tokens.removeLast(tokens.count - before)
            tokens.append(unknown)
        }
    }
}
