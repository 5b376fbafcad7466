/// Which runs are looked for.
public struct RunFilter: Sendable, Hashable {
    /// Such as `workflow`.
    public var kind: String
    /// Such as the workflows that a process knows; `nil` for all.
    public var subjects: [String]?
    public var scope: String
    /// `nil` for all.
    public var queue: String?

    public init(kind: String, subjects: [String]? = nil, scope: String = "", queue: String? = nil) {
        self.kind = kind
        self.subjects = subjects
        self.scope = scope
        self.queue = queue
    }

    /// Whether a run is looked for.
    public func matches(_ run: RunSummary) -> Bool {
        run.kind == kind && run.scope == scope && subjects?.contains(run.subject) ?? true
            && queue.map { run.queue == $0 } ?? true
    }
}
