import ArgumentParser
import KapellCore
import KapellJSON
import KapellServer

struct RunsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract:
            "Shows what happened, every step of every answer; and answers, resumes and changes runs of workflows.",
        discussion: """
            Examples:
              kapell runs
              kapell runs show last
              kapell runs answer 01JD… yes
            """,
        subcommands: [
            ListRuns.self, ShowRun.self, RunStatus.self, AnswerRun.self, ResumeRun.self, CancelRun.self, ForkRun.self,
            EditRun.self, ReplayRun.self, UndoRun.self, PruneRun.self, EraseRun.self, DrawRun.self,
        ], defaultSubcommand: ListRuns.self)
}

struct ListRuns: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists runs, newest first.", discussion: "Example: kapell runs list --limit 5")

    @Option(help: "How many.")
    var limit = 20

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let runs = try await reading(try common.project()) { journal in
            try await journal.runs(limit: max(1, min(limit, 10_000)), before: nil)
        }
        if common.json {
            let list = JSONValue.array(runs.map { .object($0.json) })
            Terminal.print(JSONValue.object(["runs": list]).serialized(pretty: true))
            return
        }
        if runs.isEmpty { Terminal.print("There are no runs yet.") }
        for run in runs {
            let started = Timestamp(nanoseconds: run.started).description
            let duration = run.durationMilliseconds.map { "\(Int($0)) ms" } ?? ""
            Terminal.print(
                "\(run.id)  \(started)  \(run.kind) \(run.subject)  \(run.pause ?? run.status.rawValue)  \(duration)")
        }
    }
}

struct ShowRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows every step of a run: what was found, sent, produced and verified.",
        discussion: "Example: kapell runs show 01JD…   (or `last`)")

    @Argument(help: "The run's name, or `last`.")
    var run: String

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let record = try await reading(try common.project()) { try await find(in: $0) }
        if common.json {
            Terminal.print(JSONValue.object(record.json).serialized(pretty: true))
            return
        }
        let summary = record.summary
        Terminal.print(Terminal.bold("\(summary.id)  \(summary.kind) \(summary.subject)  \(summary.status.rawValue)"))
        for entry in record.entries {
            let milliseconds = Double(entry.event.time - summary.started) / 1e6
            let time = String((milliseconds * 10).rounded() / 10)
            Terminal.print(
                "\(String(repeating: " ", count: max(0, 9 - time.count)))\(time) ms  \(Terminal.plain(entry.event.summary))"
            )
            for name in entry.content.keys.sorted() {
                for line in (entry.content[name] ?? "").split(separator: "\n") {
                    Terminal.print("               \(Terminal.dim("\(name): \(Terminal.plain(String(line)))"))")
                }
            }
        }
        let usage = summary.usage
        Terminal.print(
            "tokens: \(usage.inputTokens) read, \(usage.outputTokens) written, \(usage.embeddingTokens) embedded")
    }

    private func find(in journal: any Journal) async throws -> RunRecord {
        let id = run == "last" ? try await journal.runs(limit: 1, before: nil).first?.id : RunID(run)
        guard let id, let record = try await journal.run(id) else {
            throw KapellError(.notFound, "There is no run \(run).", remedy: "List them: kapell runs list")
        }
        return record
    }
}

/// Opens the journal of a project for as long as `body` reads it.
private func reading<Result>(
    _ project: Project, _ body: (any Journal) async throws -> Result
) async throws -> Result {
    let opened = try await ProjectJournal.open(project)
    do {
        let result = try await body(opened.journal)
        await opened.close()
        return result
    } catch {
        await opened.close()
        throw error
    }
}
