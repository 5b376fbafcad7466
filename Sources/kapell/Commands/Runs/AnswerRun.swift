import ArgumentParser
import KapellCore
import KapellJSON
import KapellServer

struct AnswerRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "answer", abstract: "Answers what a run of a workflow asks.",
        discussion: """
            Examples:
              kapell runs answer 01JD… yes
              kapell runs answer 01JD… 'approve@4/approval#0' no --resume
              kapell runs answer 01JD… 'ask@1/input#0' '{"name": "Ada"}'

            The question's id may be left out where the run asks one thing only. A running `kapell serve` goes on with
            the run at once; else --resume does, or `kapell runs resume`.

            Exit code 0 when the answer was accepted, 4 when the question was answered before or its time is over,
            2 when the answer does not fit the question's schema.
            """)

    @Argument(help: "The run's name.")
    var run: String

    @Argument(help: ArgumentHelp("The question's id, where the run asks several things.", valueName: "id"))
    var first: String

    @Argument(help: ArgumentHelp("The answer: yes, no, JSON, or a text.", valueName: "answer"))
    var second: String?

    @Flag(help: "Go on with the run here, and follow it.")
    var resume = false

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let id = try RunArgument.id(run)
        try await WorkflowSession.with(try common.project(), drives: resume, command: "runs answer") { engine in
            let interrupt = try await interrupt(engine, id)
            let text = second ?? first
            let kind = interrupt["kind"]?.stringValue
            guard let value = TerminalQuestion.value(text, kind) else {
                throw KapellError(.invalidRequest, "The question takes yes or no.", remedy: "Answer yes, or no.")
            }
            let outcome = try await engine.perform(
                .answer(id, id: interrupt["id"]?.stringValue ?? first, value: value))
            if common.json { Terminal.print(JSONValue.object(outcome).serialized(pretty: true)) }
            switch outcome["outcome"]?.stringValue {
            case "accepted": if !common.json { Terminal.print("accepted") }
            case "already_answered":
                if common.json { throw ExitCode(4) }
                throw KapellError(
                    .conflict, "The question was answered before: \(WorkflowText.short(outcome["answer"] ?? .null))",
                    remedy: "The first answer stays; fork the run to take another way.")
            case "late":
                if common.json { throw ExitCode(4) }
                throw KapellError(
                    .conflict, "The time for an answer is over, or the run has ended.", remedy: "Nothing was changed.")
            default:
                if common.json { throw ExitCode(2) }
                throw WorkflowFollower.error(outcome["error"])
            }
            guard resume else { return }
            try await engine.goOn(id)
            try await WorkflowFollower(
                engine: engine, run: id, isJSON: common.json, watches: false, asks: Terminal.canAsk
            )
            .follow()
        }
    }

    /// The question that is meant.
    private func interrupt(_ engine: any WorkflowEngine, _ run: RunID) async throws -> JSONObject {
        let open = try await engine.perform(.interrupts(run))["interrupts"]?.arrayValue?.compactMap(\.objectValue) ?? []
        if second != nil {
            return open.first { $0["id"]?.stringValue == first } ?? ["id": .string(first)]
        }
        let asked = open.filter { !["timer", "event"].contains($0["kind"]?.stringValue) }
        guard asked.count == 1, let only = asked.first else {
            let ids = asked.compactMap { $0["id"]?.stringValue }
            throw KapellError(
                asked.isEmpty ? .notFound : .invalidRequest,
                asked.isEmpty ? "The run \(run) asks nothing." : "The run \(run) asks several things.",
                remedy: asked.isEmpty
                    ? "See how it stands: kapell runs status \(run)" : "Name one: \(ids.joined(separator: ", "))")
        }
        return only
    }
}

/// The name of a run on the command line.
enum RunArgument {
    static func id(_ text: String) throws(KapellError) -> RunID {
        if let id = RunID(text) { return id }
        throw KapellError(.notFound, "There is no run \(text.prefix(60)).", remedy: "List them: kapell runs list")
    }
}
