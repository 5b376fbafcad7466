public import KapellCore
public import KapellWorkflows

private let text = Channel("text", "")
private let label = Channel("label", "")

/// Labels a text. `clean` is the part that is changed often.
public func labelWorkflow(
    clean: @escaping @Sendable (String) -> String, ask: @escaping @Sendable (String) async throws -> String
) throws -> Workflow {
    try Workflow("label", channels: [text, label]) {
        Node("label", writes: [label]) { step in
            let words = clean(try step[text])
            // The recorded answer is used in a replay: it costs nothing.
            let answer = try await step.remember("ask") { try await ask(words) }
            try step.write(label, answer.lowercased())
        }
    }
}

public func labelRun(_ input: String, with runner: WorkflowRunner, _ workflow: Workflow) async throws -> RunID {
    try await runner.run(workflow, text(input)).run
}

/// What a change of the code does to runs that were recorded before it: those that would come out differently.
public func broken(_ runs: [RunID], with runner: WorkflowRunner) async throws -> [String] {
    var lines: [String] = []
    for run in runs {
        let report = try await runner.replay(run)
        guard report.verdict == .diverges || report.verdict == .needsMigration else { continue }
        lines.append("event \(report.event ?? 0): \(report.difference)")
    }
    return lines
}

/// A run as a line of a file of tests.
public func testLine(of run: RunID, with runner: WorkflowRunner) async throws -> WorkflowTestCase {
    try await runner.testCase(of: run)
}
