import KapellCore
import KapellJSON
import KapellPolicy
import KapellTesting
import Testing

@Suite struct ReceiptTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var model: String
        var usage: BilledUsage
        /// Worked out by hand, in US dollars.
        var total: String?
    }

    static let matrix: [Case] = [
        Case(
            testDescription: "plain: 1000 × 2.50 + 200 × 10", model: "openai/gpt-4o",
            usage: BilledUsage(ModelUsage(inputTokens: 1_000, outputTokens: 200)), total: "0.0045"),
        Case(
            testDescription: "cached: 600 × 2.50 + 400 × 1.25 + 200 × 10", model: "openai/gpt-4o",
            usage: BilledUsage(ModelUsage(inputTokens: 1_000, cachedTokens: 400, outputTokens: 200)), total: "0.004"),
        Case(
            testDescription: "cache writes: 1000 × 3 + 6000 × 0.30 + 2000 × 3.75 + 1000 × 6 + 500 × 15",
            model: "anthropic/claude-sonnet-4-6",
            usage: BilledUsage(
                ModelUsage(
                    inputTokens: 10_000, cachedTokens: 6_000, outputTokens: 500, cacheWriteTokens: 3_000,
                    cacheWriteHourTokens: 1_000)), total: "0.0258"),
        Case(
            testDescription: "writes for an hour, in a geography: 100 × 3.30 + 2000 × 6.60 + 10 × 16.50",
            model: "bedrock/us.anthropic.claude-sonnet-4-6",
            usage: BilledUsage(
                ModelUsage(
                    inputTokens: 2_100, outputTokens: 10, cacheWriteTokens: 2_000, cacheWriteHourTokens: 2_000)),
            total: "0.013695"),
        Case(
            testDescription: "more writes for an hour than writes: 5 × 2 × 5", model: "anthropic/claude-opus-4-5",
            usage: BilledUsage(ModelUsage(inputTokens: 5, cacheWriteTokens: 5, cacheWriteHourTokens: 99)),
            total: "0.00005"),
        Case(
            testDescription: "above the tier: 200001 × 4 + 1 × 12", model: "xai/grok-4.7",
            usage: BilledUsage(ModelUsage(inputTokens: 200_001, outputTokens: 1)), total: "0.800016"),
        Case(
            testDescription: "cached: 90 × 1.50 + 10 × 0.15 + 1 × 7.50", model: "mistral/mistral-medium-latest",
            usage: BilledUsage(ModelUsage(inputTokens: 100, cachedTokens: 10, outputTokens: 1)), total: "0.000144"),
        Case(
            testDescription: "peak: 100 × 0.30 + 10 × 1.20", model: "deepseek/deepseek-flash",
            usage: BilledUsage(ModelUsage(inputTokens: 100, outputTokens: 10)), total: "0.000042"),
        Case(
            testDescription: "reasoning at the price of output: 100 × 1.25 + 1000 × 10", model: "openai/gpt-5",
            usage: BilledUsage(ModelUsage(inputTokens: 100, outputTokens: 1_000, reasoningTokens: 800)),
            total: "0.010125"),
        Case(
            testDescription: "reasoning with a price of its own: 10 × 1 + 20 × 2 + 80 × 3", model: "test/thinker",
            usage: BilledUsage(ModelUsage(inputTokens: 10, outputTokens: 100, reasoningTokens: 80)), total: "0.00029"),
        Case(
            testDescription: "images: 50 × 5 + 100 × 10 + 1000 × 40", model: "openai/gpt-image-1",
            usage: BilledUsage(
                ModelUsage(inputTokens: 150, outputTokens: 1_000), imageInputTokens: 100, imageOutputTokens: 1_000),
            total: "0.04125"),
        Case(
            testDescription: "images by the piece: 3 × 0.04", model: "test/painter", usage: BilledUsage(images: 3),
            total: "0.12"),
        Case(
            testDescription: "below the tier: 200000 × 1.25 + 10 × 10", model: "gemini/gemini-2.5-pro",
            usage: BilledUsage(ModelUsage(inputTokens: 200_000, outputTokens: 10)), total: "0.2501"),
        Case(
            testDescription: "above the tier: 100001 × 2.50 + 100000 × 0.25 + 10 × 15", model: "gemini/gemini-2.5-pro",
            usage: BilledUsage(ModelUsage(inputTokens: 200_001, cachedTokens: 100_000, outputTokens: 10)),
            total: "0.2751525"),
        Case(
            testDescription: "embeddings: 1234 × 0.02", model: "openai/text-embedding-3-small",
            usage: BilledUsage(ModelUsage(embeddingTokens: 1_234)), total: "0.00002468"),
        Case(
            testDescription: "searches: 3 × 0.002", model: "test/ranker", usage: BilledUsage(searchUnits: 3),
            total: "0.006"),
        Case(
            testDescription: "searches of a chat model's own: 100 × 1 + 2 × 0.002", model: "test/searcher",
            usage: BilledUsage(ModelUsage(inputTokens: 100, hosted: HostedToolUsage(webSearches: 2))), total: "0.0041"),
        Case(
            testDescription: "OpenAI's own tools: 100 × 1.25 + 2 × 0.01 + 3 × 0.0025 + 1 × 0.03", model: "openai/gpt-5",
            usage: BilledUsage(
                ModelUsage(inputTokens: 100, hosted: HostedToolUsage(webSearches: 2, fileSearches: 3, codeRuns: 1))),
            total: "0.057625"),
        Case(
            testDescription: "Anthropic's: 100 × 3 + 2 × 0.01", model: "anthropic/claude-sonnet-4-6",
            usage: BilledUsage(ModelUsage(inputTokens: 100, hosted: HostedToolUsage(webSearches: 2))), total: "0.0203"),
        Case(
            testDescription: "an answer with searches, however many: 100 × 0.30 + 1 × 0.035 + 1 × 0.025",
            model: "gemini/gemini-2.5-flash",
            usage: BilledUsage(
                ModelUsage(inputTokens: 100, hosted: HostedToolUsage(webSearches: 4, mapSearches: 1))),
            total: "0.06003"),
        Case(
            testDescription: "each search: 100 × 1.50 + 4 × 0.014", model: "gemini/gemini-3.5-flash",
            usage: BilledUsage(ModelUsage(inputTokens: 100, hosted: HostedToolUsage(webSearches: 4))),
            total: "0.05615"),
        Case(
            testDescription: "a tool without a price", model: "openai/gpt-5",
            usage: BilledUsage(ModelUsage(inputTokens: 100, hosted: HostedToolUsage(images: 1))), total: nil),
        Case(
            testDescription: "the model's own price goes before its provider's: 3 × 0.5", model: "test/host",
            usage: BilledUsage(ModelUsage(hosted: HostedToolUsage(webSearches: 3))), total: "1.5"),
        Case(
            testDescription: "a price of one's own for all models: 3 × 0.1", model: "test/other",
            usage: BilledUsage(ModelUsage(hosted: HostedToolUsage(webSearches: 3))), total: "0.3"),
        Case(testDescription: "nothing", model: "openai/gpt-4o", usage: BilledUsage(), total: "0"),
        Case(
            testDescription: "unknown model", model: "openai/gpt-99",
            usage: BilledUsage(ModelUsage(inputTokens: 1)), total: nil),
        Case(
            testDescription: "a class without a price", model: "openai/text-embedding-3-small",
            usage: BilledUsage(ModelUsage(outputTokens: 1, embeddingTokens: 5)), total: nil),
        Case(
            testDescription: "parts larger than the whole are cut: 10 × 1.25 + 5 × 10", model: "openai/gpt-4o",
            usage: BilledUsage(
                ModelUsage(
                    inputTokens: 10, cachedTokens: 99, outputTokens: 5, cacheWriteTokens: 99, reasoningTokens: 99)),
            total: "0.0000625"),
        Case(
            testDescription: "negative counts are zero", model: "openai/gpt-4o",
            usage: BilledUsage(
                ModelUsage(inputTokens: -5, cachedTokens: -1, outputTokens: -9), imageInputTokens: -2, images: -1),
            total: "0"),
    ]

    static let table = PriceTable.builtIn.overlaid(
        by: PriceTable(
            version: "test",
            rows: [
                PriceRow(
                    match: ["test/thinker"],
                    prices: [
                        .input: Money(picodollars: 1_000_000), .output: Money(picodollars: 2_000_000),
                        .reasoning: Money(picodollars: 3_000_000),
                    ]),
                PriceRow(match: ["test/painter"], prices: [.image: Money("0.04") ?? .zero]),
                PriceRow(
                    match: ["test/searcher"],
                    prices: [.input: Money(picodollars: 1_000_000), .searchUnit: Money("0.002") ?? .zero]),
                PriceRow(match: ["test/ranker"], prices: [.searchUnit: Money("0.002") ?? .zero]),
                PriceRow(match: ["test/host"], prices: [.webSearch: Money("0.5") ?? .zero]),
            ], fees: [PriceRow(match: ["test/*"], prices: [.webSearch: Money("0.1") ?? .zero], source: "https://x")]))

    @Test("A receipt says where the prices of the provider's own tools stand, and what they leave out")
    func fees() {
        let usage = ModelUsage(inputTokens: 1, hosted: HostedToolUsage(webSearches: 2, codeRuns: 1))
        let receipt = Receipt(model: "openai/gpt-5", usage: BilledUsage(usage), table: Self.table)
        #expect(receipt.json["fee_source"] == "https://developers.openai.com/api/docs/pricing")
        #expect(receipt.json["note"]?.stringValue?.contains("1 GB") == true)
        #expect(receipt.json["lines"]?["web_search"] == ["count": 2, "price": "0.01", "usd": "0.02"])
        #expect(receipt.json["lines"]?["code_run"]?["count"] == 1)
        let plain = Receipt(model: "openai/gpt-5", usage: BilledUsage(ModelUsage(inputTokens: 1)), table: Self.table)
        #expect(plain.feeSource == nil && plain.note == nil)
    }

    @Test("A receipt is the provider's usage times the row, summed exactly", arguments: matrix)
    func receipts(_ test: Case) {
        let receipt = Receipt(model: test.model, usage: test.usage, table: Self.table)
        #expect(receipt.total?.description == test.total)
    }

    @Test("Where usage never came, or not all of it, what was written is an estimate that is said to be one")
    func estimates() {
        func made(_ outcome: AttemptRecord.Outcome, _ usage: ModelUsage?, _ bytes: Int) -> AttemptRecord {
            var record = AttemptRecord(
                number: 1, target: "openai/gpt-4o", kind: .first, started: .zero, outcome: outcome)
            (record.usage, record.writtenBytes, record.mayBeBilled) = (usage, bytes, true)
            return record
        }
        let some = ModelUsage(inputTokens: 5, outputTokens: 1)
        for (outcome, usage, bytes, expected): (AttemptRecord.Outcome, ModelUsage?, Int, Int?) in [
            (.cut, nil, 9, 3), (.cancelled, nil, 4, 1), (.succeeded, nil, 8, 2), (.cut, some, 9, 3),
            (.succeeded, some, 9, nil), (.cut, nil, 0, nil),
        ] {
            let record = made(outcome, usage, bytes)
            let receipt = Receipt(record, table: Self.table)
            #expect(receipt?.estimatedOutputTokens == expected)
            #expect(record.json["estimate"]?["output_tokens"]?.intValue == expected)
            #expect(receipt?.json["estimated_output_tokens"]?.intValue == expected)
            // It is no part of the bill.
            #expect(receipt?.lines.count { $0.kind == .output } == (usage == nil ? 0 : 1))
            #expect((receipt?.total == nil) == (usage == nil))
        }
    }

    @Test("No token is in two lines, and none is lost")
    func disjoint() {
        var random = SeededGenerator(3)
        for _ in 0..<2_000 {
            func count() -> Int { Int.random(in: 0...50, using: &random) }
            let tokens = ModelUsage(
                inputTokens: count(), cachedTokens: count(), outputTokens: count(), cacheWriteTokens: count(),
                cacheWriteHourTokens: count(), reasoningTokens: count())
            let usage = BilledUsage(tokens, imageInputTokens: count(), imageOutputTokens: count())
            func sum(_ kinds: Set<PriceClass>) -> Int {
                usage.counts.filter { kinds.contains($0.kind) }.reduce(0) { $0 + $1.count }
            }
            #expect(sum([.input, .cachedInput, .cacheWrite5m, .cacheWrite1h, .imageInput]) == tokens.inputTokens)
            #expect(sum([.output, .reasoning, .imageOutput]) == tokens.outputTokens)
        }
    }

    @Test("The largest counts there are do not trap")
    func largest() {
        let usage = BilledUsage(
            ModelUsage(inputTokens: .max, cachedTokens: .max / 2, outputTokens: .max, embeddingTokens: .max),
            images: .max, searchUnits: .max)
        let receipt = Receipt(model: "openai/gpt-4o", usage: usage, table: Self.table)
        #expect(receipt.lines.contains { ($0.amount ?? .zero) > .zero })
    }

    @Test("A streamed answer costs what its last report of usage says")
    func streamed() async throws {
        let log = Log<AttemptRecord>()
        let events: [ModelEvent] = [
            .usage(ModelUsage(inputTokens: 1_000, outputTokens: 1)), .text("Hi"),
            .usage(ModelUsage(inputTokens: 1_000, cachedTokens: 400, outputTokens: 200)), .finished(.stop),
        ]
        let backend = PolicyBackend(
            model: "route", targets: [.scripted("openai/gpt-4o", [.events(events)])], runner: .quick(log: log))
        _ = try await backend.respond(question)
        let bill = Bill(attempts: log.all, table: Self.table)
        #expect(bill.total?.description == "0.004")
        #expect(bill.isComplete)
    }

    @Test("A cut answer has a receipt for what was reported, and says that it is not whole")
    func cut() async throws {
        let log = Log<AttemptRecord>()
        let cut = KapellError(.network, "cut")
        let first: [ModelEvent] = [.text("Hi"), .usage(ModelUsage(inputTokens: 1_000, outputTokens: 100))]
        let second: [ModelEvent] = [
            .text("!"), .usage(ModelUsage(inputTokens: 2_000, outputTokens: 10)), .finished(.stop),
        ]
        let backend = PolicyBackend(
            model: "route",
            targets: [
                .scripted("openai/gpt-4o", [.broken(after: first, cut)]),
                .scripted("anthropic/claude-sonnet-4-6", [.events(second)]),
            ], runner: .quick(log: log), continuation: ContinuationPolicy())
        let response = try await backend.respond(question)
        #expect(response.usage == ModelUsage(inputTokens: 3_000, outputTokens: 110))
        let bill = Bill(attempts: log.all, table: Self.table)
        #expect(bill.receipts.map { $0.total?.description } == ["0.0035", "0.00615"])
        #expect(bill.receipts.map(\.isComplete) == [false, true])
        #expect(bill.total?.description == "0.00965")
        #expect(bill.headerValue == #"{"usd":"0.00965","complete":false,"receipts":2}"#)
    }

    @Test("An attempt that may be billed and reported nothing has no known cost; a refusal costs nothing")
    func unknown() {
        var late = AttemptRecord(number: 1, target: "openai/gpt-4o", kind: .first, started: .zero, outcome: .failed)
        late.mayBeBilled = true
        #expect(Bill(attempts: [late], table: Self.table).receipts.map(\.total) == [nil])
        late.mayBeBilled = false
        #expect(Bill(attempts: [late], table: Self.table).receipts.isEmpty)
        #expect(Bill(attempts: [], table: Self.table).total == .zero)
    }

    @Test("The header is one line of ASCII, the journal's form names the source")
    func json() throws {
        let usage = BilledUsage(ModelUsage(inputTokens: 1_000, cachedTokens: 400, outputTokens: 200))
        let receipt = Receipt(model: "openai/gpt-4o", usage: usage, table: .builtIn)
        #expect(
            receipt.headerValue
                == #"{"model":"openai/gpt-4o","usd":"0.004","complete":true,"lines":{"input":{"count":600,"price":"2.5","usd":"0.0015"},"cached_input":{"count":400,"price":"1.25","usd":"0.0005"},"output":{"count":200,"price":"10","usd":"0.002"}},"table":"2026-11-22"}"#
        )
        #expect(receipt.json["source"]?.stringValue?.hasPrefix("https://") == true)
        #expect(receipt.json["checked"]?.stringValue != nil)

        let strange = Receipt(
            model: "é\n🦊\u{7F}" + String(repeating: "x", count: 9_000), usage: usage, table: .builtIn)
        #expect(strange.headerValue.utf8.allSatisfy { (0x20..<0x7F).contains($0) })
        #expect(strange.headerValue.utf8.count < 1_000)
        let read = try JSONValue(parsing: strange.headerValue)
        #expect(read["model"]?.stringValue?.hasPrefix("é\n🦊\u{7F}xxx") == true)
        #expect(read["usd"]?.isNull == true)
    }
}
