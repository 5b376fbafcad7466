import KapellCore

/// The WordPiece vocabulary of BERT, in the form llama.cpp looks words up.
///
/// In `vocab.txt` a piece inside a word begins with `##`. llama.cpp marks the start of a word instead: `##` goes, and
/// every other piece gets `▁` (U+2581) before it. Special tokens stay as they are.
struct WordPieceVocabulary: Sendable {
    var tokens: [[UInt8]] = []
    /// 1 for an ordinary token, 3 for a control token, as GGUF counts.
    var types: [Int32] = []
    /// The number of each special token by its text.
    var special: [String: UInt32] = [:]

    private static let specialNames = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]

    /// Reads `vocab.txt`: one token a line. Fails when special tokens are missing or two tokens come out the same.
    init(parsing bytes: [UInt8], name: String) throws(KapellError) {
        var lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        var seen: Set<[UInt8]> = []
        for (number, line) in lines.enumerated() {
            var token = Array(line.last == 0x0d ? line.dropLast() : line)
            let text = String(decoding: token, as: UTF8.self)
            if Self.specialNames.contains(text) {
                special[text] = UInt32(number)
                types.append(3)
            } else {
                if token.count > 2, token.starts(with: [0x23, 0x23]) {
                    token.removeFirst(2)
                } else {
                    token.insert(contentsOf: [0xe2, 0x96, 0x81], at: 0)
                }
                types.append(1)
            }
            guard !token.isEmpty, seen.insert(token).inserted else {
                throw KapellError(.corrupt, "\(name) has the token '\(text)' twice (line \(number + 1)).")
            }
            tokens.append(token)
        }
        for text in Self.specialNames where special[text] == nil {
            throw KapellError(.corrupt, "\(name) lacks the token \(text).")
        }
    }
}
