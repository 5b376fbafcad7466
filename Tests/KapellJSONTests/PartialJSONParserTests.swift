import KapellJSON
import Testing

@Suite("Partial parser")
struct PartialJSONParserTests {
    @Test(
        "The value so far closes what is open",
        arguments: [
            ("", nil), (" ", nil), ("[", "[]"), ("{", "{}"), ("\"", "\"\""), ("\"ab", "\"ab\""), ("[\"ab", "[\"ab\"]"),
            ("{\"a", "{}"), ("{\"a\"", "{}"), ("{\"a\":", "{}"), ("{\"a\":\"", "{\"a\":\"\"}"),
            ("{\"a\":[1,", "{\"a\":[1]}"), ("{\"a\":[1,2", "{\"a\":[1]}"), ("{\"a\":[1,2 ", "{\"a\":[1,2]}"),
            ("[tru", "[]"), ("[true", "[true]"), ("[nul", "[]"), ("12", nil), ("12 ", "12"), ("-", nil),
            ("[-1.5e", "[]"),
            ("[{\"a\":{\"b\":[[\"x", "[{\"a\":{\"b\":[[\"x\"]]}}]"), ("{\"a\":1,\"b\":{}", "{\"a\":1,\"b\":{}}"),
            ("{\"a\":1,\"a\":\"x", "{\"a\":\"x\"}"), ("{\"a\":1,\"b\":2,\"a\"", "{\"a\":1,\"b\":2}"),
            ("\"a\\", "\"a\""), ("\"a\\u00", "\"a\""), ("\"a\\u0041", "\"aA\""), ("\"a\\ud83d", "\"a\""),
            ("\"a\\ud83d\\u", "\"a\""), ("\"a\\ud83d\\ude00", "\"a😀\""), ("\"a\\ud83dx", "\"a\u{FFFD}x\""),
        ] as [(String, String?)])
    func snapshots(text: String, expected: String?) throws {
        for size in [1, 2, 100] {
            var parser = PartialJSONParser()
            try feed(&parser, [UInt8](text.utf8), size: size)
            #expect(parser.value?.serialized() == expected)
            #expect(parser.value?.serialized() == expected)
        }
    }

    private func feed(_ parser: inout PartialJSONParser, _ bytes: [UInt8], size: Int) throws {
        for start in stride(from: 0, to: bytes.count, by: size) {
            try parser.append(bytes[start..<min(start + size, bytes.count)])
        }
    }

    /// Whether `earlier` may have been seen on the way to `later`.
    private func isPrefix(_ earlier: JSONValue, of later: JSONValue) -> Bool {
        switch (earlier, later) {
        case (.string(let earlier), .string(let later)):
            return later.utf8.starts(with: earlier.utf8)
        case (.array(let earlier), .array(let later)):
            guard earlier.count <= later.count else { return false }
            return zip(earlier, later).enumerated().allSatisfy { place, pair in
                place == earlier.count - 1 ? isPrefix(pair.0, of: pair.1) : pair.0 == pair.1
            }
        case (.object(let earlier), .object(let later)):
            guard earlier.count <= later.count else { return false }
            return zip(earlier, later).enumerated().allSatisfy { place, pair in
                guard pair.0.key == pair.1.key else { return false }
                return place == earlier.count - 1
                    ? isPrefix(pair.0.value, of: pair.1.value) : pair.0.value == pair.1.value
            }
        default:
            return earlier == later
        }
    }

