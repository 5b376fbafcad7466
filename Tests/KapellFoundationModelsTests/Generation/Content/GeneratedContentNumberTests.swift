import KapellFoundationModels
import KapellJSON
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct GeneratedContentNumberTests {
    @Test("Integers keep all 64 bits", arguments: [Int.max, Int.min, 9_007_199_254_740_993, -1, 0])
    func integers(value: Int) throws {
        #expect(try GeneratedContent(json: "\(value)").value(Int.self) == value)
        #expect(value.generatedContent.jsonString == "\(value)")
        let inner = try GeneratedContent(json: #"{"n": \#(value)}"#)
        #expect(try inner.value(Int.self, forProperty: "n") == value)
    }

    @Test("A whole number may be written with a fraction of zero or an exponent")
    func wholeNumbers() throws {
        #expect(try GeneratedContent(json: "2.0").value(Int.self) == 2)
        #expect(try GeneratedContent(json: "3e2").value(Int.self) == 300)
        #expect(throws: GeneratedContent.ParsingError.self) { try GeneratedContent(json: "2.5").value(Int.self) }
    }

    @Test(
        "A number beyond 64 bits is an error that says so",
        arguments: ["9223372036854775808", "18446744073709551616", "1e300", "-9223372036854775809"])
    func beyondIntegers(text: String) throws {
        let content = try GeneratedContent(json: text)
        let error = #expect(throws: GeneratedContent.ParsingError.self) { try content.value(Int.self) }
        #expect(error?.debugDescription.contains("of at most 64 bits") == true)
        #expect(try content.value(Double.self) == Double(text))
    }

    @Test("A number beyond Double is no JSON, and one beyond Float no Float")
    func beyondFloats() throws {
        #expect(throws: GeneratedContent.ParsingError.self) { try GeneratedContent(json: "1e400") }
        #expect(throws: GeneratedContent.ParsingError.self) { try GeneratedContent(json: "1e39").value(Float.self) }
        #expect(try GeneratedContent(json: "0.1").value(Float.self) == 0.1)
        #expect(Float(0.1).generatedContent.jsonString == "0.1")
        #expect(Double.nan.generatedContent.jsonString == "null")
    }

    @Test("Decimal numbers keep their digits")
    func decimals() throws {
        #expect(try GeneratedContent(json: "0.1").value(Decimal.self) == Decimal(string: "0.1"))
        #expect(try GeneratedContent(json: "-1250").value(Decimal.self) == -1250)
        #expect(try GeneratedContent(json: "18446744073709551615").value(Decimal.self) == Decimal(UInt64.max))
        #expect(Decimal(string: "12.50")?.generatedContent.jsonString == "12.5")
        #expect(Decimal.nan.generatedContent.jsonString == "null")
        #expect(throws: GeneratedContent.ParsingError.self) { try GeneratedContent(json: "true").value(Decimal.self) }
    }

    @Test("The kind shows numbers as Double, and whole ones are written without a fraction")
    func kinds() throws {
        #expect(try GeneratedContent(json: "5").kind == .number(5))
        #expect(GeneratedContent(kind: .number(5)).jsonString == "5")
        #expect(GeneratedContent(kind: .number(0.5)).jsonString == "0.5")
        #expect(try GeneratedContent(kind: .number(1e300)).value(Double.self) == 1e300)
    }
}
