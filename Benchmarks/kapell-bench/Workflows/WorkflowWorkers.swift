import KapellCore
import KapellJSON
import KapellPostgres
import KapellWorkflows

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Workers of one PostgreSQL server.
enum WorkflowWorkers {
    /// Writes down the runs that the workers will take.
    static func enqueue(_ arguments: Arguments) async throws -> JSONObject {
        let (journal, workflow, runner) = try await open(arguments)
        let runs = arguments.number("runs", 32)
        for _ in 0..<runs { try await runner.enqueue(workflow) }
        await journal.close()
        return ["runs": .integer(Int64(runs))]
    }

    /// One worker. It begins when a line comes on its standard input, and ends when no run is left.
    static func work(_ arguments: Arguments) async throws -> JSONObject {
        let (journal, _, runner) = try await open(arguments)
        let worker = WorkflowWorker(
            runner, concurrency: arguments.number("width", 8), onError: { print("worker: \($1)") })
        print("ready")
        fflush(nil)
        _ = readLine()
        let began = sharedClock()
        let processor = CPUTime.now
        var steps = 0
        for outcome in try await worker.drain() {
            steps += try outcome.succeeded()[WorkflowSteps.total]
        }
        let ended = sharedClock()
        let spent = CPUTime.now - processor
        await journal.close()
        return [
            "steps": .integer(Int64(steps)), "began": .integer(began), "ended": .integer(ended),
            "processor": .number(spent),
        ]
    }

    private static func open(_ arguments: Arguments) async throws -> (PostgresJournal, Workflow, WorkflowRunner) {
        let steps = arguments.number("steps", 100)
        let total = WorkflowSteps.total
        let workflow = try Workflow("loop", channels: [total]) {
            Node("act") { step in try step.write(total, step[total] + 1) }
            Loop("act", back: "act", atMost: .max) { try $0[total] < steps }
        }
        let journal = try await PostgresJournal(
            PostgresOptions(
                connection: try arguments.required("url"), schema: try arguments.required("schema"),
                connections: arguments.number("width", 8)))
        return (journal, workflow, WorkflowRunner(workflow, journal: journal, limits: WorkflowLimits(steps: steps + 1)))
    }
}
