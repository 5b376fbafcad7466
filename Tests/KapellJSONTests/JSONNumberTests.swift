import KapellJSON
import KapellTesting
import Testing

@Suite("Numbers")
struct JSONNumberTests {
    /// Compares cases, which `==` does not.
    private func isSame(_ left: JSONValue, _ right: JSONValue) -> Bool {
        switch (left, right) {
        case (.integer(let left), .integer(let right)): left == right
        case (.unsigned(let left), .unsigned(let right)): left == right
        case (.number(let left), .number(let right)): left.bitPattern == right.bitPattern
        default: false
        }
    }

    @Test(
        "Integers keep 64 bits, and what is beyond becomes a Double",
        arguments: [
            ("0", .integer(0)), ("-1", .integer(-1)), ("-0", .number(-0.0)),
            ("999999999999999999", .integer(999_999_999_999_999_999)),
            ("1000000000000000000", .integer(1_000_000_000_000_000_000)),
            ("9223372036854775806", .integer(.max - 1)), ("9223372036854775807", .integer(.max)),
            ("9223372036854775808", .unsigned(1 << 63)), ("9999999999999999999", .unsigned(9_999_999_999_999_999_999)),
            ("10000000000000000000", .unsigned(10_000_000_000_000_000_000)),
            ("18446744073709551614", .unsigned(.max - 1)), ("18446744073709551615", .unsigned(.max)),
            ("18446744073709551616", .number(0x1p64)), ("18446744073709551620", .number(0x1p64)),
            ("99999999999999999999", .number(1e20)), ("100000000000000000000000", .number(1e23)),
            ("-9223372036854775807", .integer(.min + 1)), ("-9223372036854775808", .integer(.min)),
            ("-9223372036854775809", .number(-0x1p63)), ("-18446744073709551615", .number(-0x1p64)),
            ("9007199254740993", .integer(9_007_199_254_740_993)),
        ] as [(String, JSONValue)])
    func integers(text: String, expected: JSONValue) throws {
        let value = try JSONValue(parsing: text)
        #expect(isSame(value, expected), "\(text) became \(value)")
        #expect(isSame(try JSONValue(parsing: value.serialized()), expected))
    }

    @Test(
        "Fractions and exponents make a Double, the nearest one",
        arguments: [
            ("0.0", 0), ("-0.0", -0.0), ("1.0", 1), ("1e0", 1), ("1E+2", 100), ("1e-2", 0.01), ("0.1", 0.1),
            ("123.456", 123.456), ("5e-324", .leastNonzeroMagnitude), ("2e-324", 0), ("3e-324", .leastNonzeroMagnitude),
            ("1.7976931348623157e308", .greatestFiniteMagnitude), ("2.2250738585072014e-308", 0x1p-1022),
            ("2.2250738585072011e-308", Double(bitPattern: 0x000F_FFFF_FFFF_FFFF)), ("1e-400", 0),
            ("0e999999999999999999999", 0),
            ("0.000e-999999999999999999999", 0), ("-1e-99999999999999999999999", -0.0),
            ("9007199254740993.0", 9_007_199_254_740_992), ("9007199254740995.0", 9_007_199_254_740_996),
            ("0.3e1", 3), ("12345678901234567890.5", 12_345_678_901_234_567_890.5),
            ("1.00000000000000011102230246251565404236316680908203124", 1),
            ("1.00000000000000011102230246251565404236316680908203126", 1.0000000000000002),
            ("8.5e22", 8.5e22), ("1e23", 1e23), ("9.5e-23", 9.5e-23),
            ("123456789012345678e27", 123_456_789_012_345_678e27),
        ] as [(String, Double)])
    func doubles(text: String, expected: Double) throws {
        let value = try JSONValue(parsing: text)
        #expect(isSame(value, .number(expected)), "\(text) became \(value)")
    }

    @Test("Numbers beyond the range of Double are an error", arguments: ["1e309", "-1e400", "1e99999999999999999999"])
    func range(text: String) {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: "[\(text)]") }
        #expect(error?.reason == .numberOutOfRange)
        #expect(error?.offset == 1)
    }

    @Test("Numbers of a million digits are read in good time")
    func longNumbers() throws {
        let zeros = String(repeating: "0", count: 1_000_000)
        let nines = String(repeating: "9", count: 1_000_000)
        #expect(try JSONValue(parsing: "0.\(zeros)1") == .number(0))
        #expect(try JSONValue(parsing: "0.\(zeros)1e1000001") == .number(1))
        #expect(try JSONValue(parsing: "1\(zeros)e-1000000") == .number(1))
        #expect(try JSONValue(parsing: "0.\(nines)") == .number(1))
        #expect(try JSONValue(parsing: "1.\(zeros)1") == .number(1))
        #expect(throws: JSONError.self) { try JSONValue(parsing: nines) }
        // Just above the middle between 1 and the next Double, told by the last digit alone.
        let middle = "1.00000000000000011102230246251565404236316680908203125"
        #expect(try JSONValue(parsing: middle) == .number(1))
        #expect(try JSONValue(parsing: "\(middle)\(zeros)1") == .number(1.0.nextUp))
    }

    @Test("Random decimals give the same Double as the standard library")
    func agreement() throws {
        var random = SeededGenerator(3)
        for _ in 0..<20_000 {
            let digits = Int.random(in: 1...22, using: &random)
            var text = random.chance(2) ? "-" : ""
            text += "\(Int.random(in: 1...9, using: &random))"
            for _ in 1..<max(digits, 2) { text += "\(Int.random(in: 0...9, using: &random))" }
            if random.chance(2) { text = text.prefix(2) + "." + text.dropFirst(2) + "5" }
            let exponent = Int.random(in: -45...45, using: &random)
            text += "e\(random.chance(8) ? exponent * 7 : exponent)"
            let expected = try #require(Double(text))
            guard expected.isFinite else { continue }
            let value = try JSONValue(parsing: text)
            #expect(isSame(value, .number(expected)), "\(text) became \(value) instead of \(expected)")
        }
    }

    @Test("Every Double is written so that the same one is read back")
    func roundTrip() throws {
        var random = SeededGenerator(4)
        for _ in 0..<20_000 {
            let number = Double(bitPattern: random.next())
            guard number.isFinite else { continue }
            let value = try JSONValue(parsing: JSONValue.number(number).serialized())
            #expect(isSame(value, .number(number)), "\(number) became \(value)")
        }
        for number in [0.1, 1e16, 1e-7, 100_000, 0x1p53, 0x1p63, .leastNonzeroMagnitude, 1 / 3.0] {
            #expect(isSame(try JSONValue(parsing: JSONValue.number(number).serialized()), .number(number)))
        }
    }
}
