public import KapellCore
import Synchronization

/// The models of a store that this process has loaded, by name: each on its first use, within a limit on memory.
///
/// Where a model finds no room, those that nobody uses are given up, the one that was not used for the longest time
/// first; the next request for one of them loads it again. A model that does not fit even so is refused, with what it
/// takes and what there is.
public final class LocalModelPool: Sendable {
    public let store: ModelStore
    /// Bytes that loaded models may take together; `nil` for what the machine has.
    public let limit: Int64?
    private let options: @Sendable (_ name: String) -> LocalModelOptions
    private let models = Mutex(Models())
    private let files = Mutex<[String: (facts: FileSystem.Facts, file: LocalModelFile)]>([:])
    /// Models that are remembered at most; names come from clients, but only of files that are there.
    private static let most = 1_000

    private struct Models {
        var chats: [String: LocalChatModel] = [:]
        var embedders: [String: LocalEmbeddingModel] = [:]
        /// Where files lie that the store does not find by their models' names.
        var places: [String: String] = [:]
    }

    /// - Parameter options: how the model of a name is run.
    public init(
        store: ModelStore, limit: Int64? = nil,
        options: @escaping @Sendable (_ name: String) -> LocalModelOptions = { _ in LocalModelOptions() }
    ) {
        self.store = store
        self.limit = limit
        self.options = options
    }

    /// The chat model of that name, where it was asked for before.
    public func known(_ name: String) -> LocalChatModel? { models.withLock { $0.chats[name] } }

    /// Whether the store has the file of a model.
    public func isThere(_ name: String) -> Bool { (try? store.path(for: name)) != nil }

    /// What the file of a model says of itself; it is read again where it has changed.
    ///
    /// - Throws: as ``ModelStore/path(for:)``, and `.corrupt` for a file that cannot be read.
    public func file(_ name: String) throws(KapellError) -> LocalModelFile {
        let path = try store.path(for: models.withLock { $0.places[name] } ?? name)
        let facts = FileSystem.facts(of: path) ?? FileSystem.Facts(bytes: 0, modified: 0)
        if let known = files.withLock({ $0[name] }), known.facts == facts { return known.file }
        let file = LocalModelFile(try GGUFInspector.inspect(path: path), modified: facts.modified)
        files.withLock { files in
            if files.count >= Self.most { files = [:] }
            files[name] = (facts, file)
        }
        return file
    }

    /// - Throws: `.unsupported` for a model that is there and writes no text.
    public func requireWriting(_ name: String) throws(KapellError) {
        if let file = try? file(name), !file.writes { throw .writesNothing(name) }
    }

    /// - Throws: `.unsupported` for a model that is there and has no vectors for texts.
    public func requireVectors(_ name: String) throws(KapellError) {
        if let file = try? file(name), !file.embeds { throw .embedsNothing(name) }
    }

    /// The chat model of that name or path; nothing is loaded yet.
    ///
    /// - Parameter location: where the store finds it, if not by its name.
    /// - Throws: `.notFound` where the file is not there and `mustBeThere` is set.
    public func chat(
        _ name: String, at location: String? = nil, mustBeThere: Bool = true
    ) throws(KapellError) -> LocalChatModel {
        let options = options(name)
        return try model(name, at: location ?? name, mustBeThere, in: \.chats) { path, makeRoom in
            LocalChatModel(model: name, options: options, path: path, makeRoom: makeRoom)
        }
    }

    /// The embedding model of that name or path; nothing is loaded yet.
    ///
    /// - Throws: `.notFound` where the file is not there and `mustBeThere` is set.
    public func embedder(
        _ name: String, at location: String? = nil, mustBeThere: Bool = true
    ) throws(KapellError) -> LocalEmbeddingModel {
        let options = options(name)
        return try model(name, at: location ?? name, mustBeThere, in: \.embedders) { path, makeRoom in
            LocalEmbeddingModel(
                model: name, options: options, identity: { try ModelIdentity.of($0) }, path: path, makeRoom: makeRoom)
        }
    }

    /// A model that is known, or one that is made and remembered.
    private func model<Model>(
        _ name: String, at place: String, _ mustBeThere: Bool,
        in row: WritableKeyPath<Models, [String: Model]> & Sendable,
        _ make: (
            _ path: @escaping @Sendable () throws -> String, _ makeRoom: @escaping @Sendable (Int64) throws -> Void
        ) -> Model
    ) throws(KapellError) -> Model where Model: Sendable {
        if let known = models.withLock({ $0[keyPath: row][name] }) { return known }
        let store = store
        if mustBeThere { _ = try store.path(for: place) }
        let model = make(
            { try store.path(for: place) }, { [weak self] bytes in try self?.makeRoom(bytes, for: name) })
        return models.withLock { models in
            if let known = models[keyPath: row][name] { return known }
            if models[keyPath: row].count < Self.most {
                models[keyPath: row][name] = model
                if place != name { models.places[name] = place }
            }
            return model
        }
    }

    /// How the models stand that were asked for, by name.
    public var states: [LocalModelState] {
        models.withLock { models in
            models.chats.map { LocalModelState($1) } + models.embedders.map { LocalModelState($1) }
        }.sorted { ($0.name, $0.purpose.rawValue) < ($1.name, $1.purpose.rawValue) }
    }

    /// Gives models up until `bytes` more may be taken.
    private func makeRoom(_ bytes: Int64, for name: String) throws(KapellError) {
        var loaded = residents()
        guard let limit = limit ?? SystemMemory.availableBytes.map({ $0 + loaded.reduce(0) { $0 + $1.bytes } })
        else { return }
        loaded.removeAll { $0.model.model == name }
        var taken = loaded.reduce(0) { $0 + $1.bytes }
        let idle = loaded.filter { !$0.model.isBusy }
        // Nobody is given up for a model that finds no room all the same.
        guard taken - idle.reduce(0, { $0 + $1.bytes }) + bytes <= limit else {
            throw Self.noRoom(for: name, bytes, of: limit, free: max(0, limit - taken))
        }
        while taken + bytes > limit,
            let index = loaded.indices.filter({ !loaded[$0].model.isBusy })
                .min(by: { loaded[$0].model.lastUse < loaded[$1].model.lastUse })
        {
            let resident = loaded.remove(at: index)
            resident.model.unload()
            taken -= resident.bytes
        }
    }

    /// One that could never be loaded is another matter than one that has to wait for others.
    private static func noRoom(for name: String, _ bytes: Int64, of limit: Int64, free: Int64) -> KapellError {
        guard bytes <= limit else {
            return KapellError(
                .unsupported,
                "The model \(name) takes \(bytes >> 20) MB, and all models together may take \(limit >> 20) MB.",
                remedy: "Set a larger `memory` under `models` in kapell.yaml, or a smaller `context` for this model.")
        }
        return KapellError(
            .limitExceeded,
            "The model \(name) takes \(bytes >> 20) MB; of \(limit >> 20) MB for models, \(free >> 20) MB are free.",
            remedy: "Ask again later, set a larger `memory` under `models` in kapell.yaml, or a smaller `context`.",
            retryAfter: .seconds(5))
    }

    /// The models that are loaded, and what each takes.
    private func residents() -> [(model: any PooledModel, bytes: Int64)] {
        let all = models.withLock { Array($0.chats.values) as [any PooledModel] + Array($0.embedders.values) }
        return all.compactMap { model in model.loadedBytes.map { (model, $0) } }
    }
}
