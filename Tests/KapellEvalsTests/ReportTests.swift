import KapellCore
import KapellEvals
import KapellJSON
import Synchronization
import Testing

@Suite("Evaluations and their reports") struct ReportTests {
    private static let bad = "<script>alert('x')</script> | `tick` [link](http://x) & \"quoted\"\u{1B}[31m\nline"

    private func items(_ count: Int) -> [EvaluationItem] {
        (0..<count).map { index in
            EvaluationItem(
                id: "q\(index)", kind: index % 2 == 0 ? "fact" : Self.bad, question: "asked \(index) \(Self.bad)",
                answer: [ExpectedFact(any: ["right"])])
        }
    }

    private func outcome(_ count: Int = 8, right: Int = 6) async -> Evaluation.Outcome {
        await Evaluation(items: items(count), concurrency: 3).run { item in
            let isRight = (Int(item.id.dropFirst()) ?? 0) < right
            return EvaluationResponse(
                text: isRight ? "right [1]" : Self.bad,
                citations: [.init(document: Self.bad, span: ByteSpan(start: 0, end: 5), text: "right", isExact: true)],
                firstSeconds: 0.25, seconds: 0.5, tokens: 10, cost: 0.001)
        }
    }

    @Test("Results come in the order of the questions, with all figures") func figures() async throws {
        let outcome = await outcome()
        #expect(outcome.isComplete)
        #expect(outcome.results.map(\.item.id) == (0..<8).map { "q\($0)" })
        let gates = try ["answer.right>=0.75", "answer.right.low>=0.75", "answer.time<=0.3", "answer.refused>=0.9"]
            .map { text in try EvaluationGate(text) }
        let report = EvaluationReport(outcome, seed: 9, gates: gates)
        let right = try #require(report.metrics.first { $0.metric == .right })
        #expect(right.value == 0.75)
        #expect(right.count == 8)
        #expect(right.interval == ConfidenceInterval.wilson(successes: 6, of: 8))
        #expect(report.metrics.first { $0.metric == .time }?.p95 == 0.25)
        #expect(report.gates.map(\.holds) == [true, false, true, false])
        #expect(report.gates[3].value == nil)
        #expect(!report.holds)
        #expect(report.kinds.map(\.count) == [4, 4])
    }

    @Test("A report of before is a column: paired, question by question") func baseline() async throws {
        let before = EvaluationReport(await outcome(8, right: 3), seed: 1)
        let text = JSONValue.object(before.json).serialized(pretty: true)
        let baseline = try EvaluationBaseline(name: "before", report: JSONValue(parsing: text))
        let report = EvaluationReport(await outcome(10, right: 6), seed: 1, against: [baseline])
        let paired = try #require(report.columns[0].comparisons[.right])
        #expect(paired.count == 8)
        #expect(paired.other == 0.375)
        #expect(paired.gained == 3)
        #expect(paired.lost == 0)
        #expect(paired.probability == 0.25)
        #expect(report.text.contains("before"))
        let json = report.json["metrics"]?.arrayValue?.first { $0["id"] == "answer.right" }
        #expect(json?["against"]?.arrayValue?.first?["p"] == 0.25)
        var changed = items(1)[0]
        changed.question = "another"
        let other = EvaluationReport(
            await Evaluation(items: [changed]).run { _ in EvaluationResponse(text: "right") }, against: [baseline])
        #expect(other.columns[0].comparisons.isEmpty)
    }

    @Test("What is no report, or a blind one, is no baseline") func noBaseline() async throws {
        #expect(throws: KapellError.self) { try EvaluationBaseline(name: "x", report: ["form": "other"]) }
        let blind = EvaluationReport(await outcome(), isBlind: true)
        #expect(blind.json["results"] == nil)
        #expect(throws: KapellError.self) { try EvaluationBaseline(name: "x", report: .object(blind.json)) }
    }

    @Test("Blind reports say nothing of single questions") func blind() async {
        let report = EvaluationReport(await outcome(), isBlind: true)
        for text in [report.html, report.markdown, report.text, JSONValue.object(report.json).serialized()] {
            #expect(!text.contains("q7") && !text.contains("asked"), "\(text.suffix(600))")
        }
    }

    @Test("Texts of data sets are nothing but text in HTML and Markdown") func escaped() async {
        let report = EvaluationReport(await outcome(), subject: [.init(Self.bad, Self.bad)])
        let html = report.html
        #expect(!html.contains("<script"))
        #expect(!html.contains("\u{1B}"))
        #expect(html.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"))
        #expect(html.contains("prefers-color-scheme: dark"))
        #expect(!html.contains("src=") && !html.contains("href=") && !html.contains("url("))
        let markdown = report.markdown
        #expect(!markdown.contains("<script"))
        #expect(!markdown.contains("[link]"))
        #expect(!markdown.contains("\u{1B}"))
        let rows = markdown.split(separator: "\n").filter { $0.hasPrefix("| q") }
        #expect(rows.count == 2)
        for row in rows {
            var bars = 0
            var before: Character = " "
            for character in row {
                if character == "|", before != "\\" { bars += 1 }
                before = character
            }
            #expect(bars == 6, "\(row)")
        }
    }

    @Test("A cancelled run gives what it has, and says that it is not all") func cancelled() async {
        let asked = Mutex(0)
        let task = Task {
            await Evaluation(items: items(50), concurrency: 2).run { _ in
                asked.withLock { $0 += 1 }
                do { try await Task.sleep(for: .milliseconds(5)) } catch {
                    return EvaluationResponse(failure: KapellError(.cancelled, "cancelled"))
                }
                return EvaluationResponse(text: "right")
            }
        }
        while asked.withLock({ $0 }) < 6 { await Task.yield() }
        task.cancel()
        let outcome = await task.value
        #expect(!outcome.isComplete)
        #expect((1..<50).contains(outcome.results.count))
        #expect(outcome.results.allSatisfy { $0.response.failure == nil })
        #expect(EvaluationReport(outcome).text.contains("not all were asked"))
    }

    @Test("A failure is counted, and is neither right nor refused") func failures() async {
        let outcome = await Evaluation(items: items(2)).run { _ in
            EvaluationResponse(failure: KapellError(.model, "The model is gone."))
        }
        let report = EvaluationReport(outcome)
        #expect(report.failures == 2)
        #expect(report.metrics.first { $0.metric == .right }?.value == 0)
        #expect(report.metrics.first { $0.metric == .total } == nil)
        #expect(report.text.contains("2 failed"))
        #expect(
            EvaluationReport(await Evaluation(items: []).run { _ in EvaluationResponse() }).text.contains("0 questions")
        )
    }
}
