import KapellCore
import KapellDialects
import KapellFaults
import KapellJSON
import KapellServer
import Testing

/// Every fault of a provider, in front of clients of every dialect: whole and streamed, passing through and translated.
/// What the client sees, what is tried again, what is billed.
@Suite("Faults behind the server", .timeLimit(.minutes(10)))
struct FaultTableTests {
    private struct Result: Sendable {
        var one: FaultCase
        var view: ClientView
        var elapsed: Duration
        var requests: Int
    }

    @Test("Every fault ends as it must for a client", arguments: DialectName.allCases)
    func table(_ client: DialectName) async throws {
        let cases = FaultCase.all(client)
        let plan = FaultPlan(Dictionary(uniqueKeysWithValues: cases.map { ($0.name, [$0.row.fault]) }))
        try await FaultStage.running(plan, aliases: cases.map(alias), prices: ReceiptCheck.prices) { stage in
            let results = try await withThrowingTaskGroup(of: Result?.self) { group in
                var results: [Result] = []
                for (number, one) in cases.enumerated() {
                    if number >= 12, let result = try await group.next() { results += [result].compactMap { $0 } }
                    group.addTask { try await run(one, stage) }
                }
                for try await result in group { results += [result].compactMap { $0 } }
                return results
            }
            #expect(results.count == cases.count)
            for result in results { try await check(result, stage) }
        }
    }

    private func alias(_ one: FaultCase) -> ModelAlias {
        let provider = one.row.way.rawValue + FaultStage.provider(one.upstream)
        let model =
            one.upstream == .openAIChat && one.client != .openAIChat
            ? "\(one.row.way.rawValue)openai-compatible" : provider
        return ModelAlias(
            name: one.name, models: [ModelReference(provider: model, name: one.name)], attempts: 2,
            deadline: one.row.deadline, connectTimeout: one.row.connect, firstTokenTimeout: one.row.first,
            betweenTokensTimeout: one.row.between)
    }

    private func run(_ one: FaultCase, _ stage: FaultStage) async throws -> Result? {
        let start = ContinuousClock.now
        let request = ClientRequest(dialect: one.client, model: one.name, streams: one.streams)
        let response = try await request.send(to: stage.port)
        let elapsed = ContinuousClock.now - start
        guard let response else {
            Issue.record("\(one): no answer")
            return nil
        }
        return Result(
            one: one, view: ClientView(response, one.client, streams: one.streams), elapsed: elapsed,
            requests: stage.plan.requests(of: one.name))
    }

    // MARK: What must be

    private func check(_ result: Result, _ stage: FaultStage) async throws {
        let (one, view, response) = (result.one, result.view, result.view.response)
        let account = try #require(
            try await stage.account(of: response.headers["x-kapell-run"]),
            "\(one): no run, or one that has not ended: \(response.status) \(response.text.prefix(200))")
        let place: Comment = "\(one)\n\(response.status) \(response.headers)\n\(response.text.suffix(400))\n\(account)"
        // Nothing hangs, and no message ends in the middle.
        #expect(result.elapsed < .seconds(18), place)
        #expect(response.isWhole, place)
        #expect(view.misshape == nil, place)
        #expect(!response.text.contains(FaultStage.key) && !account.text.contains(FaultStage.key), place)
        // On a busy machine a limit may pass before the request has been read.
        let late = account.attempts.count { $0.code == "timeout" }
        let least = one.row.way == .open ? account.attempts.count - late : 0
        let most = one.row.way == .open ? account.attempts.count : 0
        #expect((least...most).contains(result.requests), place)
        let sees: [String?] = [response.headers["x-kapell-cost"], response.trailers["x-kapell-cost"]]
        #expect(sees.contains { $0 != nil } == (account.cost != nil), place)
        let cost = account.cost
        switch one.end {
        case .whole(let hasUsage):
            whole(result, account, place)
            #expect(view.answer.text == HealthyAnswer.text, place)
            #expect(view.answer.finishReason == .stop, place)
            #expect(cost?["complete"]?.boolValue == hasUsage, place)
            try ReceiptCheck(cost).has(hasUsage ? ReceiptCheck.whole(one.upstream) : nil, place)
            let estimate = (HealthyAnswer.text.utf8.count + 3) / 4
            #expect(cost?["estimated_output_tokens"]?.intValue == (hasUsage ? nil : estimate), place)
            if !hasUsage { #expect(account.attempts.first?.inputTokens == nil, place) }
        case .tools:
            whole(result, account, place)
            let calls = view.answer.toolCalls
            #expect(calls.map(\.name) == HealthyAnswer.calls.map(\.name), place)
            let arguments = try calls.map { try JSONValue(parsing: $0.arguments) }
            #expect(arguments == (try HealthyAnswer.calls.map { try JSONValue(parsing: $0.pieces.joined()) }), place)
            #expect(Set(calls.map(\.id)).count == 2, place)
        case .refused(let codes, let billed, let attempts):
            refused(result, account, codes, billed: billed, attempts: attempts, place)
        case .cut(let text, let codes):
            try cut(result, account, text, codes, place)
        case .repaired:
            let mark = view.answer.text.contains("\u{FFFD}")
            #expect(view.failure != nil || mark, place)
            #expect((view.failure == nil) == (account.status == .succeeded), place)
            #expect(cost != nil, place)
        }
    }

