import KapellCore
import KapellJSON

/// How a request runs the tools that the model calls.
extension Turn {
    /// A call, and what was decided about it.
    private struct PlannedCall: Sendable {
        var call: Transcript.ToolCall
        var box: ToolBox?
        var key: String
        /// What the model is given without the tool being called.
        var answer: CallResult?
    }

    /// Runs the calls of a step at the same time. The outputs come in the order of the calls, one for each.
    func outputs(
        for calls: Transcript.ToolCalls, _ setup: StepSetup, _ book: inout CallBook
    ) async throws -> [Transcript.Entry] {
        var plan: [PlannedCall] = []
        for call in calls.calls { plan.append(try await planned(call, setup, key: "\(calls.id)/\(call.id)")) }
        let results: [CallResult]
        if plan.count == 1 {
            results = [try await result(of: plan[0])]
            try await setup.profile?.returned(plan[0].call, results[0].output)
        } else {
            results = try await together(plan, setup)
        }
        try book.count(results, policy)
        return results.map { .toolOutput($0.output) }
    }

    private func together(_ plan: [PlannedCall], _ setup: StepSetup) async throws -> [CallResult] {
        try await withThrowingTaskGroup(of: (Int, CallResult).self) { group in
            for (index, call) in plan.enumerated() {
                group.addTask { [self] in (index, try await result(of: call)) }
            }
            var results: [(Int, CallResult)] = []
            // The first call that fails ends the others.
            while let (index, result) = try await group.next() {
                results.append((index, result))
                try await setup.profile?.returned(plan[index].call, result.output)
            }
            return results.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    /// Checks a call and has it approved. Approvals are asked for one after the other.
    private func planned(
        _ call: Transcript.ToolCall, _ setup: StepSetup, key: String
    ) async throws -> PlannedCall {
        var planned = PlannedCall(call: call, box: setup.tools[call.toolName], key: key)
        emit(.toolCall(call))
        try await setup.profile?.called(call)
        guard let box = planned.box, !setup.enabledTools.isEmpty else {
            let names = setup.tools.definitions.map(\.name).joined(separator: ", ")
            planned.answer = answer(
                call, .invalid, "There is no tool called \"\(call.toolName.prefix(64))\" here. Tools: \(names).")
            return planned
        }
        if let problem = try problem(with: call.arguments, box) {
            planned.answer = answer(call, .invalid, problem)
            return planned
        }
        guard let approve = policy.toolApproval else { return planned }
        let request = ToolApprovalRequest(call: call, tool: box.tool, idempotencyKey: key)
        switch try await approve(request) {
        case .run: break
        case .runWith(let arguments):
            planned.call.arguments = arguments
            if let problem = try problem(with: arguments, box) {
                throw KapellError(.invalidRequest, "The arguments that replace the model's are not valid. \(problem)")
            }
        case .deny(let reason): planned.answer = answer(call, .denied, "The call was denied: \(reason)")
        case .replace(let text):
            planned.answer = answer(call, .replaced, PromptContent(text))
        }
        return planned
    }

    /// What is wrong with the arguments, in words for the model.
    private func problem(with arguments: GeneratedContent, _ box: ToolBox) throws -> String? {
        if case .string(let text) = arguments.jsonValue {
            let reason: String
            do throws(JSONError) {
                _ = try JSONValue(parsing: text)
                reason = "they must be a JSON object."
            } catch {
                reason = "\(error)"
            }
            return "The arguments are not a JSON object: \(ToolOutputText.short(reason)) Call the tool again."
        }
        let violations = try box.definition.parameters.violations(in: arguments)
        guard !violations.isEmpty else { return nil }
        return "The arguments are not valid: \(ToolOutputText.short(violations.joined(separator: " "))) "
            + "Call the tool again."
    }

    private func result(of planned: PlannedCall) async throws -> CallResult {
        let result: CallResult
        if let answer = planned.answer {
            result = answer
        } else if let box = planned.box {
            result = try await called(planned.call, box, planned.key)
        } else {
            result = answer(planned.call, .cancelled, "The call was cancelled.")
        }
        ledger.keep(result.output)
        emit(.toolResult(result.output, result.outcome))
        return result
    }

    /// Makes a call, and makes it again where that is allowed and safe.
    private func called(_ call: Transcript.ToolCall, _ box: ToolBox, _ key: String) async throws -> CallResult {
        let context = ToolCallContext(callID: call.id, key: key)
        let effect = box.effect()
        var attempt = 1
        while true {
            let entry = CallLedger.Entry(call: call, box: box, key: key, effect: effect)
            let failure: any Error
            var isInDoubt = false
            do {
                return try await made(entry, context)
            } catch let error as InvalidArguments {
                return answer(
                    call, .invalid,
                    "The arguments are not valid: \(ToolOutputText.short(error.reason)) Call the tool again.")
            } catch {
                // The end of the request looks after the call.
                if Task.isCancelled { throw CancellationError() }
                failure = named(error, call)
                // A plain tool that is still at work may do it yet.
                if case .undeclared = effect { isInDoubt = error is TimeIsUp }
            }
            if let result = try await settled(entry, failure) { return result }
            let isWorthwhile = (failure as? any ModelFailure)?.isRetryable ?? true
            guard attempt < policy.toolAttempts, entry.effect.mayRepeat, isWorthwhile else {
                guard policy.toolFailure == .report else {
                    throw LanguageModelSession.ToolCallError(tool: box.tool, underlyingError: failure)
                }
                return answer(
                    call, .failed,
                    "The tool failed: \(ToolOutputText.short("\(failure)"))\(isInDoubt ? " " + Self.doubt : "")")
            }
            try Task.checkCancellation()
            attempt += 1
        }
    }

    private func made(_ entry: CallLedger.Entry, _ context: ToolCallContext) async throws -> CallResult {
        try await Race.run(limit: policy.toolTimeout, clock: policy.clock) { [self] in
            try await entry.running.run {
                try await SessionPlace.$current.withValue(SessionPlace(values: session.properties)) {
                    let content = try await entry.box.call(entry.call.arguments, context) { [ledger] in
                        try ledger.begin(entry)
                    }
                    // Kept here, so that it is known of a call for which nobody waits any more.
                    let result = answer(entry.call, .called, content)
                    ledger.happened(entry.key, content)
                    ledger.keep(result.output)
                    return result
                }
            }
        }
    }

    /// Finds out what a call that failed has left in the world, before anybody is told. The result, if it happened.
    private func settled(_ entry: CallLedger.Entry, _ failure: any Error) async throws -> CallResult? {
        switch entry.effect {
        case .undeclared:
            ledger.doubt(entry.key, failure)
            return nil
        case .repeatable: return nil
        case .once:
            switch await ledger.settle(entry.key) {
            case .done(let content):
                ledger.happened(entry.key, content)
                return answer(entry.call, .called, content)
            case .unknown(let error):
                ledger.remove(entry.key, leaving: .unknown(error))
                ledger.keep(answer(entry.call, .failed, Self.doubt).output)
                // Not even reported: a person must decide.
                throw LanguageModelSession.ToolCallError(tool: entry.box.tool, underlyingError: failure)
            case .notDone, .undoFailed, nil:
                ledger.remove(entry.key)
                return nil
            }
        case .compensable:
            guard await undo(entry) else {
                throw LanguageModelSession.ToolCallError(tool: entry.box.tool, underlyingError: failure)
            }
            return nil
        }
    }

    private func named(_ error: any Error, _ call: Transcript.ToolCall) -> any Error {
        guard error is TimeIsUp else { return error }
        return KapellError(
            .timeout, "The tool \(call.toolName) took longer than \(policy.toolTimeout ?? .zero).",
            remedy: "Raise `policy.toolTimeout`, or make the tool end sooner.")
    }

    func answer(_ call: Transcript.ToolCall, _ outcome: ToolOutcome, _ text: String) -> CallResult {
        answer(call, outcome, PromptContent(text))
    }

    func answer(_ call: Transcript.ToolCall, _ outcome: ToolOutcome, _ content: PromptContent) -> CallResult {
        CallResult(
            output: Transcript.ToolOutput(
                id: call.id, toolName: call.toolName,
                segments: ToolOutputText.segments(
                    content, limit: policy.toolOutputLimit, attachmentLimit: policy.toolAttachmentLimit)),
            outcome: outcome)
    }
}
