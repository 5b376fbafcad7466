import ArgumentParser
import KapellCore
import KapellJSON
import KapellLocal
import KapellServer

struct PullCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull", abstract: "Fetches a model, verifies it, and goes on where an earlier try stopped.",
        discussion: """
            Examples:
              kapell pull --defaults
              kapell pull local/all-minilm-l6-v2
              kapell pull https://example.org/model.gguf --sha256 HEX --name my-model
              kapell pull --source https://a.example/m.gguf --source https://b.example/m.gguf --sha256 HEX --name m

            Several addresses are sources of one file, tried in order. What one of them has sent is gone on with from the
            next: the checksum says whether it is the same file.
            """)

    @Argument(help: "Models by name, or addresses of one GGUF file.")
    var models: [String] = []

    @Flag(help: "The models that kapell.yaml names, or the default ones.")
    var defaults = false

    @Option(help: ArgumentHelp("An address of the file; may be given several times.", valueName: "url"))
    var source: [String] = []

    @Option(help: ArgumentHelp("SHA-256 of the file at the address.", valueName: "hex"))
    var sha256: String?

    @Option(help: "The model's name, for an address.")
    var name: String?

    @Flag(help: "Compute the checksum of files that are there, too.")
    var verify = false

    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard defaults || !models.isEmpty || !source.isEmpty else {
            throw ValidationError("Name a model, or give --defaults. `kapell models` lists those that are known.")
        }
    }

    func run() async throws {
        let home = try common.home()
        let store = ModelStore(home: home.path)
        var wanted = models
        if defaults {
            let section = try common.configuration().models
            wanted += [section.default, section.embedding].filter { $0.reference.path == nil }.map(
                \.reference.description)
        }
        var results: [JSONValue] = []
        func done(_ model: String, _ path: String) {
            results.append(["model": .string(model), "path": .string(path)])
            if !common.json { Terminal.print("\(model) is ready: \(path)") }
        }
        let addresses = wanted.filter { $0.contains("://") } + source
        if !addresses.isEmpty {
            guard let sha256 else {
                throw KapellError(
                    .invalidRequest, "A model from an address needs its checksum.", remedy: "Give --sha256 HEX.")
            }
            let path = try await shown {
                try await store.pull(from: addresses, sha256: sha256, name: name, progress: $0)
            }
            done(addresses[0], path)
        }
        for model in wanted where !model.contains("://") {
            done(model, try await shown { try await store.prepare(model, verify: verify, progress: $0) })
        }
        if common.json { Terminal.print(JSONValue.object(["models": .array(results)]).serialized(pretty: true)) }
    }

    /// Runs a download with its progress on the terminal.
    private func shown(
        _ download: (@escaping @Sendable (ModelProgress) -> Void) async throws -> String
    ) async throws -> String {
        let display = PullDisplay()
        defer { display.end() }
        return try await download { display.show($0) }
    }
}
