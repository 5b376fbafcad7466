internal import KapellCore

/// What the log adds to a snapshot, gathered before any vector is linked: a record that was written often is linked
/// once.
struct ReplayDrafts {
    private let table: NamespaceTable
    private var drafts: [RecordKey: (space: Namespace, draft: Namespace.Draft)] = [:]

    init(_ table: NamespaceTable) { self.table = table }

    mutating func add(_ logged: LoggedChange, sequence: UInt64) throws(KapellError) {
        let key = RecordKey(logged.namespace)
        var entry: (space: Namespace, draft: Namespace.Draft)
        if let known = drafts.removeValue(forKey: key) {
            entry = known
        } else {
            let space = try table.make(logged.namespace)
            entry = (space, space.begin())
        }
        _ = try entry.draft.apply(logged.change, sequence: sequence)
        drafts[key] = entry
    }

    mutating func finish(tasks: Int) async throws(KapellError) {
        for (space, stored) in drafts.values {
            var draft = stored
            try await space.store(&draft, tasks: tasks)
            space.publish(draft)
            space.tidy()
            table.settle(space)
        }
        drafts = [:]
    }
}
