public import KapellCore
import KapellJSON
public import KapellWorkflows

private let letter = Channel("letter", "")
private let sent = Channel("sent", false)

/// Writes a letter, lets a person correct it, and sends it when another has approved.
public func letterWorkflow(
    write: @escaping @Sendable () async throws -> String,
    send: @escaping @Sendable (_ text: String) async throws -> Void
) throws -> Workflow {
    try Workflow("letter", channels: [letter, sent]) {
        Node("correct", writes: [letter]) { step in
            let draft = try await step.remember("write", write)
            // The run pauses here, for as long as it takes. When the answer has come the node runs again, and the
            // letter is not written again.
            try step.write(
                letter, try await step.edit(draft, "Is it polite?", schema: ["type": "string", "minLength": 1]))
        }
        Node("send", writes: [sent]) { step in
            let text = try step[letter]
            let mayGo = try await step.approve(
                "Send it?", showing: .string(text), within: .seconds(7 * 24 * 3600), otherwise: false)
            guard mayGo else { return }
            // Nobody but a person could say whether a letter has gone: in doubt, one is asked.
            _ = try await step.effect("send") { _ in
                try await send(text)
                return true
            }
            try step.write(sent, true)
        }
    }
}

/// Answers everything that a run asks, by what it is asked, and goes on. Whether the letter was sent.
public func answerAll(
    _ run: RunID, with runner: WorkflowRunner, say: (Interrupt) -> String?
) async throws -> Bool {
    var status = try await runner.status(of: run)
    while case .waiting(let questions) = status {
        for question in questions {
            switch question.kind {
            case .edit: try await runner.answer(run, question.id, with: .string(say(question) ?? ""))
            default: try await runner.answer(run, question.id, with: .bool(say(question) != nil))
            }
        }
        status = try await runner.resume(run).status
    }
    return try await runner.state(of: run)[sent]
}
