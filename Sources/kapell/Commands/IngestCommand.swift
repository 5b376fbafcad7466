import ArgumentParser
import KapellCore
import KapellJSON
import KapellKnowledge
import KapellServer

struct IngestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest", abstract: "Indexes files and folders; what has not changed is not read again.",
        discussion: """
            Examples:
              kapell ingest                            the sources of kapell.yaml
              kapell ingest ./new --into contracts     these paths
              kapell ingest --watch                    again whenever files change

            A file that cannot be indexed is named with the reason, and the others go on. Exit code 1 when none could
            be indexed.

            `--watch` looks at names, sizes and times about once a second, and waits until files have come to rest. With
            `--json` it prints one report a line. A server does the same by itself for a knowledge base with `watch: true`
            in kapell.yaml.
            """)

    @Argument(help: "Files and folders; without any, the sources that kapell.yaml names.")
    var paths: [String] = []

    @Option(name: .customLong("into"), help: ArgumentHelp("A knowledge base of kapell.yaml.", valueName: "name"))
    var knowledge: String?

    @OptionGroup var common: CommonOptions

    @Flag(help: "Go on: index again whenever files have changed, until Ctrl-C.")
    var watch = false

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
        if watch { return try await watch(project, names) }
        let reports = try await ingest(project, names)
        if common.json {
            Terminal.print((reports.count == 1 ? reports[0] : .array(reports)).serialized(pretty: true))
        }
        let isFailure = reports.contains { report in
            let done = ["added", "updated", "unchanged", "removed"].reduce(0) { $0 + (report[$1]?.intValue ?? 0) }
            return done == 0 && report["failed"]?.intValue ?? 0 > 0
        }
        if isFailure { throw ExitCode(1) }
    }

    /// Brings the knowledge bases in step, and says what changed.
    ///
    /// - Parameter isQuiet: whether nothing is said where nothing has changed.
    private func ingest(_ project: Project, _ names: [String], isQuiet: Bool = false) async throws -> [JSONValue] {
        var reports: [JSONValue] = []
        try await EngineSession.with(project, command: "ingest", isJSON: common.json) { engine in
            for name in names {
                var display = IngestDisplay(isJSON: common.json)
                let report = try await display.show(engine.ingest(paths.map(AbsolutePath.of), into: name))
                reports.append(.object(report))
                guard !common.json else { continue }
                if let summary = IngestDisplay.summary(report) {
                    Terminal.print(summary)
                } else if !isQuiet {
                    Terminal.print("\(name): nothing has changed (\(report["unchanged"]?.intValue ?? 0) documents).")
                }
            }
        }
        return reports
    }

    /// Brings the knowledge bases in step whenever their sources have changed. Between two times the store is free for
    /// others.
    private func watch(_ project: Project, _ names: [String]) async throws {
        let sections = try names.map { try project.knowledge($0) }
        let sources = paths.isEmpty ? sections.flatMap(\.sources) : paths.map(AbsolutePath.of)
        var watch = SourceWatch(sources, maximumFiles: sections.map(\.limits.files).max() ?? 1)
        var isFirst = true
        while true {
            try await watch.change(clock: ContinuousClock())
            do {
                let reports = try await ingest(project, names, isQuiet: !isFirst)
                if common.json { for report in reports { Terminal.print(report.serialized()) } }
            } catch let error as KapellError where error.code != .cancelled {
                Failure.say(error)
                watch.failed()
            }
            if isFirst, !common.json {
                Terminal.say(Terminal.dim("Watching \(sources.joined(separator: ", ")) · Ctrl-C ends it"))
            }
            isFirst = false
        }
    }
}
