import KapellTesting
import KapellVectors
import Testing

@Suite("The filter language")
struct FilterLanguageTests {
    private static func compare(_ field: String, _ comparison: Filter.Comparison, _ value: MetadataValue) -> Filter {
        .comparison(field, comparison, value)
    }

    static let cases: [(String, Filter)] = [
        ("year == 2020", compare("year", .equal, 2020)),
        ("  year\n!=\t2020 ", compare("year", .notEqual, 2020)),
        ("year < -1", compare("year", .less, -1)),
        ("year <= 1.5", compare("year", .lessOrEqual, 1.5)),
        ("year > 1e3", compare("year", .greater, .number(1_000))),
        ("year >= 9223372036854775807", compare("year", .greaterOrEqual, .integer(.max))),
        (
            "2020 <= year and 2030 > year",
            .and([compare("year", .greaterOrEqual, 2020), compare("year", .less, 2030)])
        ),
        ("exists a or exists b and not exists c", .or([.exists("a"), .and([.exists("b"), .not(.exists("c"))])])),
        ("(exists a or exists b) and exists c", .and([.or([.exists("a"), .exists("b")]), .exists("c")])),
        ("(exists a and exists b) and exists c", .and([.and([.exists("a"), .exists("b")]), .exists("c")])),
        ("NOT EXISTS a Or True", .or([.not(.exists("a")), .everything])),
        ("exists(author.name)", .exists("author.name")),
        ("not not false", .not(.not(.nothing))),
        ("lang in [\"de\", 'en', null, true]", .isIn("lang", ["de", "en", nil, true])),
        ("lang not in []", .not(.isIn("lang", []))),
        ("tags contains \"a\"", .containsAny("tags", ["a"])),
        ("tags not contains \"a\"", .not(.containsAny("tags", ["a"]))),
        ("\"a\" in tags", .containsAny("tags", ["a"])),
        ("1 not in tags", .not(.containsAny("tags", [1]))),
        ("tags contains any [1, 2]", .containsAny("tags", [1, 2])),
        ("tags contains all [1]", .containsAll("tags", [1])),
        ("any contains any [1]", .containsAny("any", [1])),
        ("tags == [1, \"a\"]", compare("tags", .equal, [1, "a"])),
        ("date >= date(\"2024-01-31\")", compare("date", .greaterOrEqual, .date(1_706_659_200_000))),
        ("date(-1) != at", compare("at", .notEqual, .date(-1))),
        ("true == on", compare("on", .equal, true)),
        ("`in` == 1", compare("in", .equal, 1)),
        ("`a b`.c.`d.e`.5 == 1", compare("a b.c.d.e.5", .equal, 1)),
        ("größe == 1", compare("größe", .equal, 1)),
        (
            #"a == "\"\\\/\b\f\n\r\t\0\u00e9\ud83d\ude00\u{1F600}`'""#,
            compare("a", .equal, "\"\\/\u{8}\u{C}\n\r\t\0é😀😀`'")
        ),
        (#"a == 'it\'s "'"#, compare("a", .equal, "it's \"")),
    ]

    @Test("Text is read as it is meant", arguments: FilterLanguageTests.cases)
    func reading(text: String, filter: Filter) throws {
        #expect(try Filter(text) == filter)
        #expect(try Filter(filter.description) == filter)
    }

    @Test("Swift's operators build what text says")
    func building() throws {
        let year = Filter.field("year")
        let range = year >= 2020 && year < 2030
        #expect(try Filter("year >= 2020 and year < 2030") == range)
        #expect(try Filter("year >= 2020 and year < 2030 and not year == 2025") == (range && !(year == 2025)))
        let rest: Filter = year != .null || year > 1.5 || year <= "x"
        #expect(try Filter("year != null or year > 1.5 or year <= \"x\"") == rest)
        let tags = Filter.field("tags")
        #expect(tags.contains("a") == .containsAny("tags", ["a"]))
        #expect(tags.contains(any: ["a"]) == .containsAny("tags", ["a"]))
        #expect(tags.contains(all: ["a"]) == .containsAll("tags", ["a"]))
        #expect(tags.isIn([1]) == .isIn("tags", [1]) && tags.exists == .exists("tags"))
    }

    @Test(
        "A mistake is shown with its place, what was expected, and a remedy",
        arguments: [
            ("", 0, "a condition", "looks like"),
            ("year", 4, "an operator after year", "year == true"),
            ("year =", 5, "a name, a value or an operator", "Write =="),
            ("year = 1", 5, "a name, a value or an operator", "Write =="),
            ("year == ", 8, "a value after ==", "in quotes"),
            ("year == other", 8, "a value after ==", "not with another field"),
            ("a == 1 && b == 2", 7, "an operator", "Write and"),
            ("a == 1 | b == 2", 7, "an operator", "back quotes"),
            ("a <> 1", 2, "an operator", "Write !="),
            ("!a", 0, "an operator", "Write not"),
            ("1 < year < 5", 9, "and, or or the end", "1 < year and year < 5"),
            ("a == 1 b == 2", 7, "and, or or the end", "Join"),
            ("(a == 1", 7, ")", "Close"),
            ("a == 1)", 6, "and, or or the end", "Join"),
            ("a == \"x", 5, "\" at the end of the text", "\\\""),
            ("`a == 1", 0, "` at the end of the name", "Close"),
            ("`` == 1", 0, "a name", "Name the field"),
            ("a == \"\\x\"", 6, "an escape", "\\u{1F600}"),
            ("a == \"\\ud800\"", 6, "an escape", "\\u"),
            ("a == \"\\", 6, "an escape", "\\u"),
            ("a == “x”", 5, "a name, a value", "straight quotes"),
            ("a. == 1", 2, "a name after the dot", "author.name"),
            ("a == 1x", 5, "a number", "digit"),
            ("a == 1.", 5, "a number", "-2.5"),
            ("a == -", 5, "a number", "-2.5"),
            ("a == 9223372036854775808", 5, "a number", "9223372036854775808.0"),
            ("a == 1e999", 5, "a number", "too large"),
            ("a in 1", 5, "[ after in", "a in [1, 2]"),
            ("a in [1, [2]]", 9, "a value in the list", "no lists"),
            ("a in [1 2]", 8, "]", "commas"),
            ("a contains [1]", 11, "an element, any or all", "contains any"),
            ("a contains any 1", 15, "[ after any", "contains any [1, 2]"),
            ("a not == 1", 6, "in or contains after not", "before the condition"),
            ("a exists", 2, "an operator", "exists before the name"),
            ("exists 1", 7, "a field's name", "looks like"),
            ("1 == 1", 5, "a field's name after ==", "with a value"),
            ("\"a\"", 3, "an operator after the value", "year == 2020"),
            ("a == date(\"2024-02-30\")", 10, "a date", "the day is 30, not from 1 to 29"),
            ("a == date(true)", 10, "a text in quotes", "2024-01-31"),
            ("{\"a\": {\"$eq\": 1}}", 0, "a name, a value", "quotes"),
            ("and", 0, "a condition", "looks like"),
        ] as [(String, Int, String, String)])
    func mistakes(text: String, offset: Int, expected: String, remedy: String) throws {
        let error = #expect(throws: FilterError.self) { try Filter(text) }
        guard let error, case .syntax(let position, let wanted, _, let advice) = error else {
            Issue.record("\(text): \(String(describing: error))")
            return
        }
        #expect(position.offset == offset, "\(text): \(error.description)")
        #expect(wanted.contains(expected), "\(text): \(error.description)")
        #expect(advice.contains(remedy), "\(text): \(advice)")
        #expect(error.description.contains("line 1, column \(text.utf8.prefix(offset).count + 1)"))
        #expect(error.remedy == advice)
    }

    @Test("Lines and columns are counted, in scalars")
    func position() throws {
        let error = #expect(throws: FilterError.self) { try Filter("a == \"ö\" and\n \"ü\" == =") }
        #expect(error?.description.contains("line 2, column 9") == true, "\(String(describing: error))")
    }

    @Test("A filter's text gives the same filter")
    func roundTrip() throws {
        var samples = FilterSamples(7)
        for _ in 0..<3_000 {
            let filter = samples.filter()
            let text = filter.description
            #expect(try Filter(text) == filter, "\(text)")
            #expect(try Filter(text).description == text)
        }
        #expect(try Filter(Filter.and([]).description) == .everything)
        #expect(try Filter(Filter.not(.or([.and([.exists("a")])])).description) == .not(.exists("a")))
    }

    @Test("Damaged text is refused or read, and what was read is printed and read again")
    func fuzz() throws {
        var samples = FilterSamples(8)
        let pieces = [
            "(", ")", "[", "]", ",", "\"", "`", "\\", "and", "not", "==", "1", "-", ".", "date(", "in", "ü", "\u{0}",
        ]
        for _ in 0..<4_000 {
            var text = Array(samples.filter(2).description.unicodeScalars)
            for _ in 0..<Int.random(in: 1...3, using: &samples.random) {
                let place = Int.random(in: 0...text.count, using: &samples.random)
                if samples.chance(2), place < text.count {
                    text.remove(at: place)
                } else {
                    text.insert(contentsOf: samples.pick(pieces).unicodeScalars, at: place)
                }
            }
            var string = String.UnicodeScalarView()
            string.append(contentsOf: text)
            let filter: Filter
            do {
                filter = try Filter(String(string))
            } catch {
                #expect(!error.description.isEmpty && !error.remedy.isEmpty)
                continue
            }
            #expect(try Filter(filter.description) == filter)
        }
    }

    @Test("Limits hold before anything is built")
    func limits() throws {
        #expect(throws: FilterError.tooDeep(limit: 64)) {
            try Filter(String(repeating: "(", count: 100_000) + "a == 1")
        }
        #expect(throws: FilterError.tooDeep(limit: 64)) {
            try Filter(String(repeating: "not ", count: 100_000) + "true")
        }
        #expect(throws: FilterError.tooLong(bytes: 1_100_000, limit: 1_048_576)) {
            try Filter(String(repeating: " ", count: 1_100_000))
        }
        let many = "a in [" + [String](repeating: "1", count: 70_000).joined(separator: ",") + "]"
        #expect(throws: FilterError.tooManyTerms(limit: 65_536)) { try Filter(many) }
        #expect(throws: FilterError.tooManyTerms(limit: 2)) {
            try Filter("a == 1 and b == 2", limits: FilterLimits(terms: 2))
        }
        let deepest = String(repeating: "(", count: 64) + "a == 1" + String(repeating: ")", count: 64)
        #expect(try Filter(deepest) == .comparison("a", .equal, 1))
    }
}
