public import KapellCore
import KapellJSON
public import KapellWorkflows

private let tone = Channel("tone", "polite")
private let texts = Channel("texts", [String](), .append())

/// Version 1 kept one text; runs of it that sleep are brought along.
public func toneWorkflow(write: @escaping @Sendable (_ tone: String) async throws -> String) throws -> Workflow {
    let migration = Migration(from: 1) { state in
        state["texts"] = .array([state["text"] ?? ""])
        state["text"] = nil
    }
    return try Workflow("tone", version: 2, channels: [tone, texts], migrations: [migration]) {
        for name in ["first", "second"] {
            Node(name) { step in
                let manner = try step[tone]
                try step.write(texts, [try await step.remember("write") { try await write(manner) }])
            }
        }
    }
}

/// What would have come of a run with another tone from a certain event on? The run itself stays as it is, and what
/// came before the event is not done again.
public func whatIf(
    _ manner: String, in run: RunID, after event: Int, with runner: WorkflowRunner
) async throws -> [String] {
    let fork = try await runner.fork(run, at: event, with: tone(manner))
    return try await runner.resume(fork).succeeded()[texts]
}
