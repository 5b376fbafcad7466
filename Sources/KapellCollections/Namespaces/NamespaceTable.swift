internal import KapellCore
internal import Synchronization

/// The namespaces of a collection, by name. Readers may look at any time; one at a time changes it.
final class NamespaceTable: Sendable {
    let options: VectorCollectionOptions
    let settings: LocalCollectionSettings
    private let spaces: Mutex<[RecordKey: Namespace]>
    /// The last change that readers see.
    let sequence: Atomic<UInt64>

    init(
        options: VectorCollectionOptions, settings: LocalCollectionSettings, spaces: [Namespace] = [],
        sequence: UInt64 = 0
    ) {
        self.options = options
        self.settings = settings
        self.spaces = Mutex(Dictionary(spaces.map { (RecordKey($0.name), $0) }) { first, _ in first })
        self.sequence = Atomic(sequence)
    }

    subscript(name: String) -> Namespace? { spaces.withLock { $0[RecordKey(name)] } }

    var all: [Namespace] { spaces.withLock { Array($0.values) } }

    /// Those that have records, sorted by their names' bytes.
    var names: [String] {
        all.filter { $0.state.count > 0 }.map(\.name).sorted { $0.precedes($1) }
    }

    /// The namespace of that name; a new one, that nobody sees, where there is none.
    func make(_ name: String) throws(KapellError) -> Namespace {
        if let space = self[name] { return space }
        return try Namespace(name: name, options: options, settings: settings)
    }

    /// Shows a namespace that has records, and takes out one that has none.
    func settle(_ space: Namespace) {
        let isEmpty = space.state.count == 0
        spaces.withLock { $0[RecordKey(space.name)] = isEmpty ? nil : space }
    }
}
