public import KapellWorkflows

private let answer = Channel("answer", "")

/// Streams what a model writes, and keeps the whole of it.
public func speakingWorkflow(
    ask: @escaping @Sendable () -> AsyncStream<String>
) throws -> Workflow {
    try Workflow("speak", channels: [answer]) {
        Node("speak", writes: [answer]) { step in
            let whole = try await step.remember("answer") {
                var text = ""
                for await piece in ask() {
                    step.emit(token: piece)
                    text += piece
                }
                return text
            }
            try step.write(answer, whole)
        }
    }
}

/// Shows a run as it goes: pieces of text, and what nodes have written, each with its path.
public func watch(
    _ workflow: Workflow, with runner: WorkflowRunner, show: (_ line: String) -> Void
) async throws -> String {
    let run = try runner.start(workflow)
    // After a disconnect: `runner.events(of: run.id, after: event.number)`.
    for await event in run.events([.tokens, .updates]) {
        switch event.kind {
        case .token(let text): show("\(event.path): \(text)")
        case .update(let writes): show("\(event.path) wrote \(writes.map(\.channel).joined(separator: ", "))")
        case .ended(let status): show(status.name)
        default: break
        }
    }
    return try await run.outcome().succeeded()[answer]
}
