public import KapellJSON

/// One typed, versioned event of a run.
///
/// `data` holds metadata: names, counts, hashes, decisions. Content (questions, prompts, answers, quotations) goes to
/// the journal beside the event, by name, and is kept, dropped or redacted as the journal's policy says; the event
/// itself keeps only its hash.
public struct JournalEvent: Sendable, Hashable {
    public var run: RunID
    /// Place in the run, from 0.
    public var sequence: Int
    public var type: EventType
    /// Version of the shape of `data` for this type; older ones are read through upcasters.
    public var version: Int
    /// Nanoseconds since 1970.
    public var time: Int64
    public var data: JSONObject

    public init(run: RunID, sequence: Int, type: EventType, version: Int = 1, time: Int64, data: JSONObject) {
        self.run = run
        self.sequence = sequence
        self.type = type
        self.version = version
        self.time = time
        self.data = data
    }
}

/// What happened. Open: a part may add its own.
public struct EventType: RawRepresentable, Sendable, Hashable {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    /// First event of every run: `{"kind", …}`.
    public static let runStarted = EventType(rawValue: "run.started")
    /// Last event of every run: `{"status", "duration_ms", …}`.
    public static let runFinished = EventType(rawValue: "run.finished")
    /// Passages that a search returned, with their scores.
    public static let retrieved = EventType(rawValue: "retrieved")
    /// What was sent to a model.
    public static let modelRequest = EventType(rawValue: "model.request")
    /// What a model returned.
    public static let modelOutput = EventType(rawValue: "model.output")
    /// What a verifier decided.
    public static let verdict = EventType(rawValue: "verdict")
    /// Tokens and money that a step took.
    public static let cost = EventType(rawValue: "cost")
    /// A point from which a durable run goes on.
    public static let checkpoint = EventType(rawValue: "checkpoint")
    /// A run pauses, and no process drives it: `{"status", "until"}`; see ``RunSummary/pause`` and ``RunSummary/wakes``.
    public static let runPaused = EventType(rawValue: "workflow.paused")
    /// A process goes on with a run.
    public static let runResumed = EventType(rawValue: "workflow.resumed")
    /// An answer to what a run asked: `{"id", "value", "outside"}`. From outside, it makes a paused run go on.
    public static let runAnswered = EventType(rawValue: "workflow.answer")
    /// Something that was sent to a run, which makes a paused one go on.
    public static let runEvent = EventType(rawValue: "workflow.event")
    /// The wish that a run ends.
    public static let runCancel = EventType(rawValue: "workflow.cancel")
}

/// How an event is kept.
public enum EventClass: String, Sendable, Hashable {
    /// Written synchronously; once `append` returns, it survives a crash.
    case durable
    /// Written in batches through a bounded queue; under overload it is dropped and counted, and blocks nothing.
    case observed
}
