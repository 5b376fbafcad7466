import ArgumentParser
import KapellCore
import KapellJSON
import KapellServer

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct ImportLiteLLM: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "litellm", abstract: "Writes a kapell.yaml from the configuration of LiteLLM's proxy.",
        discussion: """
            Examples:
              kapell import litellm config.yaml
              kapell import litellm config.yaml --out project/kapell.yaml --json

            What cannot be carried over is listed, and stands in comments at the head of the file.
            Secrets are never written: each becomes a variable, which is listed too.
            """)

    @Argument(help: ArgumentHelp("The configuration of LiteLLM's proxy.", valueName: "config"))
    var file: String

    @Option(help: ArgumentHelp("The file to write.", valueName: "file"))
    var out = "kapell.yaml"

    @Flag(help: "Replace the file that is there.")
    var force = false

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let path = AbsolutePath.of(out)
        guard path != AbsolutePath.of(file) else {
            throw KapellError(
                .invalidRequest, "\(path) would be replaced by what is made of it.",
                remedy: "Write to another file: --out FILE")
        }
        switch AbsolutePath.isFolder(path) {
        case true?:
            throw KapellError(.conflict, "\(path) is a folder.", remedy: "Name a file in it: --out \(path)/kapell.yaml")
        case false? where !force:
            throw KapellError(
                .conflict, "\(path) is there already.",
                remedy: "Replace it with --force, or write to another: --out FILE")
        default: break
        }
        let result = try LiteLLMImport.read(file)
        do {
            try Data(result.text.utf8).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw KapellError(.storage, "\(path) cannot be written.", remedy: "Choose a folder that may be written.")
        }
        if common.json {
            Terminal.print(JSONValue.object(json(of: result, at: path)).serialized(pretty: true))
        } else {
            say(result, path)
        }
    }

    private func say(_ result: LiteLLMImport, _ path: String) {
        let providers = result.providers.count == 1 ? "1 provider" : "\(result.providers.count) providers"
        let aliases = result.aliases.count == 1 ? "1 name" : "\(result.aliases.count) names"
        Terminal.print("Wrote \(path): \(providers), \(aliases) for clients.")
        for variable in result.variables { Terminal.say(Terminal.plain("set \(variable.name): \(variable.summary)")) }
        for note in result.notes { Terminal.say(Terminal.plain("\(note.kind.rawValue): \(note.path): \(note.reason)")) }
    }

    private func json(of result: LiteLLMImport, at path: String) -> JSONObject {
        [
            "config": .string(path),
            "providers": .array(result.providers.map { .string($0) }),
            "aliases": .array(result.aliases.map { .string($0) }),
            "variables": .array(
                result.variables.map {
                    ["name": .string($0.name), "purpose": .string($0.purpose), "in_file": .bool($0.isLiteral)]
                }),
            "notes": .array(
                result.notes.map {
                    ["path": .string($0.path), "kind": .string($0.kind.rawValue), "reason": .string($0.reason)]
                }),
        ]
    }
}
