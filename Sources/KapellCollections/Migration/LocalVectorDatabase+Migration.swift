public import KapellCore

extension LocalVectorDatabase {
    /// Begins to move a collection to the vectors of another model. The new space is empty; feed it.
    ///
    /// - Throws: `.notFound`; `.conflict` when a migration is under way or the collection has that model's vectors;
    ///   `.invalidRequest` for a name or a number of dimensions that cannot be.
    @discardableResult
    @concurrent
    public func beginMigration(
        of collection: String, to target: MigrationTarget
    ) async throws(KapellError) -> CollectionMigration {
        let slot = try find(collection)
        try await slot.useSpaces(isMove: true) { spaces async throws(KapellError) in
            try await spaces.begin(target)
        }
        return CollectionMigration(slot: slot)
    }

    /// The migration of a collection.
    /// - Throws: `.notFound` when there is no such collection, or no migration of it.
    public func migration(of collection: String) async throws(KapellError) -> CollectionMigration {
        let slot = try find(collection)
        try await slot.useSpaces { spaces throws(KapellError) in
            guard spaces.record.other != nil else { throw OpenSpaces.noMigration(collection) }
        }
        return CollectionMigration(slot: slot)
    }

    /// Collections with a migration under way, by their names. Opens none of them.
    public var migratingCollections: [String] { slots.filter(\.isMigrating).map(\.name) }
}
