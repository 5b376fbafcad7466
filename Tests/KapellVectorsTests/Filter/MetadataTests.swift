import KapellTesting
import KapellVectors
import Testing

@Suite("Metadata")
struct MetadataTests {
    @Test("Fields keep their order; a field that is set again keeps its place")
    func order() throws {
        var metadata = try Metadata([("b", 1), ("a", "x"), ("b", [true, nil])])
        #expect(metadata.fields.map { $0.name } == ["b", "a"])
        #expect(metadata["b"] == [true, nil])
        #expect(metadata["c"] == nil)
        #expect(metadata.size == 27)
        try metadata.set("a", 2.5)
        let removed = [metadata.remove("b"), metadata.remove("b")]
        #expect(removed[0] == MetadataValue.array([true, nil]))
        #expect(removed[1] == nil)
        #expect(metadata.count == 1 && metadata.size == 9)
        #expect(try metadata == Metadata([("a", 2.5)], limits: MetadataLimits(fields: 1)))
    }

    @Test("What is too much, or no value, is refused by name, and nothing changes")
    func limits() throws {
        var metadata = try Metadata([("a", "x")], limits: MetadataLimits(fields: 2, nameBytes: 4, bytes: 100))
        let before = metadata
        let cases: [(String, MetadataValue, MetadataError)] = [
            ("", 1, .emptyName),
            ("ääää", 1, .nameTooLong(prefix: "ääää", bytes: 8, limit: 4)),
            ("b", .number(.nan), .notFinite(field: "b")),
            ("b", .array([.number(-.infinity)]), .notFinite(field: "b")),
            ("b", [[1]], .nestedArray(field: "b")),
            ("b", .string(String(repeating: "x", count: 10_000_000)), .tooLarge(bytes: 10_000_003, limit: 100)),
        ]
        for (name, value, error) in cases {
            #expect(throws: error) { try metadata.set(name, value) }
            #expect(metadata == before && metadata.size == before.size)
            #expect(!error.description.isEmpty && !error.remedy.isEmpty)
        }
        try metadata.set("b", 1)
        #expect(throws: MetadataError.tooManyFields(limit: 2)) { try metadata.set("c", 1) }
        #expect(throws: MetadataError.tooLarge(bytes: 10_000_001, limit: 262_144)) {
            try Metadata([("a", .string(String(repeating: "x", count: 10_000_000)))])
        }
    }

    @Test(
        "Numbers are compared by value, exactly",
        arguments: [
            (.integer(9_007_199_254_740_993), .number(9_007_199_254_740_992), 1),
            (.integer(.max), .number(0x1p63), -1),
            (.integer(.min), .number(-0x1p63), 0),
            (.integer(.min), .number((-0x1p63).nextDown), 1),
            (.integer(1), .number(1), 0),
            (.integer(0), .number(-0.0), 0),
            (.integer(-1), .number(-1.5), 1),
            (.integer(-1), .number(-0.5), -1),
            (.integer(0), .number(.leastNonzeroMagnitude), -1),
            (.number(2.5), .number(2), 1),
            (.string("A\u{308}"), .string("Ä"), 0),
            (.string("a"), .string("B"), 1),
            (.date(1), .date(2), -1),
            (.date(1), .integer(1), nil),
            (.string("1"), .integer(1), nil),
            (.boolean(true), .boolean(false), nil),
            (.null, .null, nil),
            (.number(.nan), .integer(1), nil),
        ] as [(MetadataValue, MetadataValue, Int?)])
    func comparing(a: MetadataValue, b: MetadataValue, order: Int?) {
        #expect(a.order(to: b) == order)
        #expect(b.order(to: a) == order.map { -$0 })
        if let order { #expect(a.isSame(as: b) == (order == 0)) }
    }

    @Test(
        "ISO 8601 is read",
        arguments: [
            ("1970-01-01", 0), ("2024-01-31", 1_706_659_200_000), ("2000-02-29", 951_782_400_000),
            ("1969-12-31T23:59:59.999Z", -1), ("2024-01-31T18:30", 1_706_725_800_000),
            ("2024-01-31 18:30:05", 1_706_725_805_000), ("2024-01-31T18:30:05.1234567+02:00", 1_706_718_605_123),
            ("2024-01-31t18:30:05,5z", 1_706_725_805_500), ("2024-01-31T00:00-0530", 1_706_679_000_000),
            ("2024-01-31T00:00+01", 1_706_655_600_000), ("0000-01-01", -62_167_219_200_000),
            ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
        ] as [(String, Int64)])
    func dates(text: String, milliseconds: Int64) throws {
        #expect(try MetadataValue.date(iso8601: text) == .date(milliseconds))
        let printed = try #require(MetadataDate.text(milliseconds: milliseconds))
        #expect(try MetadataDate.milliseconds(printed) == milliseconds)
    }

    @Test(
        "What is no date is refused, and it is said why",
        arguments: [
            ("", "the year needs 4 digits"), ("2024", "after the year"), ("2024-13-01", "the month is 13"),
            ("2023-02-29", "the day is 29, not from 1 to 28"), ("1900-02-29", "not from 1 to 28"),
            ("2024-01-31x", "begins with T"), ("2024-01-31T", "the hour needs"), ("2024-01-31T24:00", "the hour is 24"),
            ("2024-01-31T23:59:60", "the second is 60"), ("2024-01-31T10:00:00.", "fraction"),
            ("2024-01-31T10:00:00.1234567890", "fraction"), ("2024-01-31T10:00:00ZZ", "nothing may follow"),
            ("2024-01-31T10:00:00 UTC", "the zone is Z"), ("2024-01-31T10:00:00+1", "the zone's hour needs"),
            ("-2024-01-31", "the year"), ("٢٠٢٤-01-31", "the year needs 4 digits"),
        ])
    func noDates(text: String, reason: String) {
        let error = #expect(throws: MetadataError.self) { try MetadataDate.milliseconds(text) }
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }

    @Test("Every date is printed as it is read, and damaged text never traps")
    func dateFuzz() throws {
        var random = SeededGenerator(3)
        for _ in 0..<5_000 {
            let milliseconds = Int64.random(in: -62_167_219_200_000...253_402_300_799_999, using: &random)
            let text = try #require(MetadataDate.text(milliseconds: milliseconds))
            #expect(try MetadataDate.milliseconds(text) == milliseconds)
            var bytes = Array(text.utf8)
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 32...127, using: &random)
            let damaged = String(decoding: bytes, as: UTF8.self)
            if let value = try? MetadataDate.milliseconds(damaged) {
                #expect(MetadataDate.text(milliseconds: value) != nil || damaged != text)
            }
        }
        #expect(MetadataDate.text(milliseconds: .min) == nil)
        #expect(MetadataDate.text(milliseconds: .max) == nil)
    }
}
