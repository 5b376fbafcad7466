internal import KapellCore
internal import KapellVectors
internal import Synchronization

/// Changes that become durable and visible together.
struct WriteGroup {
    private let spaces: NamespaceTable
    private let changes: any ChangeLog
    private let first: UInt64
    private var drafts: [RecordKey: (space: Namespace, draft: Namespace.Draft)] = [:]
    private var records: [[UInt8]] = []
    /// Bytes for the log.
    private(set) var bytes = 0

    init(spaces: NamespaceTable, log: any ChangeLog) {
        self.spaces = spaces
        changes = log
        first = log.lastSequence + 1
    }

    /// Makes one more change, or none when it throws. A change that changes nothing has no number of its own.
    mutating func add(_ requested: RequestedChange, namespace: String) throws(KapellError) -> ChangeOutcome {
        let key = RecordKey(namespace)
        let known = drafts[key]
        var change: NamespaceChange
        switch requested {
        case .change(let given): change = given
        case .deleteWhere(let filter):
            guard let state = known?.draft.state ?? spaces[namespace]?.state,
                let rows = try state.rows(matching: filter)
            else { return nothing }
            change = .delete(rows.rows.compactMap { state.records[$0]?.id })
        }
        if case .delete(let ids) = change {
            guard let state = known?.draft.state ?? spaces[namespace]?.state else { return nothing }
            let there = ids.filter { state.ids.row(of: $0) != nil }
            if there.isEmpty { return nothing }
            change = .delete(there)
        }
        if case .drop = change, known == nil, spaces[namespace] == nil { return nothing }
        if case .upsert(let records) = change, records.isEmpty { return nothing }
        let encoded = try changes.encode(LoggedChange(namespace: namespace, change: change))
        let space: Namespace
        if let known { space = known.space } else { space = try spaces.make(namespace) }
        var draft = known?.draft ?? space.begin()
        drafts[key] = nil
        let sequence = first + UInt64(records.count)
        do throws(KapellError) {
            let found = try draft.apply(change, sequence: sequence)
            drafts[key] = (space, draft)
            records.append(encoded)
            bytes += encoded.count
            return ChangeOutcome(sequence: sequence, found: found)
        } catch {
            drafts[key] = (space, draft)
            throw error
        }
    }

    private var nothing: ChangeOutcome { ChangeOutcome(sequence: first + UInt64(records.count) - 1, found: 0) }

    /// Brings vectors and words into the indexes, where nobody sees them yet.
    mutating func store(tasks: Int) async throws(KapellError) {
        for key in Array(drafts.keys) {
            guard let (space, stored) = drafts[key] else { continue }
            var draft = stored
            do throws(KapellError) { try await space.store(&draft, tasks: tasks) } catch {
                abandon()
                throw error
            }
            drafts[key] = (space, draft)
        }
    }

    func log() async throws(KapellError) {
        guard !records.isEmpty else { return }
        let last = try await changes.append(records)
        guard last == first + UInt64(records.count) - 1 else {
            throw KapellError(.internalError, "The log gave the number \(last); another was expected.")
        }
    }

    /// Takes the vectors out again.
    func abandon() {
        for (space, draft) in drafts.values { space.vectors.remove(ids: draft.added.keys.map { Int64($0) }) }
    }

    func publish() {
        for (space, draft) in drafts.values {
            space.publish(draft)
            space.tidy()
            spaces.settle(space)
        }
        if !records.isEmpty { spaces.sequence.store(first + UInt64(records.count) - 1, ordering: .releasing) }
    }
}
