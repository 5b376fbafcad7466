import ArgumentParser
import KapellJSON
import KapellLocal
import KapellServer

struct ModelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models", abstract: "Lists models: those on this machine, and those that can be fetched.",
        discussion: "Example: kapell models --json")

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let models = ModelStore(home: try common.home().path).list()
        if common.json {
            let list = models.map { model -> JSONValue in
                [
                    "name": .string(model.name), "state": .string(model.state.rawValue), "path": .string(model.path),
                    "bytes": .integer(model.bytes), "sha256": model.sha256.map { .string($0) } ?? .null,
                    "purpose": model.purpose.map { .string($0.rawValue) } ?? .null,
                    "licence": model.licence.map { .string($0) } ?? .null,
                    "origin": model.origin.map { .string($0) } ?? .null,
                ]
            }
            Terminal.print(JSONValue.object(["models": .array(list)]).serialized(pretty: true))
            return
        }
        for model in models {
            let purpose = model.purpose.map { " \($0.rawValue)" } ?? ""
            Terminal.print(
                "\(Terminal.bold(model.name))\(purpose), \(PullDisplay.megabytes(model.bytes)), \(model.state.rawValue)"
            )
            if let licence = model.licence { Terminal.print(Terminal.dim("  \(licence), \(model.origin ?? "")")) }
        }
    }
}
