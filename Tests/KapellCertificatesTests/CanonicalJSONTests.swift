import KapellCertificates
import KapellCore
import KapellJSON
import Testing

@Suite("Canonical JSON") struct CanonicalJSONTests {
    private func canonical(_ text: String) throws -> String {
        String(decoding: try CanonicalJSON.bytes(of: JSONValue(parsing: text)), as: UTF8.self)
    }

    @Test("The examples of RFC 8785") func examples() throws {
        #expect(
            try canonical(
                #"""
                {"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
                 "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}
                """#)
                == #"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"#
                + #""string":"€$\u000f\nA'B\"\\\\\"/"}"#)
        let sorted = try canonical(
            #"{"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7}"#)
        #expect(sorted == "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\u{FB33}\":3}")
    }

    @Test(
        "Numbers are those of RFC 8785, appendix B",
        arguments: [
            (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"), (0x0000_0000_0000_0001, "5e-324"),
            (0x8000_0000_0000_0001, "-5e-324"), (0x7FEF_FFFF_FFFF_FFFF, "1.7976931348623157e+308"),
            (0x4340_0000_0000_0000, "9007199254740992"), (0xC340_0000_0000_0000, "-9007199254740992"),
            (0x4430_0000_0000_0000, "295147905179352830000"), (0x44B5_2D02_C7E1_4AF5, "9.999999999999997e+22"),
            (0x44B5_2D02_C7E1_4AF6, "1e+23"), (0x44B5_2D02_C7E1_4AF7, "1.0000000000000001e+23"),
            (0x444B_1AE4_D6E2_EF4E, "999999999999999700000"), (0x444B_1AE4_D6E2_EF4F, "999999999999999900000"),
            (0x444B_1AE4_D6E2_EF50, "1e+21"), (0x3EB0_C6F7_A0B5_ED8C, "9.999999999999997e-7"),
            (0x3EB0_C6F7_A0B5_ED8D, "0.000001"), (0x41B3_DE43_5555_5553, "333333333.3333332"),
            (0x41B3_DE43_5555_5554, "333333333.33333325"), (0x41B3_DE43_5555_5556, "333333333.3333334"),
            (0xBECB_F647_612F_3696, "-0.0000033333333333333333"), (0x4314_3FF3_C1CB_0959, "1424953923781206.2"),
        ] as [(UInt64, String)])
    func numbers(_ bits: UInt64, _ text: String) throws {
        let bytes = try CanonicalJSON.bytes(of: .number(Double(bitPattern: bits)))
        #expect(String(decoding: bytes, as: UTF8.self) == text)
    }

    @Test("What has no canonical form is refused") func refused() throws {
        for value in [JSONValue.number(.nan), .number(.infinity), .integer(.max), .integer(.min), .unsigned(.max)] {
            #expect(throws: KapellError.self) { try CanonicalJSON.bytes(of: value) }
        }
        var deep = JSONValue.null
        for _ in 0..<100 { deep = [deep] }
        #expect(throws: KapellError.self) { try CanonicalJSON.bytes(of: deep) }
        #expect(try canonical("9007199254740992") == "9007199254740992")
    }

    @Test("The order of keys, white space and the way numbers are written change nothing") func stable() throws {
        var generator = SplitMix64(seed: 11)
        for _ in 0..<300 {
            let keys = Set((0..<8).map { _ in "k\(UInt8.random(in: 0...40, using: &generator))é" })
            let values = keys.map { key in
                (key, JSONValue.number(Double(bitPattern: UInt64.random(in: 0...(1 << 62), using: &generator))))
            }
            var one = JSONObject(), two = JSONObject()
            for (key, value) in values { one[key] = value }
            for (key, value) in values.shuffled(using: &generator) { two[key] = value }
            let bytes = try CanonicalJSON.bytes(of: .object(one))
            #expect(bytes == (try CanonicalJSON.bytes(of: .object(two))))
            let again = try JSONValue(parsing: JSONValue.object(two).serializedBytes(pretty: true))
            #expect(bytes == (try CanonicalJSON.bytes(of: again)))
            #expect(bytes == (try CanonicalJSON.bytes(of: JSONValue(parsing: bytes))))
        }
    }
}
