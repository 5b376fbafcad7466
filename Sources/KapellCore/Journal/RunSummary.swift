public import KapellJSON

/// A run as a list shows it; a projection of its events.
public struct RunSummary: Sendable, Hashable {
    public enum Status: String, Sendable, Hashable {
        /// Begun, and not said to have ended: it runs, or its process died.
        case running
        case succeeded
        case refused
        case failed
        case cancelled
    }

    public var id: RunID
    /// What kind of run: `ask`, `search`, `chat`, `embeddings`, `ingest`.
    public var kind: String
    /// What it was about: a knowledge base, or a model.
    public var subject: String
    public var status: Status
    /// Nanoseconds since 1970.
    public var started: Int64
    /// `nil` while it runs.
    public var durationMilliseconds: Double?
    public var usage: ModelUsage
    public var events: Int

    public init(
        id: RunID, kind: String, subject: String, status: Status, started: Int64, durationMilliseconds: Double?,
        usage: ModelUsage, events: Int
    ) {
        self.id = id
        self.kind = kind
        self.subject = subject
        self.status = status
        self.started = started
        self.durationMilliseconds = durationMilliseconds
        self.usage = usage
        self.events = events
    }

    /// `{"run", "kind", "subject", "status", "started", "duration_ms", "usage", "event_count"}`; `started` in RFC 3339, UTC.
    public var json: JSONObject {
        [
            "run": .string(id.description),
            "kind": .string(kind),
            "subject": .string(subject),
            "status": .string(status.rawValue),
            "started": .string(Timestamp(nanoseconds: started).description),
            "duration_ms": durationMilliseconds.map { .number($0) } ?? .null,
            "usage": usage.json,
            "event_count": .integer(Int64(events)),
        ]
    }
}
