public import KapellCore
public import KapellWorkflows

private let question = Channel("question", "")
private let drafts = Channel("drafts", [String](), .append())
private let best = Channel("best", "")

/// Two drafts at the same time, each with its part of the run's budget; then one request more chooses.
public func draftWorkflow(_ model: any ModelBackend) throws -> Workflow {
    /// What a thousand tokens cost, in US dollars.
    let price: @Sendable (ModelUsage) -> Double = { Double($0.totalTokens) / 1000 * 0.002 }

    @Sendable func ask(_ text: String, _ step: Step) async throws -> String {
        // Remembered: after a failure or a crash it is neither asked nor paid again.
        try await step.remember("ask") {
            try await step.model(model, price: price).respond(
                ModelRequest(messages: [ModelMessage(.user, text)])
            ).text
        }
    }
    return try Workflow("drafts", channels: [question, drafts, best], budget: Allowance(dollars: 0.05, calls: 5)) {
        for style in ["short", "kind"] {
            Node(style, writes: [drafts], policy: NodePolicy(budget: Allowance(calls: 2))) { step in
                try step.write(drafts, [try await ask("Answer in a \(style) way: \(try step[question])", step)])
            }
        }
        Node("choose", writes: [best]) { step in
            let list = try step[drafts].joined(separator: "\n---\n")
            try step.write(best, try await ask("Repeat the better one:\n\(list)", step))
        }
        Start("short", "kind")
        Join("short", "kind", to: "choose")
    }
}

/// Answers, and says what it took. A run that has used up its budget fails, and may be resumed with a larger one.
public func answerWithin(
    _ budget: Allowance, _ text: String, with runner: WorkflowRunner, _ workflow: Workflow
) async throws -> WorkflowOutcome {
    try await runner.run(workflow, input: [try question(text)], budget: budget)
}
