package import KapellCore
import KapellJSON
import KapellText

/// Puts statements to a judge: several at a time, within a deadline and what is left of the tokens.
///
/// It never throws for what the judge does: one that fails, hangs or writes nonsense was not heard.
package struct StatementJudge: Sendable {
    package let judge: AnswerJudge
    let question: String
    let recorder: RunRecorder?
    let clock: any Clock<Duration>

    package init(
        _ judge: AnswerJudge, question: String, recorder: RunRecorder? = nil,
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.judge = judge
        self.question = question
        self.recorder = recorder
        self.clock = clock
    }

    /// One hearing for each statement, in order, and what they took as far as the judge told.
    ///
    /// - Throws: `CancellationError` when the calling task is cancelled.
    package func hear(
        _ statements: [Draft.Statement], tokensLeft: Int?
    ) async throws -> (hearings: [Hearing], usage: ModelUsage) {
        guard !statements.isEmpty else { return ([], ModelUsage()) }
        let docket = Docket(count: statements.count, tokensLeft: tokensLeft)
        do {
            try await Race.run(limit: judge.deadline, clock: clock) {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for (index, statement) in statements.enumerated() {
                        if index >= judge.concurrency { try await group.next() }
                        group.addTask { try await ask(statement, index, docket) }
                    }
                    try await group.waitForAll()
                }
            }
        } catch is TimeIsUp {}
        return docket.outcome
    }

    private func ask(_ statement: Draft.Statement, _ index: Int, _ docket: Docket) async throws {
        let request = JudgePrompt.request(statement, question: question, judge: judge)
        do {
            var needed = judge.tokens
            for message in request.messages {
                needed = needed.clampedAdding(try await judge.model.countTokens(message.content))
            }
            guard docket.reserve(needed) else { return docket.enter(.unheard(.tokens), for: index) }
            defer { docket.settle(index, reserved: needed) }
            try await note(request, index)
            var response = ModelResponse()
            for try await event in judge.model.stream(request) {
                response.apply(event)
                docket.spend(response.usage, on: index)
                guard response.text.utf8.count <= Judgement.limits.bytes else { break }
            }
            try Task.checkCancellation()
            let judgement = Judgement(response.text)
            try await note(response, judgement, index)
            docket.enter(judgement.map { .heard($0) } ?? .unheard(.malformed), for: index)
        } catch {
            try Task.checkCancellation()
            docket.enter(.unheard(.failed(KapellError.wrapping(error).message.onOneLine)), for: index)
        }
    }

    private func note(_ request: ModelRequest, _ index: Int) async throws {
        try await recorder?.record(
            .modelRequest,
            [
                "model": .string(judge.model.model), "messages": .integer(Int64(request.messages.count)),
                "purpose": "judge", "statement": .integer(Int64(index + 1)),
            ],
            content: ["prompt": request.messages.map { "\($0.role.rawValue): \($0.content)" }.joined(separator: "\n")])
    }

    private func note(_ response: ModelResponse, _ judgement: Judgement?, _ index: Int) async throws {
        try await recorder?.record(
            .modelOutput,
            [
                "producer": .string(judge.model.model), "characters": .integer(Int64(response.text.count)),
                "finish_reason": .string(response.finishReason?.rawValue ?? ""), "usage": response.usage.json,
                "purpose": "judge", "statement": .integer(Int64(index + 1)),
                "judgement": judgement.map { .string($0.finding.rawValue) } ?? .null,
            ], content: ["text": response.text])
    }
}
