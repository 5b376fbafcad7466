import KapellCore
import KapellVectors

extension VectorDatabaseConformance {
    static let filters: [ConformanceCheck] =
        FilterCase.groups.map { name, needs, cases in
            ConformanceCheck("filters: \(name)", needs: needs) { context async throws(KapellError) in
                let made = try await context.collection()
                let records = FilterCase.records(context.limits)
                try await context.upsert(records, into: made)
                for text in cases { try await FilterCase.check(text, records, made, context) }
            }
        } + [
            ConformanceCheck("filters: every match is found, however few and far", needs: .filteredCompleteness) {
                context async throws(KapellError) in
                let made = try await context.collection(dimensions: 8)
                let query: [Float] = [1, 0, 0, 0, 0, 0, 0, 0]
                var records = (0..<1_000).map { number in
                    var vector = ConformanceData.vector(number, 8)
                    vector[0] = abs(vector[0]) + 0.5
                    return VectorRecord(id: ConformanceData.id(number), vector: vector)
                }
                for (share, step) in [("half", 2), ("tenth", 10), ("hundredth", 100), ("few", 333)] {
                    for place in records.indices {
                        try? records[place].metadata.set(share, .boolean(place % step == 0))
                    }
                }
                // Those that match lie on the other side of the query.
                for place in records.indices where place % 100 == 0 { records[place].vector[0] *= -1 }
                try await context.upsert(records, into: made)
                for (share, count) in [("half", 500), ("tenth", 100), ("hundredth", 10), ("few", 4)] {
                    let filter = Filter.comparison(share, .equal, true)
                    let matching = records.filter { filter.matches($0.metadata) }
                    let expected = ConformanceData.nearest(query, matching, .cosine)
                    for limit in [10, count, 1_000] {
                        let found = try await made.query(VectorQuery(vector: query, filter: filter, limit: limit))
                            .matches
                        context.expectSame(
                            found.count, min(limit, count), "matches of \(share) with a limit of \(limit)")
                        let exact = try await made.query(
                            VectorQuery(vector: query, filter: filter, limit: limit, isExact: true))
                        context.expectSame(
                            exact.matches.map(\.record.id), Array(expected.prefix(limit)), "the nearest of \(share)")
                    }
                }
            },
            ConformanceCheck("filters: a field that no record has") { context async throws(KapellError) in
                let made = try await context.collection()
                let records = FilterCase.records(context.limits)
                try await context.upsert(records, into: made)
                for text in ["nowhere == 1", "not nowhere == 1", "lang == 5", "year == \"2020\"", "year < \"x\""] {
                    do throws(KapellError) {
                        try await FilterCase.check(text, records, made, context)
                    } catch  where error.code == .invalidRequest {
                        // An engine that knows its fields says so.
                    }
                }
            },
            ConformanceCheck("filters: conditions within conditions") { context async throws(KapellError) in
                let made = try await context.collection()
                let records = FilterCase.records(context.limits)
                try await context.upsert(records, into: made)
                var filter = Filter.comparison("n", .less, 20)
                for level in 0..<24 {
                    filter = level % 2 == 0 ? .and([.not(filter), .everything]) : .or([.not(filter)])
                }
                try await FilterCase.check(filter, records, made, context)
                var deep = Filter.exists("n")
                for _ in 0..<1_000 { deep = .not(deep) }
                let query = VectorQuery(vector: [1, 0, 0, 0], filter: deep)
                await context.expectError([.invalidRequest, .tooLarge, .unsupported], "a filter of 1,000 levels") {
                    () async throws(KapellError) in
                    _ = try await made.query(query)
                }
            },
            ConformanceCheck("filters: many values") { context async throws(KapellError) in
                let made = try await context.collection()
                let records = FilterCase.records(context.limits)
                try await context.upsert(records, into: made)
                let values = (0..<500).map { MetadataValue.integer(Int64($0 * 2)) }
                try await FilterCase.check(.isIn("n", values), records, made, context)
                let either = values.prefix(100).map { Filter.comparison("n", .equal, $0) }
                try await FilterCase.check(.or(either), records, made, context)
            },
        ]
}

