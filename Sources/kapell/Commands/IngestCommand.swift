import ArgumentParser
import KapellCore
import KapellJSON
import KapellServer

struct IngestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest", abstract: "Indexes files and folders; what has not changed is not read again.",
        discussion: """
            Examples:
              kapell ingest                            the sources of kapell.yaml
              kapell ingest ./new --into contracts     these paths

            A file that cannot be indexed is named with the reason, and the others go on. Exit code 1 when none could
            be indexed.
            """)

    @Argument(help: "Files and folders; without any, the sources that kapell.yaml names.")
    var paths: [String] = []

    @Option(name: .customLong("into"), help: ArgumentHelp("A knowledge base of kapell.yaml.", valueName: "name"))
    var knowledge: String?

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let project = try common.project()
        let names =
            try knowledge.map { [try project.knowledge($0).name] } ?? project.configuration.knowledge.map(\.name)
        guard !names.isEmpty else {
            throw KapellError(
                .invalidRequest, "There is no knowledge base to index into.",
                remedy:
                    "Declare one under `knowledge` in kapell.yaml (`kapell init` writes one), or ask a folder: kapell ask \"…\" --in ./folder"
            )
        }
        guard paths.isEmpty || names.count == 1 else {
            throw KapellError(
                .invalidRequest, "It is not said into which knowledge base.",
                remedy: "Give one of: \(names.map { "--into \($0)" }.joined(separator: ", "))")
        }
        for path in paths where AbsolutePath.isFolder(path) == nil {
            throw KapellError(.notFound, "\(path) does not exist.", remedy: "Check the path.")
        }
        var reports: [JSONValue] = []
        var isFailure = false
        try await EngineSession.with(project, command: "ingest", isJSON: common.json) { engine in
            for name in names {
                var display = IngestDisplay(isJSON: common.json)
                let report = try await display.show(engine.ingest(paths.map(AbsolutePath.of), into: name))
                reports.append(.object(report))
                let done = ["added", "updated", "unchanged", "removed"].reduce(0) { $0 + (report[$1]?.intValue ?? 0) }
                isFailure = isFailure || (done == 0 && report["failed"]?.intValue ?? 0 > 0)
                if !common.json {
                    Terminal.print(
                        IngestDisplay.summary(report)
                            ?? "\(name): nothing has changed (\(report["unchanged"]?.intValue ?? 0) documents).")
                }
            }
        }
        if common.json {
            Terminal.print((reports.count == 1 ? reports[0] : .array(reports)).serialized(pretty: true))
        }
        if isFailure { throw ExitCode(1) }
    }
}
