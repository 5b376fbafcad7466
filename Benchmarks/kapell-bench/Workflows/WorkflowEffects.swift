import KapellJSON
import KapellStore
import KapellWorkflows
import Subprocess
import Synchronization

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// Effects that must not happen: those before a question, again; those after a run was cancelled.
enum WorkflowEffects {
    /// One node that does something and then asks, again and again. Each answer comes to a run that had paused.
    static func prefix(_ arguments: Arguments) async throws -> JSONObject {
        let questions = arguments.number("questions", 20)
        let folder = try arguments.required("folder")
        let file = EffectFile(path: "\(folder)/effects")
        let workflow = try Workflow("approvals") {
            Node("ask") { step in
                for number in 0..<questions {
                    _ = try await step.effect("act", .idempotent) { _ in
                        try file.add("\(number)")
                        return true
                    }
                    guard try await step.approve("Go on after \(number)?") else { return }
                }
            }
        }
        let journal = try SQLiteJournal(folder: "\(folder)/journal")
        let runner = WorkflowRunner(workflow, journal: journal)
        var outcome = try await runner.run(workflow)
        var answers = 0
        while case .waiting(let open) = outcome.status {
            for question in open { try await runner.answer(outcome.run, question.id, with: true) }
            answers += open.count
            outcome = try await runner.resume(outcome.run)
        }
        outcome = try outcome.succeeded()
        await journal.close()
        guard answers == questions else { throw BenchFailure("not all questions were asked") }
        return ["effects": .integer(Int64(file.lines.count))]
    }

    /// Cancels a run after four of twenty effects, and counts those that happen after the cancel has returned.
    static func cancel(_ arguments: Arguments) async throws -> JSONObject {
        let folder = try arguments.required("folder")
        let file = EffectFile(path: "\(folder)/effects")
        let tool = try arguments.required("tool")
        let workflow = try Workflow("tools") { Node("act") { step in try await act(tool, file, step) } }
        let journal = try SQLiteJournal(folder: "\(folder)/journal")
        let runner = WorkflowRunner(workflow, journal: journal)
        let run = try runner.start(workflow)
        while file.lines.count < 4 { try await Task.sleep(for: .milliseconds(1)) }
        _ = try await runner.cancel(run.id)
        let before = file.lines.count
        // Time for all of the others.
        try await Task.sleep(for: .milliseconds(800))
        let after = file.lines.count - before
        guard before < 20 else { throw BenchFailure("the tool was done before it was cancelled") }
        let status = try await runner.status(of: run.id)
        guard status == .cancelled else { throw BenchFailure("the run is \(status.name)") }
        await journal.close()
        return ["before": .integer(Int64(before)), "after": .integer(Int64(after))]
    }

    private static func act(_ tool: String, _ file: EffectFile, _ step: Step) async throws {
        switch tool {
        case "task":
            for number in 0..<20 {
                try file.add("\(number)")
                try await Task.sleep(for: .milliseconds(20))
            }
        case "effects":
            // Does not heed the cancel by itself.
            for number in 0..<20 {
                _ = try await step.effect("act", .idempotent) { _ in
                    try file.add("\(number)")
                    return true
                }
                try? await Task.sleep(for: .milliseconds(20))
            }
        case "program":
            var platform = PlatformOptions()
            platform.processGroupID = 0
            platform.teardownSequence = [.send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)]
            let numbers = (0..<20).map(String.init).joined(separator: " ")
            let script = #"for n in \#(numbers); do echo $n >>"$0"; sleep 0.02; done"#
            _ = try await Subprocess.run(
                .path("/bin/sh"), arguments: ["-c", script, file.path],
                platformOptions: platform, input: .none, output: .discarded, error: .discarded)
        default: throw BenchFailure("--tool is task, effects or program")
        }
    }
}
