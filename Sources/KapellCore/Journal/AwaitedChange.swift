import KapellJSON

/// How an event changes what a run waits for: an index of it finds those that an event from outside is for.
///
/// The index may know of more than is waited for, never of less: who finds a run in it looks into the run. It holds
/// hashes, so that each text fits into each database, and none of them is told twice.
package enum AwaitedChange: Sendable, Hashable {
    /// The run waits for something, in a wait that has a name in it.
    case begins(wait: String, what: String)
    case ends(wait: String)
    /// The run can never go on.
    case endsAll

    /// `nil` for events that change nothing.
    package init?(_ event: JournalEvent) {
        switch event.type {
        case .runWaits:
            guard event.data["for"] == "event", let id = event.data["id"]?.stringValue,
                let name = event.data["event"]?.stringValue
            else { return nil }
            self = .begins(
                wait: StableHash.hex(id), what: Self.what(name, key: event.data["key"]?.stringValue ?? ""))
        case .runAnswered:
            guard let id = event.data["id"]?.stringValue else { return nil }
            self = .ends(wait: StableHash.hex(id))
        case .runFinished:
            // One that has failed may be gone on with.
            guard event.data["status"] == "succeeded" || event.data["status"] == "cancelled" else { return nil }
            self = .endsAll
        default: return nil
        }
    }

    /// What the index calls an event with a key.
    package static func what(_ event: String, key: String) -> String {
        StableHash.hex("\(event.utf8.count) \(event) \(key)")
    }
}
