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

/// One run of very many events, in stages: each is a process of its own, one of which is killed.
enum LongWorkflow {
    static func run(_ arguments: Arguments) async throws -> JSONObject {
        let events = arguments.number("events", 1_000_000)
        let total = WorkflowSteps.total
        let folder = try arguments.required("folder")
        let workflow = try Workflow("long", channels: [total, WorkflowSteps.messages]) {
            Node("act") { step in
                let number = try step[total]
                if number % 1_000 == 0 { try step.write(WorkflowSteps.messages, [WorkflowSteps.message(number)]) }
                try step.write(total, number + 1)
            }
            Loop("act", back: "act", atMost: .max) { try $0[total] < events }
        }
        guard let id = RunID("00000000000000000000000079") else { throw BenchFailure("not a name of a run") }
        let journal = try SQLiteJournal(folder: folder)
        let stage = try arguments.required("stage")
        let limit = stage == "begin" ? arguments.number("pause", events / 2) : events + 1
        let runner = WorkflowRunner(
            workflow, journal: journal, durability: .async, limits: WorkflowLimits(steps: limit))
        let clock = ContinuousClock.now
        let processor = CPUTime.now
        var said: JSONObject = [:]
        switch stage {
        case "begin":
            let outcome = try await runner.run(workflow, id: id)
            said = ["status": .string(outcome.status.name), "total": .integer(Int64(try outcome[total]))]
        case "resume":
            let outcome = try await runner.resume(id, adopting: true)
            said = ["status": .string(outcome.status.name), "total": .integer(Int64(try outcome[total]))]
        case "status": said = ["status": .string(try await runner.status(of: id).name)]
        case "fork":
            let fork = try await runner.fork(id, at: arguments["at"].flatMap { Int($0) })
            let state = try await runner.state(of: fork)
            said = ["total": .integer(Int64(try state[total]))]
        default: throw BenchFailure("--stage is begin, resume, status or fork")
        }
        said["seconds"] = .number((ContinuousClock.now - clock) / .seconds(1))
        said["processor"] = .number(CPUTime.now - processor)
        await journal.close()
        said["peak_bytes"] = .integer(peak())
        return said
    }

    /// The most memory that this process had.
    private static func peak() -> Int64 {
        var usage = rusage()
        #if canImport(Darwin)
            getrusage(RUSAGE_SELF, &usage)
            return Int64(usage.ru_maxrss)
        #else
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
            return Int64(usage.ru_maxrss) * 1_024
        #endif
    }
}
