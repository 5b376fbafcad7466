package import KapellCore

extension LocalVectorDatabase {
    /// The open collection for a query that is answered within a fraction of a millisecond, without a wait for anything;
    /// `nil` where a thread of its own is better.
    ///
    /// That is a walk through a graph: vectors alone, without a filter, and few matches.
    package func brief(_ query: VectorQuery, of name: String) -> LocalCollection? {
        guard let vector = query.vector, query.text == nil, query.filter == nil, query.diversity == nil,
            !query.groupsByParent, !query.isExact, query.limit <= 100, (query.ef ?? 0) <= 400, vector.count <= 2_048,
            let slot = try? find(name), let spaces = slot.opened,
            // A file would have to be read first.
            spaces.serving.spaces[query.namespace].map({ $0.opened != nil }) ?? true
        else { return nil }
        return LocalCollection(slot: slot, spaces)
    }
}
