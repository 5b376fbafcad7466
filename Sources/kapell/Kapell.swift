import ArgumentParser
import KapellCore

/// The command line. One file a command; the work is done in the libraries.
@main
struct Kapell: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "kapell",
        abstract: "Answers from your documents, with the evidence for each; one program, no service.",
        discussion: """
            Begin without any file:
              kapell ask "What notice ends the lease?" --in ./contracts
            Or with one:
              kapell init && kapell ingest && kapell serve

            Every command takes --json and --config. Data lies in $KAPELL_HOME.

            Exit codes: 0 done (a refused answer too), 1 failed, 2 the input or the configuration is at fault,
            3 not found, 4 in conflict (a store, port or name is taken), 5 unavailable for now, 6 the storage failed,
            10 a run of a workflow pauses, 64 wrong usage, 130 cancelled.
            """,
        version: version,
        subcommands: [
            InitCommand.self, ImportCommand.self, CheckCommand.self, ServeCommand.self, AskCommand.self,
            ChatCommand.self, IngestCommand.self, KnowledgeCommand.self, SearchCommand.self, PullCommand.self,
            ModelsCommand.self,
            TokenizeCommand.self, PromptsCommand.self, RunCommand.self, RunsCommand.self, EvalCommand.self,
            KeysCommand.self, DoctorCommand.self,
        ])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            Failure.end(error)
        }
    }
}
