public import KapellCore

/// A configuration with the place of its store.
public struct Project: Sendable {
    public var configuration: KapellConfiguration
    public var home: KapellHome
    /// The variables of the process: keys of providers, and what their kinds look for.
    public var environment: [String: String]
    /// Folder of the store.
    public var store: String

    /// - Parameter origin: what the store is named after when the configuration does not place it: the configuration's
    ///   own file, or the folder that is indexed without one.
    public init(
        configuration: KapellConfiguration, home: KapellHome, origin: String? = nil, environment: [String: String] = [:]
    ) {
        self.configuration = configuration
        self.home = home
        self.environment = environment
        store =
            configuration.store.path ?? home.store(for: origin ?? configuration.file ?? "\(home.path)/default")
    }

    /// A folder, or a file, that is asked without any configuration of its own; its models are those of `configuration`.
    public static func folder(
        _ path: String, configuration: KapellConfiguration, home: KapellHome, environment: [String: String] = [:]
    ) -> Project {
        let path = AbsolutePath.of(path)
        var own = configuration
        own.file = nil
        own.store.path = nil
        own.store.scope = nil
        own.knowledge = [KnowledgeSection(name: Self.folderName, sources: [path])]
        return Project(configuration: own, home: home, origin: path, environment: environment)
    }

    /// The name of the one knowledge base of a folder.
    public static let folderName = "documents"

    /// The knowledge base of that name; an error that names the nearest, or all there are.
    public func knowledge(_ name: String) throws(KapellError) -> KnowledgeSection {
        if let section = configuration.knowledge(named: name) { return section }
        let names = configuration.knowledge.map(\.name)
        throw KapellError(
            .notFound, "There is no knowledge base \(name).",
            remedy: names.isEmpty
                ? "Declare it under `knowledge` in kapell.yaml, or give a folder: --in ./\(name)"
                : "There are: \(names.joined(separator: ", ")). A folder is given with its path: --in ./\(name)")
    }
}
