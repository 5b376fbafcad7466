import KapellJSON
import Testing

@Suite("Writing")
struct JSONWritingTests {
    @Test("What must be escaped is escaped, and nothing else")
    func escapes() throws {
        let text = "\"\\/\u{8}\u{C}\n\r\t\0\u{1F}\u{7F} é 😀 \u{2028}"
        #expect(
            JSONValue.string(text).serialized()
                == #""\"\\/\b\f\n\r\t\u0000\u001f"# + "\u{7F} é 😀 \u{2028}\"")
        for code in 0..<0x20 {
            let character = String(Unicode.Scalar(UInt8(code)))
            let value = JSONValue.string("a\(character)b")
            #expect(try JSONValue(parsing: value.serialized()) == value)
        }
    }

    @Test("Numbers are written in their shortest form; NaN and the infinities as null")
    func numbers() {
        let values: JSONValue = [
            .integer(0), .integer(-7), .integer(10), .integer(.min), .integer(.max), .unsigned(.max), .number(0.1),
            .number(1), .number(-0.0), .number(1e100), .number(.leastNonzeroMagnitude), .number(.nan),
            .number(.infinity),
            .number(-.infinity),
        ]
        #expect(
            values.serialized() == "[0,-7,10,-9223372036854775808,9223372036854775807,18446744073709551615,0.1,1.0,"
                + "-0.0,1e+100,5e-324,null,null,null]")
    }

    @Test("Pretty output has one element a line, indented by two spaces")
    func pretty() throws {
        let value: JSONValue = ["a": [1, [], ["b": nil]], "c": [:], "d": "x"]
        let text = """
            {
              "a": [
                1,
                [],
                {
                  "b": null
                }
              ],
              "c": {},
              "d": "x"
            }
            """
        #expect(value.serialized(pretty: true) == text)
        #expect(try JSONValue(parsing: text) == value)
        #expect(JSONValue.integer(1).serialized(pretty: true) == "1")
    }

    @Test("Bytes, text and appended bytes are the same")
    func forms() {
        let value: JSONValue = ["a": ["é", 1]]
        #expect(value.serializedBytes() == [UInt8](value.serialized().utf8))
        var bytes: [UInt8] = [0x41]
        value.serialize(into: &bytes)
        #expect(bytes == [0x41] + value.serializedBytes())
    }

    @Test("Documents come back the same after writing, compact and pretty", arguments: Documents.all)
    func roundTrip(document: String) throws {
        let value = try JSONValue(parsing: document)
        let compact = value.serialized()
        #expect(try JSONValue(parsing: compact) == value)
        #expect(try JSONValue(parsing: compact).serialized() == compact)
        #expect(try JSONValue(parsing: value.serialized(pretty: true)).serialized() == compact)
    }
}
