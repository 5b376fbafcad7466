import KapellCore
import KapellJSON
import KapellPolicy
import KapellTesting
import Testing

@Suite struct PriceTableTests {
    private func table(_ rows: [(String, String)]) -> PriceTable {
        PriceTable(
            version: "test",
            rows: rows.map { PriceRow(match: [$0.0], prices: [.input: Money($0.1) ?? .zero], source: $0.0) })
    }

    static let patterns: [(String, String?)] = [
        ("openai/gpt-4o", "openai/gpt-4o"), ("openai/gpt-4o-mini-2024", "openai/gpt-4o-mini*"),
        ("openai/gpt-4o-2024", "openai/gpt-4o*"), ("OpenAI/GPT-4o", "openai/gpt-4o"), ("openai/o9", "openai/*"),
        ("azure/gpt-4o", "*/gpt-4?"), ("other/thing", nil),
    ]

    @Test("The pattern that fixes the most characters counts, a plain name before any", arguments: patterns)
    func longest(model: String, row: String?) {
        let table = table([
            ("openai/*", "1"), ("openai/gpt-4o*", "2"), ("openai/gpt-4o-mini*", "3"), ("openai/gpt-4o", "4"),
            ("*/gpt-4?", "5"),
        ])
        #expect(table.row(for: model)?.source == row)
    }

    @Test("Of equal patterns the first counts; an overlay stands before")
    func overlay() {
        let below = table([("a/*", "1"), ("a/*", "2"), ("b/x", "3")])
        #expect(below.row(for: "a/x")?.price(of: .input) == Money("1"))
        let both = below.overlaid(by: table([("a/*", "7"), ("b/x", "8")]))
        #expect(both.row(for: "a/x")?.price(of: .input) == Money("7"))
        #expect(both.row(for: "b/x")?.price(of: .input) == Money("8"))
        #expect(both.version == "test+test")
    }

    @Test("Patterns of many stars and long names end soon")
    func hostile() {
        let table = table([(String(repeating: "*a", count: 200) + "b", "1")])
        #expect(table.row(for: String(repeating: "a", count: 1_000)) == nil)
        #expect(table.row(for: String(repeating: "a", count: 100_000)) == nil)
    }

    @Test("Every built-in row has prices, a source and the day it was checked")
    func builtIn() {
        let table = PriceTable.builtIn
        #expect(table.version == "2026-11-22")
        #expect(table.rows.count > 40)
        for row in table.fees {
            #expect(!row.prices.isEmpty && row.prices.keys.allSatisfy(\.isFee), "\(row.match)")
            #expect(row.source.hasPrefix("https://"), "\(row.match)")
            #expect(row.checked.wholeMatch(of: /20\d\d-\d\d-\d\d/) != nil, "\(row.match)")
        }
        for row in table.rows {
            #expect(!row.prices.isEmpty, "\(row.match)")
            #expect(row.source.hasPrefix("https://"), "\(row.match)")
            #expect(row.checked.wholeMatch(of: /20\d\d-\d\d-\d\d/) != nil, "\(row.match)")
            #expect(row.prices[.input] != nil || row.prices[.embedding] != nil, "\(row.match)")
            // What is kept for an hour costs Anthropic's customers twice the input.
            for prices in [row.prices] + row.tiers.map(\.prices) where prices[.cacheWrite1h] != nil {
                #expect(prices[.cacheWrite1h] == prices[.input].map { $0 * 2 }, "\(row.match)")
            }
        }
    }

    static let models: [(String, String?)] = [
        ("openai/gpt-4o", "2.5"), ("openai/gpt-4o-2024-08-06", "2.5"), ("openai/gpt-4o-2024-05-13", nil),
        ("openai/gpt-4o-mini-2024-07-18", "0.15"), ("openai/gpt-5", "1.25"), ("openai/gpt-5-mini", "0.25"),
        ("anthropic/claude-sonnet-4-5-20250929", "3"), ("anthropic/claude-3-5-haiku-20241022", "0.8"),
        ("gemini/gemini-2.5-flash", "0.3"), ("openai/gpt-4o-audio-preview", nil), ("openai/gpt-9", nil),
        ("local/smollm2", nil), ("bedrock/anthropic.claude-3-5-sonnet-20240620-v1:0", "3"),
        ("bedrock/global.anthropic.claude-haiku-4-5-20251001-v1:0", "1"),
        ("bedrock/eu.anthropic.claude-haiku-4-5-20251001-v1:0", "1.1"), ("xai/grok-4.3", "1.25"),
        ("mistral/codestral-latest", "0.3"), ("deepseek/deepseek-v4-pro", "1.32"),
    ]

