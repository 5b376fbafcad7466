public import KapellWorkflows

private let topic = Channel("topic", "")
private let questions = Channel("questions", [String]())
private let notes = Channel("notes", [String](), .append())
private let draft = Channel("draft", "")
private let rounds = Channel("rounds", 0)

/// Answers `questions` about a topic at the same time, writes a text out of the notes, and corrects it at most three
/// times.
///
/// - Parameter ask: asks a model.
public func researchWorkflow(
    ask: @escaping @Sendable (_ question: String) async throws -> String
) throws -> Workflow {
    try Workflow("research", channels: [topic, questions, notes, draft, rounds]) {
        Node("plan", writes: [questions]) { step in
            let subject = try step[topic]
            try step.write(questions, ["What is \(subject)?", "Who needs \(subject)?"])
        }
        // Runs once for each question, all at the same time.
        Node("look up", writes: [notes], policy: NodePolicy(retry: NodeRetry(attempts: 3), timeout: .seconds(60))) {
            step in
            let question: String = try step.item()
            // Asked once: when the run is resumed, the answer comes from the journal.
            try step.write(notes, [try await step.remember("ask") { try await ask(question) }])
        }
        Node("write", writes: [draft]) { step in
            try step.write(draft, try step[notes].joined(separator: " "))
        }
        Node("correct", writes: [draft, rounds]) { step in
            let text = try step[draft]
            try step.write(draft, try await step.remember("ask") { try await ask("Correct: \(text)") })
            try step.write(rounds, try step[rounds] + 1)
        }
        FanOut("plan", to: "look up") { try $0[questions] }
        Edge("look up", to: "write")
        Edge("write", to: "correct")
        // Back while the text is too long; after three times it goes on as it is.
        Loop("correct", back: "correct", atMost: 3) { try $0[draft].count > 80 }
    }
}

/// Runs it in memory.
public func research(
    _ subject: String, ask: @escaping @Sendable (_ question: String) async throws -> String
) async throws -> String {
    let workflow = try researchWorkflow(ask: ask)
    return try await WorkflowRunner(workflow).run(workflow, topic(subject)).succeeded()[draft]
}
