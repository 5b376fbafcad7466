import ArgumentParser
import KapellCore
import KapellServer

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Options that every command takes.
struct CommonOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The configuration; without it, kapell.yaml of this folder or one above.", valueName: "file")
    )
    var config: String?

    @Flag(help: "Print the result as JSON.")
    var json = false

    static var environment: [String: String] { ProcessInfo.processInfo.environment }

    func home() throws -> KapellHome { try KapellHome(environment: Self.environment) }

    /// The configuration that holds here; the default one where there is no file.
    func configuration() throws -> KapellConfiguration {
        guard let file = config ?? KapellConfiguration.discover(from: AbsolutePath.current) else { return .default }
        return try KapellConfiguration.load(path: file, environment: Self.environment)
    }

    func project() throws -> Project {
        Project(configuration: try configuration(), home: try home(), environment: Self.environment)
    }

    /// The project and knowledge base that `--in` names: a knowledge base of the configuration, or a folder or file.
    func target(_ name: String?) throws -> (project: Project, knowledge: String) {
        let configuration = try configuration()
        let home = try home()
        let own = Project(configuration: configuration, home: home, environment: Self.environment)
        guard let name else {
            guard configuration.knowledge.count == 1, let only = configuration.knowledge.first else {
                throw KapellError(
                    .invalidRequest, "It is not said where to look.",
                    remedy: configuration.knowledge.isEmpty
                        ? "Give a folder: --in ./my-folder"
                        : "Give one of: \(configuration.knowledge.map { "--in \($0.name)" }.joined(separator: ", "))")
            }
            return (own, only.name)
        }
        if configuration.knowledge(named: name) != nil { return (own, name) }
        if AbsolutePath.isFolder(name) != nil {
            let folder = Project.folder(
                name, configuration: configuration, home: home, environment: Self.environment)
            return (folder, Project.folderName)
        }
        if name.contains("/") {
            throw KapellError(.notFound, "\(name) does not exist.", remedy: "Give a folder or a file that is there.")
        }
        return (own, try own.knowledge(name).name)
    }
}
