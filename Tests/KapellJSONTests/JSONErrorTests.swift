import KapellJSON
import Testing

@Suite("Errors")
struct JSONErrorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var text: [UInt8]
        var reason: JSONError.Reason
        var line: Int
        var column: Int
        var offset: Int

        init(_ text: String, _ reason: JSONError.Reason, _ line: Int, _ column: Int, at offset: Int) {
            self.init([UInt8](text.utf8), reason, line, column, at: offset)
        }

        init(_ text: [UInt8], _ reason: JSONError.Reason, _ line: Int, _ column: Int, at offset: Int) {
            (self.text, self.reason, self.line, self.column, self.offset) = (text, reason, line, column, offset)
        }

        var testDescription: String { String(decoding: text, as: UTF8.self) }
    }

    private static func byte(_ scalar: Unicode.Scalar) -> UInt8 { UInt8(ascii: scalar) }

    static let cases: [Case] = [
        Case("", .empty, 1, 1, at: 0),
        Case(" \n\t ", .empty, 2, 3, at: 4),
        Case("[", .unexpectedEnd, 1, 2, at: 1),
        Case("[1", .unexpectedEnd, 1, 3, at: 2),
        Case("[1,", .unexpectedEnd, 1, 4, at: 3),
        Case("{", .unexpectedEnd, 1, 2, at: 1),
        Case("{\"a", .unexpectedEnd, 1, 4, at: 3),
        Case("{\"a\"", .unexpectedEnd, 1, 5, at: 4),
        Case("{\"a\":", .unexpectedEnd, 1, 6, at: 5),
        Case("{\"a\":1", .unexpectedEnd, 1, 7, at: 6),
        Case("{\"a\":1,", .unexpectedEnd, 1, 8, at: 7),
        Case("\"abc", .unexpectedEnd, 1, 5, at: 4),
        Case("\"abc\\", .unexpectedEnd, 1, 6, at: 5),
        Case("\"\\u12", .unexpectedEnd, 1, 6, at: 5),
        Case("\"\\ud800\\", .unexpectedEnd, 1, 9, at: 8),
        Case("tru", .unexpectedEnd, 1, 4, at: 3),
        Case("-", .unexpectedEnd, 1, 2, at: 1),
        Case("1.", .unexpectedEnd, 1, 3, at: 2),
        Case("1e+", .unexpectedEnd, 1, 4, at: 3),
        Case("[1,]", .unexpected(byte("]"), expected: .element), 1, 4, at: 3),
        Case("[,1]", .unexpected(byte(","), expected: .elementOrEnd), 1, 2, at: 1),
        Case("[1 2]", .unexpected(byte("2"), expected: .commaOrArrayEnd), 1, 4, at: 3),
        Case("[1}", .unexpected(byte("}"), expected: .commaOrArrayEnd), 1, 3, at: 2),
        Case("[}", .unexpected(byte("}"), expected: .elementOrEnd), 1, 2, at: 1),
        Case("{\"a\":1,}", .unexpected(byte("}"), expected: .key), 1, 8, at: 7),
        Case("{,}", .unexpected(byte(","), expected: .keyOrEnd), 1, 2, at: 1),
        Case("{1:2}", .unexpected(byte("1"), expected: .keyOrEnd), 1, 2, at: 1),
        Case("{a:2}", .unexpected(byte("a"), expected: .keyOrEnd), 1, 2, at: 1),
        Case("{\"a\" 2}", .unexpected(byte("2"), expected: .colon), 1, 6, at: 5),
        Case("{\"a\":}", .unexpected(byte("}"), expected: .value), 1, 6, at: 5),
        Case("{\"a\":1 \"b\":2}", .unexpected(byte("\""), expected: .commaOrObjectEnd), 1, 8, at: 7),
        Case("{\"a\":1]", .unexpected(byte("]"), expected: .commaOrObjectEnd), 1, 7, at: 6),
        Case("'a'", .unexpected(byte("'"), expected: .value), 1, 1, at: 0),
        Case("]", .unexpected(byte("]"), expected: .value), 1, 1, at: 0),
        Case("+1", .unexpected(byte("+"), expected: .value), 1, 1, at: 0),
        Case(".5", .unexpected(byte("."), expected: .value), 1, 1, at: 0),
        Case("NaN", .unexpected(byte("N"), expected: .value), 1, 1, at: 0),
        Case("// x\n1", .unexpected(byte("/"), expected: .value), 1, 1, at: 0),
        Case("-x", .unexpected(byte("x"), expected: .digit), 1, 2, at: 1),
        Case("[1.]", .unexpected(byte("]"), expected: .digit), 1, 4, at: 3),
        Case("[1.e5]", .unexpected(byte("e"), expected: .digit), 1, 4, at: 3),
        Case("[1e]", .unexpected(byte("]"), expected: .digit), 1, 4, at: 3),
        Case("[1e+-2]", .unexpected(byte("-"), expected: .digit), 1, 5, at: 4),
        Case("[01]", .leadingZero, 1, 2, at: 1),
        Case("[-01]", .leadingZero, 1, 2, at: 1),
        Case("[00]", .leadingZero, 1, 2, at: 1),
        Case("0x10", .trailingContent, 1, 2, at: 1),
        Case("[1e999]", .numberOutOfRange, 1, 2, at: 1),
        Case("[true,\n nul]", .invalidLiteral, 2, 5, at: 11),
        Case("True", .unexpected(byte("T"), expected: .value), 1, 1, at: 0),
        Case("falsy", .invalidLiteral, 1, 5, at: 4),
        Case("\"a\\x\"", .invalidEscape(byte("x")), 1, 4, at: 3),
        Case("\"a\\u00g0\"", .invalidUnicodeEscape, 1, 7, at: 6),
        Case("\"\\ud800\\u+123\"", .invalidUnicodeEscape, 1, 10, at: 9),
        Case("\"a\nb\"", .controlCharacter(0x0A), 1, 3, at: 2),
        Case("\"a\\n\tb\"", .controlCharacter(0x09), 1, 5, at: 4),
        Case("1 2", .trailingContent, 1, 3, at: 2),
        Case("{}\n{}", .trailingContent, 2, 1, at: 3),
        Case("nullx", .trailingContent, 1, 5, at: 4),
        Case([0x22, 0xFF, 0x22], .invalidUTF8, 1, 2, at: 1),
        Case([0x22, 0x61, 0xC3, 0x22], .invalidUTF8, 1, 3, at: 2),
        Case([0x22, 0xC0, 0x80, 0x22], .invalidUTF8, 1, 2, at: 1),
        Case([0x22, 0xED, 0xA0, 0x80, 0x22], .invalidUTF8, 1, 2, at: 1),
        Case([0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], .invalidUTF8, 1, 2, at: 1),
        Case([0x22, 0x80, 0x5C, 0x6E, 0x22], .invalidUTF8, 1, 2, at: 1),
        Case([0x22, 0xE2, 0x82, 0x0A, 0x22], .invalidUTF8, 1, 2, at: 1),
        Case([0x7B, 0x22, 0xFE, 0x22, 0x3A, 0x31, 0x7D], .invalidUTF8, 1, 3, at: 2),
        Case([0xFF, 0xFE, 0x31, 0x00], .notUTF8, 1, 1, at: 0),
        Case([0x5B, 0x00, 0x31, 0x00], .notUTF8, 1, 2, at: 1),
        Case("[\"é😀\",\r\n\r \"日本\" x]", .unexpected(byte("x"), expected: .commaOrArrayEnd), 3, 7, at: 23),
    ]

    @Test("Each error has its reason, offset, line and column", arguments: cases)
    func errors(of test: Case) throws {
        let error = try #require(throws: JSONError.self) { try JSONValue(parsing: test.text) }
        #expect(error == JSONError(test.reason, offset: test.offset, line: test.line, column: test.column))
    }

    @Test("The partial parser reports the same errors, in one piece and byte by byte", arguments: cases)
    func partialErrors(of test: Case) throws {
        for size in [1, 3, 1_000] {
            var parser = PartialJSONParser()
            let error = try #require(throws: JSONError.self) {
                for start in stride(from: 0, to: test.text.count, by: size) {
                    try parser.append(test.text[start..<min(start + size, test.text.count)])
                }
                try parser.finish()
            }
            #expect(error == JSONError(test.reason, offset: test.offset, line: test.line, column: test.column))
            #expect(parser.failure == error)
            #expect(throws: error) { try parser.append("1") }
            #expect(throws: error) { try parser.finish() }
        }
    }

    @Test(
        "Messages name the place, what was found and the remedy",
        arguments: [
            ("[1,]", "JSON, line 1, column 4: found \"]\" where the next value should be. Remove the comma before it."),
            (
                "{\n 'a': 1}",
                "JSON, line 2, column 2: found \"'\" where a key in double quotes or \"}\" should be. "
                    + "Use double quotes."
            ),
            (
                "[1, // x\n2]",
                "JSON, line 1, column 5: found \"/\" where the next value should be. JSON has no comments."
            ),
            (
                "[NaN]",
                "JSON, line 1, column 2: found \"N\" where a value or \"]\" should be. "
                    + "NaN, Infinity and None have no form in JSON; use null."
            ),
            ("\"a\tb\"", "JSON, line 1, column 3: a tab stands unescaped in a string. Write it as \\t."),
            ("\"\u{1}\"", "JSON, line 1, column 2: the byte 0x01 stands unescaped in a string. Write it as \\u0001."),
            (
                "\"C:\\x\"",
                "JSON, line 1, column 5: \"x\" cannot follow a backslash. To write a backslash itself, "
                    + "double it."
            ),
        ])
    func messages(text: String, message: String) throws {
        let error = try #require(throws: JSONError.self) { try JSONValue(parsing: text) }
        #expect("\(error)" == message)
    }

    @Test("Every reason has words")
    func words() {
        for test in Self.cases { #expect(test.reason.description.count > 20) }
        #expect("\(JSONError.Reason.tooLarge(limit: 10))".contains("10 bytes"))
        #expect("\(JSONError.Reason.tooDeep(limit: 512))".contains("512"))
    }
}
