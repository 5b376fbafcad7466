import KapellCore
import KapellJSON
import KapellStore
import KapellWorkflows

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Runs that rest: what they cost while they sleep, and how long it takes until one goes on.
enum WorkflowRest {
    /// Begins runs that go to sleep for a day, in a process that waits for them.
    static func sleepers(_ arguments: Arguments) async throws -> JSONObject {
        let runs = arguments.number("runs", 10_000)
        let workflow = try Workflow("sleep", channels: [WorkflowSteps.total]) {
            Node("before") { step in try step.write(WorkflowSteps.total, 1) }
            Node("sleep") { step in try await step.sleep(for: .seconds(86_400)) }
            Node("after") { step in try step.write(WorkflowSteps.total, 2) }
        }
        let journal = try SQLiteJournal(folder: try arguments.required("folder"))
        let runner = WorkflowRunner(workflow, journal: journal, durability: .exit)
        let before = try resident()
        for _ in 0..<runs {
            guard case .sleeping = try await runner.run(workflow).status else {
                throw BenchFailure("a run does not sleep")
            }
        }
        let after = try resident()
        // Nothing was forgotten.
        let filter = RunFilter(kind: "workflow")
        let asleep = try await journal.dueRuns(filter, until: .max, limit: .max).count
        guard asleep == runs, try await journal.dueRuns(filter, until: Timestamp.now.nanoseconds, limit: 1).isEmpty
        else { throw BenchFailure("\(asleep) of \(runs) runs sleep") }
        await journal.close()
        return ["bytes": .number(Double(after - before) / Double(runs)), "before": .integer(Int64(before))]
    }

    /// Leaves a run as a process leaves it that dies in its 51st step.
    static func store(_ arguments: Arguments) async throws -> JSONObject {
        let (workflow, runner, id) = try stored(arguments) { step in if step.number == 50 { crash() } }
        _ = try await runner.run(workflow, id: id)
        throw BenchFailure("the process did not die")
    }

    /// Goes on with that run. The process ends in the step that comes first, and tells the time.
    static func resume(_ arguments: Arguments) async throws -> JSONObject {
        let (_, runner, id) = try stored(arguments) { step in
            print(#"{"step": \#(step.number), "nanoseconds": \#(sharedClock())}"#)
            fflush(nil)
            _exit(0)
        }
        _ = try await runner.resume(id, adopting: true)
        throw BenchFailure("no step has run")
    }

    private static func stored(
        _ arguments: Arguments, _ act: @escaping @Sendable (Step) -> Void
    ) throws -> (Workflow, WorkflowRunner, RunID) {
        let workflow = try Workflow("talk", channels: [WorkflowSteps.messages]) {
            Node("say") { step in
                act(step)
                try step.write(WorkflowSteps.messages, [WorkflowSteps.message(step.number)])
            }
            Loop("say", back: "say", atMost: 99) { _ in true }
        }
        guard let id = RunID("00000000000000000000000078") else { throw BenchFailure("not a name of a run") }
        let journal = try SQLiteJournal(folder: try arguments.required("folder"))
        return (workflow, WorkflowRunner(workflow, journal: journal), id)
    }

    /// `VmRSS` in bytes.
    private static func resident() throws -> Int {
        for line in EffectFile(path: "/proc/self/status").lines where line.hasPrefix("VmRSS:") {
            let words = line.split(whereSeparator: \.isWhitespace)
            if words.count > 1, let kilobytes = Int(words[1]) { return kilobytes * 1_024 }
        }
        throw BenchFailure("this system does not tell a process' memory")
    }
}
