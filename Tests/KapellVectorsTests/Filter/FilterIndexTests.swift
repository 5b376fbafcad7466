import KapellTesting
import KapellVectors
import Testing

@Suite("The filter index")
struct FilterIndexTests {
    /// Metadata by row, as a naive store keeps it.
    private struct Model {
        var rows: [Int: Metadata] = [:]

        func matching(_ filter: Filter) -> [Int] { rows.filter { filter.matches($0.value) }.keys.sorted() }
    }

    private static func check(
        _ index: FilterIndex, _ model: Model, _ samples: inout FilterSamples, filters: Int
    ) throws -> Int {
        var refused = 0
        #expect(index.rows.rows == model.rows.keys.sorted())
        for _ in 0..<filters {
            let filter = samples.filter()
            let plan: FilterPlan
            do {
                plan = try index.plan(filter)
            } catch {
                #expect(!error.description.isEmpty && !error.remedy.isEmpty)
                refused += 1
                continue
            }
            let expected = model.matching(filter)
            let found = index.rows(matching: plan)
            #expect(found.rows == expected, "\(filter)")
            #expect(plan.matches.lower <= expected.count && expected.count <= plan.matches.upper, "\(filter) \(plan)")
            #expect((plan.matches.lower...plan.matches.upper).contains(plan.matches.estimate))
            if let row = model.rows.keys.sorted().first {
                #expect(index.matches(filter, row: row) == (expected.first == row), "\(filter)")
            }
        }
        return refused
    }

    @Test(
        "Whatever is written and removed, a filter finds the rows that a row-by-row look finds",
        arguments: 0..<UInt64(6))
    func differential(seed: UInt64) throws {
        var samples = FilterSamples(100 + seed)
        var model = Model()
        var index = FilterIndex()
        // Rows near each other, or across the blocks of a set and the pages of a column.
        let spread = seed % 2 == 0 ? 300 : 140_000
        var refused = 0
        for round in 0..<8 {
            for _ in 0..<120 {
                let row = Int.random(in: 0..<spread, using: &samples.random)
                if samples.chance(4) {
                    let known = model.rows.keys.sorted()
                    let victim = known.isEmpty || samples.chance(4) ? row : samples.pick(known)
                    let wasThere = index.remove(row: victim)
                    let metadata = model.rows.removeValue(forKey: victim)
                    #expect(wasThere == (metadata != nil))
                } else {
                    let metadata = try samples.metadata()
                    try index.upsert(row: row, metadata)
                    model.rows[row] = metadata
                }
            }
            refused += try Self.check(index, model, &samples, filters: 60)
            if round % 3 == 2 {
                // The same at once, and the same from bytes.
                index = try FilterIndex(model.rows.map { (row: $0.key, metadata: $0.value) })
                refused += try Self.check(index, model, &samples, filters: 20)
                index = try FilterIndex(bytes: index.bytes)
                refused += try Self.check(index, model, &samples, filters: 20)
            }
        }
        #expect(refused < 8 * 50, "most filters are answered, so that something is tested")
        for row in model.rows.keys { index.remove(row: row) }
        #expect(index.count == 0 && index.rows.isEmpty)
        #expect(try index.rows(matching: .not(.nothing)).isEmpty)
    }

