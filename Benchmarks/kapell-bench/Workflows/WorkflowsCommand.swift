import KapellJSON

/// Our side of the area `workflows`; `Benchmarks/workflows.py` calls it.
enum WorkflowsCommand {
    static let usage = """
        kapell-bench workflows --task superstep [--steps N]
        kapell-bench workflows --task durable --folder NEW [--steps N] [--effect idempotent|once]
        kapell-bench workflows --task bytes --folder NEW [--steps N]
        kapell-bench workflows --task drive --folder FOLDER [--die before:N|after:N|effect:N]
        kapell-bench workflows --task prefix --folder NEW [--questions N]
        kapell-bench workflows --task cancel --folder NEW --tool task|effects|program
        kapell-bench workflows --task sleepers --folder NEW [--runs N]
        kapell-bench workflows --task store|resume --folder FOLDER
        kapell-bench workflows --task enqueue|work --url URL --schema NAME [--runs N] [--steps N] [--width N]
        kapell-bench workflows --task long --stage begin|resume|status|fork --folder FOLDER [--events N]
        """

    @concurrent static func run(_ arguments: Arguments) async throws -> JSONObject {
        switch arguments["task"] {
        case "superstep": try await WorkflowSteps.inMemory(arguments)
        case "durable": try await WorkflowSteps.durable(arguments)
        case "bytes": try await WorkflowSteps.bytes(arguments)
        case "drive": try await KilledWorkflow.run(arguments)
        case "prefix": try await WorkflowEffects.prefix(arguments)
        case "cancel": try await WorkflowEffects.cancel(arguments)
        case "sleepers": try await WorkflowRest.sleepers(arguments)
        case "store": try await WorkflowRest.store(arguments)
        case "resume": try await WorkflowRest.resume(arguments)
        case "enqueue": try await WorkflowWorkers.enqueue(arguments)
        case "work": try await WorkflowWorkers.work(arguments)
        case "long": try await LongWorkflow.run(arguments)
        default: throw BenchFailure(usage)
        }
    }
}
