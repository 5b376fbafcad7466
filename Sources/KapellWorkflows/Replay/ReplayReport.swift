public import KapellCore
public import KapellJSON

/// What became of a recorded run on today's code.
public struct ReplayReport: Sendable, Hashable {
    public enum Verdict: String, Sendable, Hashable {
        /// Every step wrote the same, and asked for the same.
        case identical
        /// Every step led to the same state and the same next nodes, but something on the way was different.
        case compatible
        /// The state's schema is another one, and there is no migration that leads to it.
        case needsMigration = "needs_migration"
        /// A step did something else.
        case diverges
    }

    public var run: RunID?
    public var verdict: Verdict
    /// The number of the first event that today's code does not write as it is; `nil` where there is none, or none is
    /// known.
    public var event: Int?
    /// In words: what is different. Empty where nothing is.
    public var difference: String
    /// Steps that were played.
    public var steps: Int

    public init(run: RunID?, verdict: Verdict, event: Int? = nil, difference: String = "", steps: Int = 0) {
        self.run = run
        self.verdict = verdict
        self.event = event
        self.difference = difference
        self.steps = steps
    }

    /// `{"run", "verdict", "event", "difference", "steps"}`.
    public var json: JSONObject {
        var json = JSONObject()
        json["run"] = run.map { .string($0.description) }
        json["verdict"] = .string(verdict.rawValue)
        json["event"] = event.map { .integer(Int64($0)) } ?? .null
        json["difference"] = .string(difference)
        json["steps"] = .integer(Int64(steps))
        return json
    }
}

/// What two values differ in, in a few lines.
enum ReplayDiff {
    static func lines(
        _ what: String, recorded: JSONValue?, today: JSONValue?, limit: Int = 200
    ) -> [String] {
        guard recorded != today else { return [] }
        func short(_ value: JSONValue?) -> String {
            guard let text = value?.serialized() else { return "nothing" }
            return text.count > limit ? "\(text.prefix(limit))…" : text
        }
        return ["\(what): recorded \(short(recorded)), today \(short(today))"]
    }

    /// What tasks wrote, by channel; several writes of a task into one channel as a list.
    static func writes(_ recorded: [String: [ChannelWrite]], _ today: [String: [ChannelWrite]]) -> [String] {
        var lines: [String] = []
        for task in Set(recorded.keys).union(today.keys).sorted() {
            let (old, new) = (grouped(recorded[task] ?? []), grouped(today[task] ?? []))
            for channel in Set(old.keys).union(new.keys).sorted() {
                lines += self.lines("`\(task)` writes `\(channel)`", recorded: old[channel], today: new[channel])
            }
        }
        return lines
    }

    private static func grouped(_ writes: [ChannelWrite]) -> [String: JSONValue] {
        Dictionary(grouping: writes, by: \.channel).mapValues { writes in
            writes.count == 1 ? writes[0].value : .array(writes.map(\.value))
        }
    }
}