    @Test("Many rows, few values and many values: keys that get leaves of their own, and lose them")
    func large() throws {
        var samples = FilterSamples(9)
        var model = Model()
        var index = FilterIndex()
        func metadata(_ row: Int) throws -> Metadata {
            try Metadata([
                ("kind", .string(["a", "b", "c"][row % 3])),
                ("year", .integer(Int64(2_000 + row * row % 7))),
                ("score", .number(Double.random(in: 0...1, using: &samples.random))),
                ("name", .string("name \(Int.random(in: 0..<1_000_000, using: &samples.random))")),
                ("tags", .array([.integer(Int64(row % 5)), .string("t\(row % 2)")])),
            ])
        }
        for row in 0..<3_000 {
            model.rows[row] = try metadata(row)
            try index.upsert(row: row, model.rows[row] ?? Metadata())
        }
        let filters = try [
            "kind == \"a\"", "kind != \"a\" and year == 2001", "year > 2001 and year <= 2004", "score < 0.01",
            "score >= 0.25", "name < \"name 3\"", "name >= \"name 5\" and kind in [\"a\", \"b\"]",
            "tags contains 3", "tags contains all [3, \"t0\"]", "tags contains any [1, 2]", "tags == [1, \"t1\"]",
            "not (score < 0.5 or kind == \"c\")", "exists name", "name == null",
            "kind == \"a\" and year == 2000 and score < 0.1",
        ].map { try Filter($0) }
        func check() throws {
            for filter in filters {
                #expect(try index.rows(matching: filter).rows == model.matching(filter), "\(filter)")
            }
        }
        try check()
        let copy = index
        let before = model
        // Every row is replaced three times; then most are removed: leaves shrink and texts go out of use.
        for row in (0..<9_000).map({ $0 % 3_000 }) {
            model.rows[row] = try metadata(row)
            try index.upsert(row: row, model.rows[row] ?? Metadata())
        }
        try check()
        for row in 0..<2_900 {
            model.rows[row] = nil
            index.remove(row: row)
        }
        try check()
        index = try FilterIndex(bytes: index.bytes)
        try check()
        for filter in filters { #expect(try copy.rows(matching: filter).rows == before.matching(filter)) }
        #expect(index.metadata(of: 2_950) == model.rows[2_950])
        #expect(index.metadata(of: 0) == nil)
    }

    @Test("A missing field reads as null; not is the complement")
    func missing() throws {
        var index = FilterIndex()
        try index.upsert(row: 0, try Metadata([("a", 1), ("b", "x")]))
        try index.upsert(row: 1, try Metadata([("a", nil)]))
        try index.upsert(row: 2, Metadata())
        try index.upsert(row: 3, try Metadata([("a", 2.0), ("b", ["x", nil])]))
        let cases: [(String, [Int])] = [
            ("a == 1", [0]), ("a != 1", [1, 2, 3]), ("not a == 1", [1, 2, 3]), ("a < 5", [0, 3]),
            ("not a < 5", [1, 2]), ("a == null", [1, 2]), ("a != null", [0, 3]), ("exists a", [0, 3]),
            ("not exists a", [1, 2]), ("a in [1, null]", [0, 1, 2]), ("a not in [2]", [0, 1, 2]), ("a in []", []),
            ("a == 2", [3]), ("b == \"x\"", [0]), ("b contains \"x\"", [3]), ("b contains null", [3]),
            ("b contains any []", []), ("b contains all []", [3]), ("b == [\"x\", null]", [3]), ("true", [0, 1, 2, 3]),
            ("exists nowhere", []), ("not exists nowhere", [0, 1, 2, 3]),
        ]
        for (text, rows) in cases {
            #expect(try index.rows(matching: Filter(text)).rows == rows, "\(text)")
        }
        #expect(try index.rows(matching: Filter("c == 1"), unknownFields: .missing).isEmpty)
        #expect(try index.rows(matching: Filter("c != 1"), unknownFields: .missing).count == 4)
    }

    @Test("What can hold for no row is refused, with the types and a remedy")
    func refusals() throws {
        var index = FilterIndex()
        #expect(try index.rows(matching: Filter("anything == 1")).isEmpty)
        for row in 0..<4 {
            let at = MetadataValue.date(Int64(row))
            try index.upsert(
                row: row,
                try Metadata([
                    ("year", .integer(Int64(row))), ("lang", "de"), ("at", at), ("tags", ["a"]), ("on", true),
                    ("author.name", "Ada"),
                ]))
        }
        let cases: [(String, String, String)] = [
            ("yaer == 1", "No row has the field yaer", "Did you mean year?"),
            ("name == \"Ada\"", "No row has the field name", "author.name"),
            ("Lang != \"de\"", "No row has the field Lang", "lang"),
            ("nowhere == 1", "No row has", "exists nowhere"),
            (
                "year == \"2020\"", "compares by == with a string; the field's values are of type number",
                "without quotes"
            ),
            ("not (year != \"2020\")", "compares by != with a string", "without quotes"),
            ("lang > 5", "compares by > with a number; the field's values are of type string", "in quotes"),
            ("at >= \"2024-01-31\"", "of type date", "date("),
            ("on == \"true\"", "of type boolean", "true or false"),
            ("year in [\"a\", true]", "compares by in with a string", "without quotes"),
            ("tags == \"a\"", "of type array", "tags contains"),
            ("tags in [\"a\"]", "of type array", "tags contains"),
            ("tags contains 1", "elements of the field's arrays are of type string", "in quotes"),
            (
                "lang contains \"d\"", "compares by contains with a string; the field's values are of type string",
                "use == or in"
            ),
            ("lang == [\"de\"]", "compares by == with an array", "holds no arrays"),
            ("on < true", "< is not defined for a boolean", "Use == or !="),
            ("tags < [1]", "< is not defined for an array", "contains"),
        ]
        for (text, description, remedy) in cases {
            let error = #expect(throws: FilterError.self) { try index.rows(matching: Filter(text)) }
            #expect(error?.description.contains(description) == true, "\(text): \(error?.description ?? "")")
            #expect(error?.remedy.contains(remedy) == true, "\(text): \(error?.remedy ?? "")")
        }
        #expect(throws: FilterError.notFinite(field: "year")) { try index.plan(Filter.field("year") < .number(.nan)) }
        #expect(throws: FilterError.emptyName) { try index.plan(.exists("")) }
        #expect(throws: FilterError.undefined(field: "tags", operation: "contains", type: .array)) {
            try index.plan(.containsAny("tags", [[1]]))
        }
        let deep = (0..<1_000).reduce(Filter.everything) { filter, _ in .not(filter) }
        #expect(throws: FilterError.tooDeep(limit: 64)) { try index.plan(deep) }
        #expect(throws: FilterError.invalidRow(-1)) { try index.upsert(row: -1, Metadata()) }
        // A list is accepted when one of its values can match; a field without values now accepts everything.
        #expect(try index.rows(matching: Filter("year in [\"a\", 3]")).rows == [3])
        try index.declare("later")
        #expect(try index.rows(matching: Filter("later == 1")).isEmpty)
        for row in 0..<4 { index.remove(row: row) }
        #expect(try index.rows(matching: Filter("year == \"x\"")).isEmpty)
    }

