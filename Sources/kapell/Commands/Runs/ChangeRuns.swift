import ArgumentParser
import KapellCore
import KapellJSON
import KapellServer

struct RunStatus: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Says how a run of a workflow stands, what it holds and what it asks.",
        discussion: "Examples:\n  kapell runs status 01JD…\n  kapell runs status 01JD… --at 12")

    @Argument(help: "The run's name.")
    var run: String

    @Option(help: ArgumentHelp("The state as it was after this event.", valueName: "event"))
    var at: Int?

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let id = try RunArgument.id(run)
        try await WorkflowSession.with(try common.project(), drives: false, command: "runs status") { engine in
            let status = try await engine.perform(at == nil ? .status(id) : .state(id, at: at))
            if common.json || at != nil {
                Terminal.print(JSONValue.object(status).serialized(pretty: true))
            } else {
                WorkflowText.print(status)
            }
        }
    }
}

struct ResumeRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Goes on with a run of a workflow that has paused, failed or was killed.",
        discussion: """
            Examples:
              kapell runs resume 01JD…
              kapell runs resume 01JD… --more 100

            Exit codes as those of `kapell run`; 4 when the run has ended, or another process drives it.
            """)

    @Argument(help: "The run's name.")
    var run: String

    @Option(help: ArgumentHelp("Steps beyond the limit.", valueName: "steps"))
    var more = 0

    @Flag(help: "Show each step as it happens, and wait while the run sleeps.")
    var watch = false

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let id = try RunArgument.id(run)
        try await WorkflowSession.with(try common.project(), drives: true, command: "runs resume") { engine in
            _ = try await engine.perform(.resume(id, more: max(0, more)))
            try await WorkflowFollower(
                engine: engine, run: id, isJSON: common.json, watches: watch, asks: Terminal.canAsk
            )
            .follow()
        }
    }
}

struct CancelRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Ends a run of a workflow for good: no further effect begins.",
        discussion: "Example: kapell runs cancel 01JD…")

    @Argument(help: "The run's name.")
    var run: String

    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await RunChange.print(common, .cancel(try RunArgument.id(run))) { result in
            result["cancelled"]?.boolValue == true ? "cancelled" : "The run had ended before."
        }
    }
}

struct UndoRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo", abstract: "Takes back what a run of a workflow has done, the newest effect first.",
        discussion: """
            Example: kapell runs undo 01JD…

            Each effect whose node has `undo` is taken back, of a run that has failed, waits or was cancelled. When all
            are, the run is cancelled for good; what could not be taken back holds up nothing, and the command may be
            called again.

            Exit code 0 when all was taken back, 4 when something was not, or the run is under way or has succeeded.
            """)

    @Argument(help: "The run's name.")
    var run: String

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let id = try RunArgument.id(run)
        try await WorkflowSession.with(try common.project(), drives: true, command: "runs undo") { engine in
            let result = try await engine.perform(.undo(id))
            let undone = result["undone"]?.arrayValue ?? []
            if common.json {
                Terminal.print(JSONValue.object(result).serialized(pretty: true))
            } else {
                for effect in undone {
                    let error = effect["error"]?["message"]?.stringValue.map { "not undone: \($0)" } ?? "undone"
                    Terminal.print(Terminal.plain("\(effect["id"]?.stringValue ?? "")  \(error)"))
                }
                Terminal.print(
                    undone.isEmpty
                        ? "There was nothing to take back." : "The run is \(result["status"]?.stringValue ?? "").")
            }
            if undone.contains(where: { $0["error"] != nil }) { throw ExitCode(4) }
        }
    }
}

struct ForkRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fork", abstract: "Makes a new run with the past of another, up to one of its events.",
        discussion: """
            Examples:
              kapell runs fork 01JD…
              kapell runs fork 01JD… --at 12 --state '{"approved": false}'

            Effects of the past are not made again. `kapell runs resume` begins the new run.
            """)

    @Argument(help: "The run's name.")
    var run: String

    @Option(help: ArgumentHelp("The number of the last event that is taken over.", valueName: "event"))
    var at: Int?

    @Option(help: ArgumentHelp("What channels hold in the new run, as JSON or @FILE.", valueName: "object|@file"))
    var state: String?

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let state = try JSONArgument.object(state, "--state") ?? [:]
        try await RunChange.print(common, .fork(try RunArgument.id(run), at: at, with: state, start: false)) {
            $0["run"]?.stringValue ?? ""
        }
    }
}

struct EditRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit", abstract: "Changes what channels of a run hold that is not under way.",
        discussion: #"Example: kapell runs edit 01JD… --state '{"approved": true}'"#)

    @Argument(help: "The run's name.")
    var run: String

    @Option(help: ArgumentHelp("What channels are to hold, as JSON or @FILE.", valueName: "object|@file"))
    var state: String

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let state = try JSONArgument.object(state, "--state") ?? [:]
        try await RunChange.print(common, .edit(try RunArgument.id(run), with: state)) { _ in "changed" }
    }
}

struct PruneRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Removes the events of a run that its state does not need any more.",
        discussion: "Example: kapell runs prune 01JD…")

    @Argument(help: "The run's name.")
    var run: String

    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await RunChange.print(common, .prune(try RunArgument.id(run))) { result in
            "\(result["removed"]?.intValue ?? 0) events removed"
        }
    }
}

struct EraseRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase", abstract: "Removes a run of a workflow, or all about a person or thing, with all events.",
        discussion: "Examples:\n  kapell runs erase 01JD…\n  kapell runs erase --about customer-17")

    @Argument(help: "The run's name.")
    var run: String?

    @Option(help: "All runs that were begun with this --about.")
    var about: String?

    @OptionGroup var common: CommonOptions

    func validate() throws {
        if (run == nil) == (about == nil) { throw ValidationError("Name a run, or give --about.") }
    }

    func run() async throws {
        let call: WorkflowCall =
            if let about { .eraseAbout(about) } else { .erase(try RunArgument.id(run ?? "")) }
        try await RunChange.print(common, call) { "\($0["erased"]?.arrayValue?.count ?? 0) erased" }
    }
}

struct DrawRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graph", abstract: "Draws a workflow, or a run of one with its nodes lit up, as SVG or Mermaid.",
        discussion: "Examples:\n  kapell runs graph review > review.svg\n  kapell runs graph 01JD… --format mermaid")

    @Argument(help: "A workflow's name, or a run's.")
    var what: String

    @Option(help: "svg or mermaid.")
    var format = DrawingFormat.svg

    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await WorkflowSession.with(try common.project(), drives: false, command: "runs graph") { engine in
            let run = RunID(what)
            let text = try await engine.graph(run == nil ? what : nil, run: run, format: format.format)
            if common.json {
                Terminal.print(
                    JSONValue.object(["format": .string(format.rawValue), "graph": .string(text)]).serialized())
            } else {
                Terminal.stream(text)
            }
        }
    }
}

/// How a graph is drawn.
enum DrawingFormat: String, CaseIterable, ExpressibleByArgument {
    case svg, mermaid

    var format: GraphFormat {
        switch self {
        case .svg: .svg
        case .mermaid: .mermaid
        }
    }
}

/// A command that makes one call and says what came of it.
enum RunChange {
    static func print(
        _ common: CommonOptions, _ call: WorkflowCall, _ words: (JSONObject) -> String
    ) async throws {
        try await WorkflowSession.with(try common.project(), drives: false, command: "runs") { engine in
            let result = try await engine.perform(call)
            Terminal.print(common.json ? JSONValue.object(result).serialized(pretty: true) : words(result))
        }
    }
}
