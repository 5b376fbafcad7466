import KapellJSON
import Testing

@Suite("JSON Schema, regular expressions")
struct SchemaPatternTests {
    static let cases: [(String, String, Bool)] = [
        ("abc", "xabcx", true), ("^abc$", "xabcx", false), ("^$", "", true), ("^$", "\n", false),
        ("a.c", "a\nc", false),
        ("^a{2,3}$", "aa", true), ("^a{2,3}$", "aaaa", false), ("^a{2,}$", "aaaaa", true),
        ("^(ab|c)*$", "abcab", true),
        ("^[^a-c]$", "d", true), ("^[^a-c]$", "b", false), ("^[]$", "a", false), ("^[^]$", "\n", true),
        ("^[a\\-z]+$", "a-z", true), ("^[\\d-x]+$", "1-x", true), ("\\bword\\b", "a word here", true),
        ("\\bword\\b", "swords", false), ("\\Bor", "word", true), ("^(?=.*\\d)(?=.*[a-z]).{4,}$", "abc1", true),
        ("^(?=.*\\d)(?=.*[a-z]).{4,}$", "abcd", false), ("^(?!foo)", "foobar", false),
        ("(?<=\\$)\\d+", "cost $42", true),
        ("(?<!\\$)\\b\\d+", "cost $42", false), ("^(?<year>\\d{4})-\\d\\d$", "2026-11", true),
        ("^\\u{1F600}$", "😀", true),
        ("^\\uD83D\\uDE00$", "😀", true), ("^.$", "😀", true), ("^\\p{Lu}\\P{Lu}+$", "Äpfel", true),
        ("^\\w+$", "é", false),
        ("^\\s$", "\u{A0}", true), ("^a*?b$", "aab", true), ("^(a*)*$", "aaa", true), ("^(a*)*$", "b", false),
        ("^{}$", "{}", true), ("^\\/x$", "/x", true), ("^[\\b]$", "\u{8}", true), ("^(?:)*$", "", true),
        ("x{0}y", "y", true), ("^\\cJ$", "\n", true), ("(?<=^ab)c", "abc", true), ("(?<=a.*)c", "axxc", true),
    ]

    @Test("An expression matches as ECMA-262 says", arguments: cases)
    func matches(pattern: String, subject: String, isMatch: Bool) throws {
        #expect(try JSONSchema(["pattern": .string(pattern)]).isValid(.string(subject)) == isMatch)
    }

    @Test(
        "What is not an expression is refused",
        arguments: [
            "(", ")", "[", "[z-a]", "*", "a**", "+a", "a{2,1}", "\\", "\\a", "(?x)", "(?<>a)", "\\u{110000}", "\\xg1",
            "\\p{Q}", "^*",
        ])
    func refused(pattern: String) {
        #expect(throws: SchemaError.self) { try JSONSchema(["pattern": .string(pattern)]) }
        #expect(throws: SchemaError.self) { try JSONSchema(["patternProperties": [pattern: true]]) }
    }
}