    private func whole(_ result: Result, _ account: RunAccount, _ place: Comment) {
        #expect(result.view.response.status == 200, place)
        #expect(result.view.failure == nil, place)
        #expect(result.view.finishes == 1, place)
        #expect(account.status == .succeeded, place)
        #expect(account.attempts.map(\.outcome) == ["succeeded"], place)
    }

    private func refused(
        _ result: Result, _ account: RunAccount, _ codes: Set<KapellError.Code>, billed: Bool, attempts: Int,
        _ place: Comment
    ) {
        let (one, view, response) = (result.one, result.view, result.view.response)
        let code = account.attempts.last?.code.flatMap { KapellError.Code(rawValue: $0) }
        #expect(code.map { codes.contains($0) } == true, place)
        #expect(response.status == code.map { status($0, one.client) }, place)
        #expect(view.failure != nil && view.answer.text.isEmpty && view.finishes == 0, place)
        #expect(account.status == .failed, place)
        #expect(account.attempts.count == attempts, place)
        #expect(account.attempts.allSatisfy { $0.outcome == "failed" && $0.mayBeBilled == billed }, place)
        // What may cost something has a receipt that says that it is not known how much.
        #expect((account.cost != nil) == billed, place)
        if billed { #expect(account.cost?["complete"] == false, place) }
        // Either we have asked again, or nobody should, or the client may, after the wait that was asked for.
        let mayClientRetry = attempts == 1 && !billed && one.row.wait != nil
        #expect((response.headers["x-should-retry"] != "false") == mayClientRetry, place)
        #expect(response.headers["retry-after"] == one.row.wait.map { "\($0)" }, place)
        // No page of a proxy in front of a provider is handed on.
        #expect(!response.text.contains("<html"), place)
    }

    private func cut(
        _ result: Result, _ account: RunAccount, _ text: String, _ codes: Set<KapellError.Code>, _ place: Comment
    ) throws {
        let (one, view, response) = (result.one, result.view, result.view.response)
        // A reset may overtake what was sent before it.
        let wasOvertaken = one.row.fault == .resetInBody
        if wasOvertaken, response.status != 200 {
            return refused(result, account, codes, billed: true, attempts: 1, place)
        }
        #expect(response.status == 200, place)
        #expect(wasOvertaken ? text.hasPrefix(view.answer.text) : view.answer.text == text, place)
        #expect(view.failure != nil && view.finishes == 0, place)
        #expect(account.status == .failed, place)
        #expect(account.attempts.map(\.outcome) == ["cut"], place)
        let code = account.attempts.first?.code.flatMap { KapellError.Code(rawValue: $0) }
        #expect(code.map { codes.contains($0) } == true, place)
        #expect(account.attempts.allSatisfy { $0.mayBeBilled }, place)
        #expect(account.cost?["complete"] == false, place)
        let input = account.attempts.first?.inputTokens
        guard !wasOvertaken else { return }
        #expect(input == (one.reportsEarly ? HealthyAnswer.inputTokens : nil), place)
        // What was reported by then, and an estimate of what was written.
        try ReceiptCheck(account.cost).has(one.reportsEarly ? ReceiptCheck.begun : nil, place)
        #expect(account.cost?["estimated_output_tokens"]?.intValue == (text.utf8.count + 3) / 4, place)
    }

    /// The status that clients of a dialect know a failure by.
    private func status(_ code: KapellError.Code, _ dialect: DialectName) -> Int {
        let isBedrock = dialect == .bedrockConverse || dialect == .bedrockInvoke
        return switch code {
        case .invalidRequest: 400
        case .authentication: isBedrock ? 403 : 401
        case .limitExceeded: 429
        case .overloaded: dialect == .anthropic ? 529 : 503
        case .unavailable: 503
        case .network: isBedrock ? 424 : 502
        case .timeout: isBedrock ? 408 : 504
        case .model: isBedrock ? 424 : 500
        default: 500
        }
    }
}