    @Test("Too many field names are refused, and nothing changes")
    func manyFields() throws {
        var index = FilterIndex()
        for row in 0..<FilterIndex.maximumFields { try index.upsert(row: row, try Metadata([("f\(row)", 1)])) }
        #expect(throws: FilterError.tooManyFields(limit: FilterIndex.maximumFields)) {
            try index.upsert(row: 0, try Metadata([("g", 1)]))
        }
        #expect(try index.rows(matching: Filter("f0 == 1")).rows == [0])
        #expect(index.count == FilterIndex.maximumFields)
    }

    @Test("Damaged bytes are refused or read, never a trap; with a checksum that is right, too")
    func damage() throws {
        var samples = FilterSamples(11)
        var index = FilterIndex()
        for row in 0..<12 { try index.upsert(row: row, try samples.metadata()) }
        let bytes = index.bytes
        #expect(throws: FilterError.self) { try FilterIndex(bytes: []) }
        #expect(throws: FilterError.self) { try FilterIndex(bytes: bytes, rowLimit: 11) }
        for _ in 0..<200 {
            let cut = Array(bytes.prefix(Int.random(in: 0..<bytes.count, using: &samples.random)))
            #expect(throws: FilterError.self) { try FilterIndex(bytes: cut) }
            var damaged = bytes
            damaged[Int.random(in: 0..<bytes.count, using: &samples.random)] ^= 4
            #expect(throws: FilterError.self) { try FilterIndex(bytes: damaged) }
        }
        var read = 0
        for _ in 0..<400 {
            var damaged = Array(bytes.dropLast(4))
            for _ in 0..<Int.random(in: 1...2, using: &samples.random) {
                let place = Int.random(in: 0..<damaged.count, using: &samples.random)
                damaged[place] = UInt8.random(in: 0...255, using: &samples.random)
            }
            let checksum = crc32c(damaged)
            damaged += (0..<4).map { UInt8(truncatingIfNeeded: checksum >> (8 * $0)) }
            guard var other = try? FilterIndex(bytes: damaged, rowLimit: 64) else { continue }
            read += 1
            for _ in 0..<5 { _ = try? other.rows(matching: samples.filter()) }
            for row in 0..<12 { try other.upsert(row: row, try samples.metadata()) }
        }
        #expect(read > 0)
    }

    @Test("A plan tells how each condition is met")
    func explanation() throws {
        var index = FilterIndex()
        for row in 0..<100 {
            try index.upsert(row: row, try Metadata([("n", .integer(Int64(row))), ("k", .integer(Int64(row % 2)))]))
        }
        let plan = try index.plan(Filter("n < 10 and not k == 1"))
        #expect(
            plan.explanation == [
                "and: about 5 (0 to 10) of 100", "  n < 10: 10 of 100", "  not: 50 of 100", "    k == 1: 50 of 100",
            ])
        #expect(plan.selectivity == 0.05 && plan.rowCount == 100)
        #expect(try index.plan(Filter("n < 10")).matches.isExact)
        #expect(try index.plan(Filter("n < 10 or k == 1")).matches.description == "about 55 (50 to 60)")
        #expect(try index.plan(.everything).matches.description == "100")
    }
}
