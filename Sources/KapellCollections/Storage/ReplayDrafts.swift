internal import KapellCore

/// What the log adds to a snapshot, gathered before any vector is linked: a record that was written often is linked
/// once.
struct ReplayDrafts {
    private struct Entry {
        var pin: NamespaceTable.Pin
        var draft: Namespace.Draft
        var bytes = 0
    }

    private let table: NamespaceTable
    private var drafts: [RecordKey: Entry] = [:]

    init(_ table: NamespaceTable) { self.table = table }

    /// - Parameter bytes: Of the change in the log.
    mutating func add(_ logged: LoggedChange, sequence: UInt64, bytes: Int) throws(KapellError) {
        let key = RecordKey(logged.namespace)
        var entry: Entry
        if let known = drafts.removeValue(forKey: key) {
            entry = known
        } else {
            let pin = try table.pin(logged.namespace)
            entry = Entry(pin: pin, draft: pin.space.begin())
        }
        _ = try entry.draft.apply(logged.change, sequence: sequence)
        entry.bytes += logged.change.bytes(of: bytes)
        drafts[key] = entry
    }

    mutating func finish(tasks: Int) async throws(KapellError) {
        for entry in drafts.values {
            let (pin, space) = (entry.pin, entry.pin.space)
            var draft = entry.draft
            try await space.store(&draft, tasks: tasks)
            space.publish(draft)
            space.tidy()
            space.grew(by: entry.bytes)
            table.settle(pin)
            pin.release()
        }
        drafts = [:]
    }
}

extension NamespaceChange {
    /// Bytes of a change in the log without its vectors.
    func bytes(of whole: Int) -> Int {
        guard case .upsert(let records) = self else { return 0 }
        return max(0, whole - records.reduce(0) { $0 + $1.vector.count * MemoryLayout<Float>.stride })
    }
}
