internal import KapellCore
internal import KapellVectors
internal import Synchronization

/// Changes that become durable and visible together.
struct WriteGroup {
    private let spaces: NamespaceTable
    private let changes: any ChangeLog
    private let first: UInt64
    private var drafts: [RecordKey: (space: Namespace, draft: Namespace.Draft)] = [:]
    /// What stays open as long.
    private var pins: [RecordKey: NamespaceTable.Pin] = [:]
    private var records: [[UInt8]] = []
    /// Bytes for the log.
    private(set) var bytes = 0
    /// Of each namespace, without vectors.
    private var grown: [RecordKey: Int] = [:]

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
            guard let state = try state(of: namespace), let rows = try state.rows(matching: filter) else {
                return nothing
            }
            change = .delete(rows.rows.compactMap { state.records[$0]?.id })
        }
        if case .delete(let ids) = change {
            guard let state = try state(of: namespace) else { return nothing }
            let there = ids.filter { state.ids.row(of: $0) != nil }
            if there.isEmpty { return nothing }
            change = .delete(there)
        }
        if case .drop = change, known == nil, spaces[namespace] == nil { return nothing }
        if case .upsert(let records) = change, records.isEmpty { return nothing }
        let encoded = try changes.encode(LoggedChange(namespace: namespace, change: change))
        let space: Namespace
        if let known {
            space = known.space
        } else if let there = try opened(namespace) {
            space = there
        } else {
            let pin = try spaces.pin(namespace)
            pins[key] = pin
            space = pin.space
        }
        var draft = known?.draft ?? space.begin()
        drafts[key] = nil
        let sequence = first + UInt64(records.count)
        do throws(KapellError) {
            let found = try draft.apply(change, sequence: sequence)
            drafts[key] = (space, draft)
            records.append(encoded)
            bytes += encoded.count
            grown[key, default: 0] += change.bytes(of: encoded.count)
            return ChangeOutcome(sequence: sequence, found: found)
        } catch {
            drafts[key] = (space, draft)
            throw error
        }
    }

    /// A namespace that there is; it stays open until the group is published or abandoned.
    private mutating func opened(_ namespace: String) throws(KapellError) -> Namespace? {
        let key = RecordKey(namespace)
        if let pin = pins[key] { return pin.space }
        pins[key] = try spaces.pinIfThere(namespace)
        return pins[key]?.space
    }

    /// What a namespace has after the group's changes so far.
    private mutating func state(of namespace: String) throws(KapellError) -> NamespaceState? {
        if let known = drafts[RecordKey(namespace)] { return known.draft.state }
        return try opened(namespace)?.state
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
    mutating func abandon() {
        for (space, draft) in drafts.values { space.vectors.remove(ids: draft.added.keys.map { Int64($0) }) }
        release()
    }

    mutating func publish() {
        for (key, (space, draft)) in drafts {
            space.publish(draft)
            space.tidy()
            space.grew(by: grown[key] ?? 0)
            if let pin = pins[key] { spaces.settle(pin) }
        }
        if !records.isEmpty { spaces.sequence.store(first + UInt64(records.count) - 1, ordering: .releasing) }
        release()
        spaces.memory.makeRoom()
    }

    private mutating func release() {
        for pin in pins.values { pin.release() }
        pins = [:]
    }
}