    @Test("Every prefix of a document shows a prefix of its value", arguments: Documents.all)
    func prefixes(document: String) throws {
        let bytes = [UInt8](document.utf8)
        let whole = try JSONValue(parsing: document)
        let hasTwins = document.contains("\"k39\"") || document.contains("\r\n  \"a\"")
        var grown = PartialJSONParser()
        for end in 0...bytes.count {
            var fresh = PartialJSONParser()
            try fresh.append(bytes[..<end])
            if end > 0 { try grown.append(bytes[(end - 1)..<end]) }
            #expect(fresh.value == grown.value)
            #expect(fresh.isComplete == grown.isComplete)
            if let value = fresh.value, !hasTwins { #expect(isPrefix(value, of: whole)) }
            if let value = fresh.value { #expect(try JSONValue(parsing: value.serialized()) == value) }
        }
        #expect(try grown.finish() == whole)
        #expect(grown.value == whole)
        #expect(grown.isComplete)
        #expect(grown.value?.objectValue?.keys == whole.objectValue?.keys)
    }

    @Test("Every cut into two pieces gives the same value", arguments: Documents.all)
    func cuts(document: String) throws {
        let bytes = [UInt8](document.utf8)
        let whole = try JSONValue(parsing: document)
        for cut in 0...bytes.count {
            var parser = PartialJSONParser()
            try parser.append(bytes[..<cut])
            try parser.append(bytes[cut...])
            #expect(try parser.finish().serialized() == whole.serialized())
        }
    }

    @Test("Text, spans and arrays are taken alike")
    func inputs() throws {
        var parser = PartialJSONParser()
        try parser.append("[1,")
        try parser.append([UInt8]("2,".utf8))
        try parser.append([UInt8]("3".utf8).span)
        try parser.append("]x".dropLast())
        try parser.append("")
        #expect(parser.value == [1, 2, 3])
    }

    @Test("A value is complete when it has ended; a lone number needs an end")
    func completion() throws {
        var parser = PartialJSONParser()
        try parser.append("{}")
        #expect(parser.isComplete)
        try parser.append(" \n")
        #expect(throws: JSONError.self) { try parser.append("x") }
        #expect(parser.value == [:])

        var number = PartialJSONParser()
        try number.append("42")
        #expect(!number.isComplete)
        #expect(try number.finish() == 42)
        #expect(number.isComplete)
    }

    @Test("finish() fails where the text was cut off, and the value is still there")
    func unfinished() throws {
        var parser = PartialJSONParser()
        try parser.append("{\"a\":[1,\"tex")
        let error = #expect(throws: JSONError.self) { try parser.finish() }
        #expect(error == JSONError(.unexpectedEnd, offset: 12, line: 1, column: 13))
        #expect(parser.value == ["a": [1, "tex"]])
        var empty = PartialJSONParser()
        #expect(throws: JSONError(.empty, offset: 0, line: 1, column: 1)) { try empty.finish() }
    }

    @Test("After an error the value up to it is still there")
    func afterError() throws {
        var parser = PartialJSONParser()
        try parser.append("[1, 2, ")
        #expect(throws: JSONError.self) { try parser.append("\"x\" oops") }
        #expect(parser.value == [1, 2, "x"])
    }

    @Test("The limits hold over all pieces together")
    func limits() throws {
        var parser = PartialJSONParser(limits: JSONLimits(depth: 2, bytes: 6))
        try parser.append("[[1")
        #expect(throws: JSONError.self) { try parser.append(",[") }
        var long = PartialJSONParser(limits: JSONLimits(bytes: 6))
        try long.append("[1,2,3")
        let error = #expect(throws: JSONError.self) { try long.append("]") }
        #expect(error?.reason == .tooLarge(limit: 6))
    }

    @Test("A snapshot does not change when the parser goes on")
    func snapshotsAreValues() throws {
        var parser = PartialJSONParser()
        try parser.append("{\"a\":[1,2,\"x")
        let before = parser.value
        try parser.append("yz\",{\"b\":3}],\"c\":4}")
        #expect(before == ["a": [1, 2, "x"]])
        #expect(parser.value == ["a": [1, 2, "xyz", ["b": 3]], "c": 4])
    }

    @Test("A piece costs the same, however much came before")
    func linearTime() throws {
        // A string, a number and an array of 400,000 bytes each, in pieces of eight bytes.
        let count = 400_000
        let texts = [
            "\"" + String(repeating: "abcdefg\\n", count: count / 8) + "\"",
            "1." + String(repeating: "12345678", count: count / 8),
            "[" + String(repeating: "1234567,", count: count / 8) + "0]",
        ]
        let clock = ContinuousClock()
        for text in texts {
            let bytes = [UInt8](text.utf8)
            var parser = PartialJSONParser()
            let time = try clock.measure { try feed(&parser, bytes, size: 8) }
            #expect(try parser.finish() == JSONValue(parsing: bytes))
            // Quadratic time would be minutes; the bound is wide for a busy machine.
            #expect(time < .seconds(20))
        }
    }
}
