/// Documents that together use every form of the grammar.
enum Documents {
    static let all: [String] = [
        #"{"id":"chatcmpl-1","n":2,"choices":[{"delta":{"content":"Grüße 😀"},"finish_reason":null}],"ok":true}"#,
        "[1, -2, 3.5, -0.25e-3, 1E+2, 0, -0, 9223372036854775807, 18446744073709551615, 123456789012345678901]",
        #"["\"\\\/\b\f\n\r\t", "\u00e9\uD83D\ude00", "\ud800", "\udc00x", "\ud800\ud83d\ude00", "日本語 é 😀"]"#,
        "{\n  \"a\": {\"b\": {\"c\": [[], {}, [[]], \"\"]}},\r\n  \"a\": [true, false, null]\n}\n",
        "  \"alone\"  ", "null", "-12.5", "[]", " {} ", "42", "\u{FEFF}[1]", "false ",
        "[" + (0..<60).map { "{\"key\($0)\":\($0)}" }.joined(separator: ",") + "]",
        "{" + (0..<60).map { "\"k\($0 % 40)\":\"\($0)\"" }.joined(separator: ", ") + "}",
    ]
}
