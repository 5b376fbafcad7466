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
    func outputs(for entries: [Transcript.ToolCalls], _ book: inout CallBook) async throws -> [Transcript.Entry] {
        var plan: [PlannedCall] = []
        for entry in entries {
            for call in entry.calls { plan.append(try await planned(call, key: "\(entry.id)/\(call.id)")) }
        }
        let results: [CallResult]
        if plan.count == 1 {
            results = [try await result(of: plan[0])]
        } else {
            results = try await together(plan)
        }
        try book.count(results, policy)
        return results.map { .toolOutput($0.output) }
    }

    private func together(_ plan: [PlannedCall]) async throws -> [CallResult] {
        try await withThrowingTaskGroup(of: (Int, CallResult).self) { group in
            for (index, call) in plan.enumerated() {
                group.addTask { [self] in (index, try await result(of: call)) }
            }
            var results: [(Int, CallResult)] = []
            // The first call that fails ends the others.
            while let result = try await group.next() { results.append(result) }
            return results.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    /// Checks a call and has it approved. Approvals are asked for one after the other.
    private func planned(_ call: Transcript.ToolCall, key: String) async throws -> PlannedCall {
        var planned = PlannedCall(call: call, box: session.tools[call.toolName], key: key)
        emit(.toolCall(call))
        guard let box = planned.box, !enabledNames.isEmpty else {
            let names = session.tools.definitions.map(\.name).joined(separator: ", ")
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

    private var enabledNames: [Transcript.ToolDefinition] {
        request.prompt.options.toolCallingMode?.kind == .disallowed ? [] : session.tools.definitions
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
        emit(.toolResult(result.output, result.outcome))
        return result
    }

    private func called(_ call: Transcript.ToolCall, _ box: ToolBox, _ key: String) async throws -> CallResult {
        let context = ToolCallContext(callID: call.id, key: key)
        do {
            let content = try await Race.run(limit: policy.toolTimeout, clock: policy.clock) {
                try await box.call(call.arguments, context)
            }
            return answer(call, .called, content)
        } catch let error as InvalidArguments {
            return answer(
                call, .invalid,
                "The arguments are not valid: \(ToolOutputText.short(error.reason)) Call the tool again.")
        } catch {
            if Task.isCancelled { throw CancellationError() }
            var failure = error
            if error is TimeIsUp {
                failure = KapellError(
                    .timeout, "The tool \(call.toolName) took longer than \(policy.toolTimeout ?? .zero).",
                    remedy: "Raise `policy.toolTimeout`, or make the tool end sooner.")
            }
            guard policy.toolFailure == .report else {
                throw LanguageModelSession.ToolCallError(tool: box.tool, underlyingError: failure)
            }
            return answer(call, .failed, "The tool failed: \(ToolOutputText.short("\(failure)"))")
        }
    }

    private func answer(_ call: Transcript.ToolCall, _ outcome: ToolOutcome, _ text: String) -> CallResult {
        answer(call, outcome, PromptContent(text))
    }

    private func answer(_ call: Transcript.ToolCall, _ outcome: ToolOutcome, _ content: PromptContent) -> CallResult {
        CallResult(
            output: Transcript.ToolOutput(
                id: call.id, toolName: call.toolName,
                segments: ToolOutputText.segments(content, limit: policy.toolOutputLimit)),
            outcome: outcome)
    }
}