    @Test("Models are found under their names and their dated names", arguments: models)
    func known(model: String, input: String?) {
        let price = PriceTable.builtIn.row(for: model)?.price(of: .input)
        #expect(price.map { ($0 * 1_000_000).description } == input)
    }

    @Test("A table is read from JSON, with prices as texts or numbers")
    func reads() throws {
        let json = """
            {"version": "mine", "rows": [
              {"match": "x/a", "prices": {"input": 0.1, "output": "0.30", "search_unit": 0.002},
               "tiers": [{"above": 10, "prices": {"input": 2}}, {"above": 5, "prices": {"input": 1}}]}
            ], "fees": [{"match": "x/*", "prices": {"web_search": "0.014"}}]}
            """
        #expect(
            try PriceTable(json: Array(json.utf8)).fees(for: "x/other")?.price(of: .webSearch) == Money("0.014"))
        let row = try #require(try PriceTable(json: Array(json.utf8)).row(for: "x/a"))
        #expect(row.price(of: .input, inputTokens: 5) == Money("0.0000001"))
        #expect(row.price(of: .input, inputTokens: 6) == Money("0.000001"))
        #expect(row.price(of: .input, inputTokens: 11) == Money("0.000002"))
        #expect(row.price(of: .output, inputTokens: 11) == Money("0.0000003"))
        #expect(row.price(of: .reasoning) == Money("0.0000003"))
        #expect(row.price(of: .searchUnit) == Money("0.002"))
        #expect(row.price(of: .cachedInput) == nil)
    }

    @Test(
        "A table that is wrong is refused with the place",
        arguments: [
            ("[]", "version"), ("{", "JSON"), (#"{"version":"1","rows":[{}]}"#, "rows[0].match"),
            (#"{"version":"1","rows":[{"match":["a"]}]}"#, "rows[0].prices"),
            (#"{"version":"1","rows":[{"match":["a"],"prices":{"inputs":1}}]}"#, "rows[0].prices.inputs"),
            (#"{"version":"1","rows":[{"match":["a"],"prices":{"input":-1}}]}"#, "rows[0].prices.input"),
            (#"{"version":"1","rows":[{"match":["a"],"prices":{"input":"0.0000001"}}]}"#, "at most 6 decimals"),
            (#"{"version":"1","rows":[{"match":["a"],"prices":{"input":1},"tiers":[{}]}]}"#, "tiers[0].above"),
            (#"{"version":"1","rows":[],"fees":{}}"#, "`fees`"),
            (#"{"version":"1","rows":[],"fees":[{"match":["a"],"prices":{"search":1}}]}"#, "fees[0].prices.search"),
        ])
    func wrong(json: String, part: String) {
        let error = #expect(throws: KapellError.self) { try PriceTable(json: Array(json.utf8)) }
        #expect(error?.description.contains(part) == true, "\(String(describing: error))")
    }

    @Test("A file that is not there is named")
    func missing() {
        let error = #expect(throws: KapellError.self) { try PriceTable(file: "/nowhere/prices.json") }
        #expect(error?.code == .notFound)
    }

    @Test("Mutated tables are read or refused, never a trap")
    func fuzz() {
        let good = Array(
            #"{"version":"1","rows":[{"match":["a/*"],"prices":{"input":"2.5","output":1e1},"tiers":[{"above":9,"prices":{"input":1}}]}]}"#
                .utf8)
        var random = SeededGenerator(5)
        for _ in 0..<3_000 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 32...126, using: &random)
            }
            guard let table = try? PriceTable(json: bytes) else { continue }
            #expect(table.rows.count == 1)
        }
    }
}
