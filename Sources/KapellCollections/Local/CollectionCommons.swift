internal import Synchronization

/// What the collections of a database share.
final class CollectionCommons: Sendable {
    let watch: RecallWatch?
    let memory: NamespaceMemory
    private let searching = Atomic(0)

    init(watch: RecallWatch?, memory: NamespaceMemory) {
        self.watch = watch
        self.memory = memory
    }

    /// Searches under way.
    var searches: Int { searching.load(ordering: .relaxed) }

    func beginSearch() { searching.wrappingAdd(1, ordering: .relaxed) }
    func endSearch() { searching.wrappingSubtract(1, ordering: .relaxed) }
}
