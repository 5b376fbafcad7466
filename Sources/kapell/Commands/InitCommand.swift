import ArgumentParser
import KapellCore
import KapellJSON
import KapellServer

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Writes a kapell.yaml to begin with.",
        discussion: "Example: kapell init ./my-project")

    @Argument(help: "The folder of the project.")
    var folder = "."

    @Flag(help: "Replace a kapell.yaml that is there.")
    var force = false

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let folder = AbsolutePath.of(folder)
        let path = "\(folder)/kapell.yaml"
        guard force || AbsolutePath.isFolder(path) == nil else {
            throw KapellError(.conflict, "\(path) is there already.", remedy: "Replace it with --force.")
        }
        do {
            try FileManager.default.createDirectory(atPath: "\(folder)/documents", withIntermediateDirectories: true)
            try Data(KapellConfiguration.template.utf8).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw KapellError(
                .storage, "\(path) cannot be written.",
                remedy: "Choose a folder that may be written.")
        }
        if common.json {
            Terminal.print(JSONValue.object(["config": .string(path)]).serialized(pretty: true))
        } else {
            Terminal.print("Wrote \(path). Put files into \(folder)/documents, then, in \(folder):")
            Terminal.print("  kapell ask \"…\"      asks them")
            Terminal.print("  kapell serve         serves them on http://127.0.0.1:7272")
        }
    }
}
