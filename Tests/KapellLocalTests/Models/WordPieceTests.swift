import KapellCore
import KapellLocal
import Testing

@Suite("WordPiece")
struct WordPieceTests {
    private static let tokens = [
        "[PAD]", "[UNK]", "[CLS]", "[SEP]", "▁the", "▁cat", "s", "▁cafe", "▁,", "▁[", "▁sep", "▁]", "▁中", "▁ᄒ", "ᅡ",
        "ᆫ",
        "▁ह", "ि", "▁i", "▁σ", "ς",
    ]

    private func pieces(_ text: String, limit: Int = .max) throws -> [String] {
        try WordPieceTokenizer(tokens: Self.tokens).encode(text, limit: limit).tokens.map { Self.tokens[Int($0)] }
    }

    @Test(
        "Text is cleaned and cut as the original does",
        arguments: [
            ("The cats", "▁the ▁cat s"), ("", ""), (" \t\n ", ""), ("CAFÉ", "▁cafe"), ("cafe\u{301}", "▁cafe"),
            ("cat,the", "▁cat ▁, ▁the"), ("dog cat", "[UNK] ▁cat"), ("catx", "[UNK]"), ("中中", "▁中 ▁中"),
            ("한", "▁ᄒ ᅡ ᆫ"), ("हि", "▁ह ि"), ("c\u{0}a\u{200b}t\u{feff}", "▁cat"), ("cat\u{a0}cat", "▁cat ▁cat"),
            ("[SEP]", "▁[ ▁sep ▁]"), ("İ", "▁i"), ("\u{85}cat\u{2028}cat\u{b}é", "▁cat [UNK]"),
        ])
    func cutting(text: String, expected: String) throws {
        // Split by scalars: a mark after a space makes one character with it.
        let words = expected.unicodeScalars.split(separator: " ").map { String($0) }
        #expect(try pieces(text) == ["[CLS]"] + words + ["[SEP]"])
    }

    @Test("A word of more than 100 characters is unknown")
    func long() throws {
        #expect(try pieces("cat" + String(repeating: "s", count: 98)) == ["[CLS]", "[UNK]", "[SEP]"])
        #expect(try pieces("cat" + String(repeating: "s", count: 97)).count == 100)
    }

    @Test("A text that is too long keeps its start, and that is told")
    func truncated() throws {
        let tokenizer = try WordPieceTokenizer(tokens: Self.tokens)
        let encoding = tokenizer.encode("the cats the cats", limit: 4)
        #expect(encoding.tokens == [2, 4, 5, 3])
        #expect(encoding.isTruncated)
        #expect(!tokenizer.encode("the cats", limit: 5).isTruncated)
        #expect(tokenizer.encode("the cats", limit: 4).isTruncated)
        #expect(tokenizer.encode("the", limit: 0).tokens.count <= 2)
    }

    @Test("A vocabulary without special tokens is refused")
    func vocabulary() {
        #expect(throws: KapellError.self) { try WordPieceTokenizer(tokens: ["▁the"]) }
    }
}
