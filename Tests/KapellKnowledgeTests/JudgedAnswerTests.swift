import KapellCore
import KapellJSON
import KapellKnowledge
import KapellTesting
import Testing

@Suite("Answers that a model phrases and another one judges")
struct JudgedAnswerTests {
    private let question = "With how many days of written notice may the Tenant end the lease?"
    private let right = "The Tenant may end the lease with ninety days of written notice."

    private func ask(
        _ judge: AnswerJudge, writes: [String], budget: Budget = Budget(attempts: 2, tokens: 4_000)
    ) async throws -> (answer: Answer, writer: ScriptedBackend, library: Library, base: KnowledgeBase) {
        let library = try Library(options: KnowledgeOptions(mode: .generative))
        try library.folder.write(Library.lease, to: "documents/lease.md")
        let writer = ScriptedBackend(writes.map { .text([$0]) })
        let base = try library.base(writer: writer, judge: judge)
        try await base.ingest([library.documents])
        var answer: Answer?
        for try await event in base.ask(question, budget: budget) {
            if case .done(let done) = event { answer = done }
        }
        return (try #require(answer), writer, library, base)
    }

    @Test("What both accept is released; the judge's tokens count, and the journal has its request and its answer")
    func accepted() async throws {
        let backend = JudgeScript.backend(JudgeScript.reply("supported", "It says ninety days."))
        let (answer, _, library, base) = try await ask(AnswerJudge(model: backend), writes: [right])
        #expect(answer.text == "\(right) [1]")
        let support = try #require(answer.verdicts.first { $0.verifier == "support" })
        #expect(support.decision == .accept)
        #expect(support.evidence.first?.value["judge"]?["reason"]?.stringValue == "It says ninety days.")
        #expect(answer.json["verdicts"]?.serialized().contains("It says ninety days.") == true)
        #expect(answer.usage.outputTokens == 2)
        #expect(answer.judgeUsage.outputTokens == 1 && answer.json["judge_usage"]?["output_tokens"] == 1)
        let request = try #require(backend.requests.first)
        #expect(request.messages[1].content.contains("ninety days of written notice to the Landlord."))
        let events = try #require(try await library.journal.run(answer.run)).entries.map(\.event)
        let asked = try #require(events.first { $0.type == .modelRequest && $0.data["purpose"] == "judge" })
        #expect(asked.data["model"] == "scripted/judge")
        let heard = try #require(events.first { $0.type == .modelOutput && $0.data["purpose"] == "judge" })
        #expect(heard.data["judgement"] == "supported")
        #expect(heard.data["usage"]?["output_tokens"]?.intValue == 1)
        let account = try await base.account()
        #expect(account["judge"] == "scripted/judge")
        #expect(account["judge_prompt"]?.stringValue?.isEmpty == false)
    }

    @Test("What the judge rejects is written again, with its reason; then the quotation stands alone")
    func rejected() async throws {
        let backend = JudgeScript.backend(
            JudgeScript.reply("unsupported", "Nothing is said of writing."), JudgeScript.reply("contradicted"))
        let (answer, writer, _, _) = try await ask(AnswerJudge(model: backend), writes: [right, right])
        #expect(!answer.refused)
        #expect(answer.text.contains("with ninety days of written notice to the Landlord. [1]"))
        #expect(writer.requests.last?.messages.last?.content.contains("Nothing is said of writing.") == true)
        #expect(answer.verdicts.filter { $0.verifier == "support" }.map(\.decision) == [.retry, .retry])
    }

    @Test("A judge that breaks does not break the answer")
    func broken() async throws {
        let backend = JudgeScript.backend(.failure(after: [], KapellError(.network, "The judge is not reached.")))
        let (answer, _, _, _) = try await ask(AnswerJudge(model: backend), writes: [right])
        #expect(answer.text == "\(right) [1]")
        let support = try #require(answer.verdicts.first { $0.verifier == "support" })
        #expect(support.reason.contains("The judge was not heard: The judge is not reached."))
    }

    @Test("What judging took is not there for another attempt")
    func budget() async throws {
        let usage = ModelUsage(inputTokens: 900, outputTokens: 90)
        let backend = JudgeScript.backend(
            .events([
                .text(#"{"verdict": "unsupported", "reason": "No."}"#), .usage(usage), .finished(.stop),
            ]))
        let (answer, writer, _, _) = try await ask(
            AnswerJudge(model: backend), writes: [right, right], budget: Budget(attempts: 2, tokens: 1_000))
        #expect(writer.requests.count == 1)
        #expect(answer.usage.inputTokens >= 900)
        #expect(answer.text.contains("with ninety days of written notice to the Landlord. [1]"))
    }

    @Test("Quotations are not put to the judge")
    func extractive() async throws {
        let library = try Library()
        try library.folder.write(Library.lease, to: "documents/lease.md")
        let backend = JudgeScript.backend()
        let base = try library.base(judge: AnswerJudge(model: backend))
        try await base.ingest([library.documents])
        #expect(try await base.answer(question).refused == false)
        #expect(backend.count == 0)
    }
}
