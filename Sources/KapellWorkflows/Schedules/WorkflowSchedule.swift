public import KapellCore
public import KapellJSON

/// What becomes of occurrences that came while no worker was there.
public enum MissedRuns: Sendable, Hashable {
    /// They are left out.
    case skip
    /// The newest of them is begun, for all.
    case once
    /// The newest of them are begun, each, at most so many.
    case all(limit: Int)

    var text: String {
        switch self {
        case .skip: "skip"
        case .once: "once"
        case .all(let limit): "all \(limit)"
        }
    }

    init?(_ text: String) {
        switch text {
        case "skip": self = .skip
        case "once": self = .once
        default:
            guard text.hasPrefix("all "), let limit = Int(text.dropFirst(4)), limit > 0 else { return nil }
            self = .all(limit: limit)
        }
    }
}

/// A workflow that begins again and again. ``WorkflowRunner/schedule(_:)`` writes it down; workers begin its runs.
///
/// Each occurrence is begun exactly once, whatever workers die meanwhile: its run is named by schedule and moment. In the
/// run, `step.run.milliseconds` is that moment.
public struct WorkflowSchedule: Sendable, Hashable {
    /// Unique in the scope of the runner.
    public let name: String
    /// The workflow's name.
    public let workflow: String
    public let cron: CronExpression
    public let input: [ChannelWrite]
    public let missed: MissedRuns
    /// The queue that the runs are put into.
    public let queue: String

    /// An occurrence that is begun within this time is not missed.
    static let grace: Int64 = 60_000_000_000

    public init(
        _ name: String, workflow: String, cron: CronExpression, input: [ChannelWrite] = [], missed: MissedRuns = .once,
        queue: String = ""
    ) {
        self.name = name
        self.workflow = workflow
        self.cron = cron
        self.input = input
        self.missed = missed
        self.queue = queue
    }

    /// `{"name", "workflow", "cron", "zone", "missed", "queue", "input"}`.
    public var json: JSONObject {
        var json: JSONObject = [
            "name": .string(name), "workflow": .string(workflow), "cron": .string(cron.description),
            "zone": .string(cron.zone), "missed": .string(missed.text),
        ]
        if !queue.isEmpty { json["queue"] = .string(queue) }
        if !input.isEmpty { json["input"] = .object(JSONObject(input.map { ($0.channel, $0.value) })) }
        return json
    }

    /// Reads the form that ``json`` has.
    ///
    /// - Throws: `.invalidRequest` that names the member that is missing or wrong.
    public init(_ json: JSONObject) throws(KapellError) {
        func text(_ key: String, _ otherwise: String? = nil) throws(KapellError) -> String {
            if let text = json[key]?.stringValue ?? otherwise { return text }
            throw KapellError(.invalidRequest, "A schedule has no `\(key)`.", remedy: "Add it, as a text.")
        }
        guard let missed = MissedRuns(try text("missed", "once")) else {
            throw KapellError(
                .invalidRequest, "A schedule cannot treat missed runs as \"\(try text("missed"))\".",
                remedy: "Write `skip`, `once`, or `all N`.")
        }
        self.init(
            try text("name"), workflow: try text("workflow"),
            cron: try CronExpression(try text("cron"), zone: try text("zone", "UTC")),
            input: (json["input"]?.objectValue ?? [:]).map { ChannelWrite(channel: $0.key, value: $0.value) },
            missed: missed, queue: try text("queue", ""))
    }

    /// The occurrences to begin now, oldest first, and the moments of the last that is past and of the next.
    func due(from first: Int64, at now: Int64) -> (begun: [Int64], last: Int64?, next: Int64?) {
        let next = cron.next(after: Timestamp(nanoseconds: now))?.nanoseconds
        var count = 1
        if case .all(let limit) = missed { count = max(1, limit) }
        var due = cron.last(
            count, from: Timestamp(nanoseconds: first), through: Timestamp(nanoseconds: now)
        ).map(\.nanoseconds)
        let last = due.last
        if missed == .skip { due.removeAll { now.clampedSubtracting($0) > Self.grace } }
        return (due, last, next)
    }
}

/// A schedule, and how it stands.
public struct ScheduleState: Sendable, Hashable {
    public let schedule: WorkflowSchedule
    /// When it comes next; `nil` when it never does.
    public let next: Timestamp?
    /// The last occurrence that is past.
    public let last: Timestamp?

    /// The schedule's members, and `"next"` and `"last"` in RFC 3339.
    public var json: JSONObject {
        var json = schedule.json
        json["next"] = next.map { .string($0.description) } ?? .null
        json["last"] = last.map { .string($0.description) } ?? .null
        return json
    }
}
