public import KapellCore
import KapellLocal

/// The models of a project, for a conversation at the terminal. Nothing of its store is touched.
public struct ChatModels: Sendable {
    private let models: ProjectModels

    /// - Throws: `configuration`, for a provider that cannot be used.
    public init(_ project: Project) throws(KapellError) { models = try ProjectModels(project) }

    /// The name of the model that writes where none is named.
    public var defaultName: String { models.chat.model }

    /// The names that can be listed: aliases, the project's own model, and local models that are ready.
    public var names: [String] {
        var names = models.directory.names
        let local = ((try? models.store.list()) ?? []).filter { $0.state == .ready && $0.purpose != .embedding }
        for name in local.map(\.name) where !names.contains(name) { names.append(name) }
        return names
    }

    /// The model of a name, or the several of an alias as one.
    ///
    /// - Throws: `notFound`, with what there is.
    public func backend(_ name: String) throws(KapellError) -> any ModelBackend { try models.directory.backend(name) }
}