/// Filters as text, and records to try them on. What a filter matches is what ``Filter/matches(_:)`` says.
enum FilterCase {
    static let groups: [(String, VectorDatabaseLimits, [String])] = [
        (
            "equal and not", [],
            [
                "lang == \"de\"", "lang != \"de\"", "not lang == \"de\"", "year == 2003", "year == 2003.0",
                "year != 2003",
                "half == 1", "half == 1.5", "ok == true", "ok == false", "ok != true", "author.name == \"Ada\"",
                "`my field` == 2", "`in` == \"x\"", "größe == 3", "lang == \"DE\"", "\"de\" == lang",
            ]
        ),
        (
            "orders of numbers", [],
            [
                "year < 2003", "year <= 2003", "year > 2003", "year >= 2003.5", "2003 < year", "half < 1.25",
                "half >= -0.5",
                "not year < 2003", "year > 2001 and year < 2004", "n >= 0", "n < 0",
            ]
        ),
        (
            "orders of texts", .orderedTexts,
            [
                "lang < \"e\"", "lang >= \"en\"", "not lang > \"de\"", "name <= \"Zoe\"", "name > \"Zoe\"",
                "name < \"ä\"",
            ]
        ),
        (
            "dates", .mixedValues,
            [
                "when == date(\"2024-01-03\")", "when < date(\"2024-01-05\")",
                "when >= date(\"2024-01-05T12:00:00.000Z\")",
                "not when > date(\"2024-01-05\")", "when in [date(\"2024-01-02\"), date(\"2024-01-04\")]",
                "when != date(\"2024-01-03\")", "exists when and when < date(\"2025-01-01\")",
            ]
        ),
        (
            "lists", [],
            [
                "lang in [\"de\", \"fr\"]", "lang not in [\"de\", \"fr\"]", "lang in []", "lang not in []",
                "year in [2001, 2002.0, 7]", "n in [1]", "ok in [true]",
            ]
        ),
        (
            "arrays", .arrayFilters,
            [
                "tags contains \"a\"", "tags not contains \"a\"", "\"b\" in tags", "tags contains any [\"a\", \"c\"]",
                "tags contains all [\"a\", \"b\"]", "not tags contains all [\"a\", \"b\"]",
                "tags contains all [\"a\", \"a\"]",
                "nums contains 2", "nums contains 2.0", "nums contains any [1, 7]", "tags == [\"a\", \"b\"]",
                "tags != [\"a\", \"b\"]", "tags == [\"b\", \"a\"]", "tags contains \"ab\"", "nums == [1.0, 2]",
            ]
        ),
        (
            "arrays without elements", [.arrayFilters, .mixedValues],
            [
                "tags contains any []", "tags contains all []", "tags == []", "tags != []", "exists tags",
            ]
        ),
        (
            "missing fields and null", [],
            [
                "exists rare", "not exists rare", "exists lang", "rare == null", "rare != null", "rare != 1",
                "not rare < 5",
                "exists rare and rare != 1", "rare in [1, null]", "rare not in [1]", "exists author.name",
            ]
        ),
        ("a stored null is a missing field", .mixedValues, ["exists void", "void == null", "void == 1", "void != 1"]),
        (
            "values of several types in one field", .mixedFields,
            [
                "mixed == 1", "mixed == \"1\"", "mixed == true", "mixed != 1", "mixed < 5", "mixed >= \"1\"",
                "not mixed < 5",
                "mixed in [1, \"1\"]", "mixed in [true]", "mixed != \"1\"", "exists mixed",
            ]
        ),
        (
            "and, or, not", [],
            [
                "true", "false", "not true", "lang == \"de\" and year >= 2003", "lang == \"de\" or year >= 2005",
                "not (lang == \"de\" or year >= 2005)", "not (lang == \"de\" and not ok == true)",
                "lang == \"de\" and (year < 2003 or ok == true) and not n == 4", "lang == \"de\" and lang == \"en\"",
                "lang == \"de\" or not lang == \"de\"", "not not lang == \"de\"", "lang == \"de\" and true",
            ]
        ),
        (
            "texts of any characters", [],
            [
                "quote == \"it's \\\"so\\\"\"", "quote == \"a\\\\b\"", "quote == \"%\"", "quote == \"$1\"",
                "quote == \"日本\"",
                "quote == \"👩‍👩‍👧\"", "quote == \"\"", "quote != \"\"", "quote in [\"%\", \"a,b\", \"{x}\", \"NULL\"]",
            ]
        ),
        (
            "texts that are canonically equivalent", .canonicalTexts,
            [
                "word == \"caf\\u00E9\"", "word == \"cafe\\u0301\"", "word != \"caf\\u00E9\"",
                "word in [\"cafe\\u0301\"]",
                "word == \"\\u212A\"", "word == \"K\"",
            ]
        ),
        (
            "texts in order that are canonically equivalent", [.canonicalTexts, .orderedTexts],
            [
                "word < \"cafe\\u0301\"", "word <= \"caf\\u00E9\"", "word > \"cafe\"",
            ]
        ),
    ]

