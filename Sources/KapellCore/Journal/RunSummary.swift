public import KapellJSON

/// A run as a list shows it; a projection of its events.
public struct RunSummary: Sendable, Hashable {
    public enum Status: String, Sendable, Hashable {
        /// Begun, and not said to have ended: it runs, or its process died.
        case running
        /// It waits for a person, a moment, an event or a process, and no process drives it.
        case paused
        case succeeded
        case refused
        case failed
        case cancelled
    }

    public var id: RunID
    /// What kind of run: `ask`, `search`, `chat`, `embeddings`, `ingest`, `workflow`, `schedule`.
    public var kind: String
    /// What it was about: a knowledge base, a model, a workflow.
    public var subject: String
    public var status: Status
    /// Of a paused run, what it waits for: `waiting` (a person), `sleeping` (a moment or an event), `limited` (more
    /// steps), `ready` (a process that begins it).
    public var pause: String?
    /// Of a paused run, from when it wants to go on, in nanoseconds since 1970: 0 when what it waited for has come, `nil`
    /// when it does not go on by itself.
    public var wakes: Int64?
    /// The queue of which workers take it, and the scope whose workers see it.
    public var queue: String
    public var scope: String
    /// The person or thing whose data it holds, where it was begun with one.
    public var about: String
    /// Nanoseconds since 1970.
    public var started: Int64
    /// `nil` while it runs.
    public var durationMilliseconds: Double?
    public var usage: ModelUsage
    public var events: Int

    public init(
        id: RunID, kind: String, subject: String, status: Status, started: Int64, durationMilliseconds: Double?,
        usage: ModelUsage, events: Int, pause: String? = nil, wakes: Int64? = nil, queue: String = "",
        scope: String = "", about: String = ""
    ) {
        self.id = id
        self.kind = kind
        self.subject = subject
        self.status = status
        self.pause = pause
        self.wakes = wakes
        self.queue = queue
        self.scope = scope
        self.about = about
        self.started = started
        self.durationMilliseconds = durationMilliseconds
        self.usage = usage
        self.events = events
    }

    /// `{"run", "kind", "subject", "status", "started", "duration_ms", "usage", "event_count"}`, `started` in RFC 3339,
    /// UTC; where there are such, `"pause"`, `"wakes"` (RFC 3339), `"queue"`, `"scope"` and `"about"`.
    public var json: JSONObject {
        var object: JSONObject = [
            "run": .string(id.description),
            "kind": .string(kind),
            "subject": .string(subject),
            "status": .string(status.rawValue),
            "started": .string(Timestamp(nanoseconds: started).description),
            "duration_ms": durationMilliseconds.map { .number($0) } ?? .null,
            "usage": usage.json,
            "event_count": .integer(Int64(events)),
        ]
        object["pause"] = pause.map { .string($0) }
        object["wakes"] = wakes.map { .string(Timestamp(nanoseconds: $0).description) }
        for (name, value) in [("queue", queue), ("scope", scope), ("about", about)] where !value.isEmpty {
            object[name] = .string(value)
        }
        return object
    }
}
