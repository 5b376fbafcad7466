import KapellJSON
import Testing

@Suite("Parsing")
struct JSONParsingTests {
    @Test("Every form of the grammar is read")
    func grammar() throws {
        let text = """
             {"a" : [ ], "b":{ } ,\t"c":[1,[2,[3]]],\r\n"d":{"e":{"f":null}}, "g":true,"h":false,"i":"","j":-1.5e2 }
            """
        let value = try JSONValue(parsing: text)
        #expect(
            value.serialized()
                == #"{"a":[],"b":{},"c":[1,[2,[3]]],"d":{"e":{"f":null}},"g":true,"h":false,"i":"","j":-150.0}"#)
    }

    @Test("A scalar alone is a document")
    func scalars() throws {
        #expect(try JSONValue(parsing: "null") == .null)
        #expect(try JSONValue(parsing: " true\n") == true)
        #expect(try JSONValue(parsing: "\t\"x\"") == "x")
        #expect(try JSONValue(parsing: "0") == 0)
    }

    @Test("Arrays, slices, spans, lazy sequences and substrings of bytes are read alike")
    func inputs() throws {
        let text = "[1,\"é\"]"
        let bytes = [UInt8](text.utf8)
        let expected: JSONValue = [1, "é"]
        #expect(try JSONValue(parsing: bytes) == expected)
        #expect(try JSONValue(parsing: ([0x20] + bytes + [0x7D])[1..<bytes.count + 1]) == expected)
        #expect(try JSONValue(parsing: bytes.span) == expected)
        #expect(try JSONValue(parsing: bytes.lazy.map { $0 }) == expected)
        #expect(try JSONValue(parsing: ("x" + text).dropFirst()) == expected)
        #expect(try bytes.withUnsafeBufferPointer { try JSONValue(parsing: $0) } == expected)
    }

    @Test("Escapes are decoded")
    func escapes() throws {
        let text = #""\"\\\/\b\f\n\r\tA\u0041\u00e9\u20AC\uD83D\uDE00\u0000""#
        #expect(try JSONValue(parsing: text) == "\"\\/\u{8}\u{C}\n\r\tAA\u{E9}\u{20AC}\u{1F600}\0")
    }

    @Test(
        "A surrogate without its partner becomes U+FFFD",
        arguments: [
            (#""\ud800""#, "\u{FFFD}"), (#""\udc00x""#, "\u{FFFD}x"), (#""\ud800x""#, "\u{FFFD}x"),
            (#""\ud800\n""#, "\u{FFFD}\n"), (#""\ud800\u0041""#, "\u{FFFD}A"),
            (#""\ud800\ud83d\ude00""#, "\u{FFFD}\u{1F600}"), (#""\ude00\ud83d""#, "\u{FFFD}\u{FFFD}"),
            (#""\udbff\udfff""#, "\u{10FFFF}"), (#""\ud800\ud800""#, "\u{FFFD}\u{FFFD}"),
        ])
    func surrogates(text: String, expected: String) throws {
        #expect(try JSONValue(parsing: text) == .string(expected))
    }

    @Test("Strings of every length and content survive, across the eight-byte steps of the scanner")
    func stringLengths() throws {
        for length in 0..<40 {
            for special in ["", "\"", "\\", "\n", "é", "😀", "\u{1F}", "/", "\u{7F}"] {
                for place in Set([0, length / 2, length]) {
                    let text =
                        String(repeating: "a", count: place) + special
                        + String(repeating: "b", count: length - place)
                    let value = JSONValue.object([text: .string(text)])
                    #expect(try JSONValue(parsing: value.serialized()) == value)
                }
            }
        }
    }

    @Test("A string of 20 MB is read and written")
    func hugeString() throws {
        let text = String(repeating: "0123456789 äöü €\n", count: 1_000_000)
        let value = JSONValue.array([.string(text)])
        #expect(try JSONValue(parsing: value.serializedBytes()) == value)
    }

    @Test("A byte order mark at the start is passed over")
    func byteOrderMark() throws {
        #expect(try JSONValue(parsing: [0xEF, 0xBB, 0xBF, 0x31]) == 1)
        #expect(throws: JSONError.self) { try JSONValue(parsing: [0xEF, 0xBB, 0x31]) }
        #expect(throws: JSONError.self) { try JSONValue(parsing: [0x31, 0xEF, 0xBB, 0xBF]) }
    }

    @Test("The size limit counts bytes")
    func size() throws {
        #expect(try JSONValue(parsing: "[10]", limits: JSONLimits(bytes: 4)) == [10])
        let error = #expect(throws: JSONError.self) {
            try JSONValue(parsing: "[100]", limits: JSONLimits(bytes: 4))
        }
        #expect(error?.reason == .tooLarge(limit: 4))
    }
}