    static func records(_ limits: VectorDatabaseLimits) -> [VectorRecord] {
        let languages: [MetadataValue?] = ["de", "en", "fr", nil, "DE"]
        let quotes = ["it's \"so\"", "a\\b", "%", "$1", "日本", "👩‍👩‍👧", "", "a,b", "{x}", "NULL", "null"]
        let names = ["Zoe", "zoe", "Ähre", "äre", "Ada", "Z"]
        let words = ["caf\u{E9}", "cafe\u{301}", "cafe", "cafz", "K", "\u{212A}"]
        let mixed: [MetadataValue?] = [1, "1", true, nil, 2.5, "x", 10]
        let tags: [MetadataValue?] = [["a"], ["a", "b"], ["b", "a"], ["c", "ab"], nil, ["b"]]
        let nums: [MetadataValue?] = [[1, 2], [2.0], [7], nil]
        return (0..<42).map { n in
            var fields: [(String, MetadataValue)] = [
                ("n", .integer(Int64(n))), ("year", .integer(Int64(2000 + n % 7))),
                ("half", .number(Double(n % 9) / 2 - 1)),
                ("ok", .boolean(n % 3 == 0)), ("name", .string(names[n % 6])), ("quote", .string(quotes[n % 11])),
                ("my field", .integer(Int64(n % 4))), ("in", .string(n % 2 == 0 ? "x" : "y")),
                ("größe", .integer(Int64(n % 5))), ("word", .string(words[n % 6])),
            ]
            if let value = languages[n % 5] { fields.append(("lang", value)) }
            if n % 4 == 1 { fields.append(("author.name", n % 8 == 1 ? "Ada" : "Bob")) }
            if n % 6 == 2 { fields.append(("rare", .integer(Int64(n % 12 == 2 ? 1 : 9)))) }
            if !limits.contains(.mixedFields), let value = mixed[n % 7] { fields.append(("mixed", value)) }
            if let value = tags[n % 6] { fields.append(("tags", value)) }
            if let value = nums[n % 4] { fields.append(("nums", value)) }
            if !limits.contains(.mixedValues) {
                if n % 3 != 2 { fields.append(("when", .date(1_704_067_200_000 + Int64(n % 8) * 86_400_000))) }
                if n % 5 == 0 { fields.append(("void", .null)) }
                if n % 5 == 1 { fields.append(("void", 1)) }
                if n % 12 == 4 { fields.append(("tags", [])) }
            }
            return VectorRecord(
                id: ConformanceData.id(n), vector: ConformanceData.vector(n), text: "text \(n)",
                metadata: ConformanceData.metadata(fields))
        }
    }

    static func check(
        _ text: String, _ records: [VectorRecord], _ made: any VectorCollection, _ context: ConformanceContext
    ) async throws(KapellError) {
        let filter: Filter
        do { filter = try Filter(text) } catch {
            throw KapellError(.internalError, "\(text) is no filter: \(error)")
        }
        try await check(filter, records, made, context)
    }

    static func check(
        _ filter: Filter, _ records: [VectorRecord], _ made: any VectorCollection, _ context: ConformanceContext
    ) async throws(KapellError) {
        let matching = records.filter { filter.matches($0.metadata) }
        let expected = matching.map(\.id).sorted { $0.precedes($1) }
        let name = String("\(filter)".prefix(120))
        do throws(KapellError) {
            let query = VectorQuery(vector: [0.3, -0.2, 0.9, 0.1], filter: filter, limit: 100, parts: [])
            let found = try await made.query(query).matches.map(\.record.id)
            context.expectSame(found.sorted { $0.precedes($1) }, expected, "a search where \(name)")
            context.expectSame(
                try await made.count(where: filter, namespace: ""), expected.count, "the count of \(name)")
            let read = try await made.scroll(after: nil, limit: 100, where: filter, namespace: "", parts: [])
            context.expectSame(read.map(\.id), expected, "records read where \(name)")
        } catch {
            throw KapellError(error.code, "\(name): \(error.message)", remedy: error.remedy)
        }
    }
}
