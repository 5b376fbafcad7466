import KapellGrammar

/// Tokens as models have them: all bytes, words, pieces of JSON, whole and cut characters.
enum TestVocabulary {
    static let tokens: [[UInt8]] = {
        var tokens: [[UInt8]] = [[], []] + (0...255).map { [UInt8($0)] }
        let texts = [
            "{\"", "\":", "\":\"", "\": \"", "\",\"", "\", \"", "\"}", "\"},{\"", "\"]", "],", "]}", "}}", "},", "}]",
            "[{", "[[",
            "[\"", ": ", ", ", ":{", ":[", ",\"", "null", "true", "false", "nul", "tr", "se", "\n", "\n  ", "\n    ",
            "  ", "\t",
            "10", "42", "100", "2024", "-1", "0.5", ".25", "e5", "E-1", "000", "\\n", "\\\"", "\\\\", "\\u", "\\u00",
            "00e9",
            "\\ud83d", "\\ude00", "a", "b", "ab", "abc", "name", "\"name\"", "\"a\":", "\"b\": ", "value", "id", "x1",
            "the",
            " the", "hello world", "Hello, \"", "é", "ü", "日本", "日", "😀", "😀😀", "Z", "T", "-01-", ":00", "@", "example",
            ".com", "http", "://", "1.1", "red", "green", "blue", "\"red\"", "\"green", "k1", "k2", "n_a", "n_b",
        ]
        tokens += texts.map { Array($0.utf8) }
        // Characters that are cut, and pieces of two.
        tokens += [
            [0xF0, 0x9F], [0x98, 0x80], [0x80, 0xF0], [0xE6, 0x97], [0xA5, 0x22], [0xC3], [0xA9, 0xC3], [0x22, 0xE6],
        ]
        return tokens
    }()

    static let end: Int32 = 1
    static let vocabulary = GrammarVocabulary(tokens: tokens, endTokens: [end])
    static let empty = GrammarVocabulary(tokens: [[]], endTokens: [0])
}

extension Grammar {
    /// Whether a text is one of the grammar's.
    func accepts(_ text: String) -> Bool {
        var matcher = GrammarMatcher(self, vocabulary: TestVocabulary.empty)
        return matcher.accept(bytes: text.utf8) && matcher.mayEnd
    }
}
