public import KapellJSON

/// A whole run: its summary, and its events with the content that was kept.
public struct RunRecord: Sendable, Hashable {
    public struct Entry: Sendable, Hashable {
        public var event: JournalEvent
        /// Texts of the event that were kept, by name.
        public var content: [String: String]

        public init(event: JournalEvent, content: [String: String]) {
            self.event = event
            self.content = content
        }
    }

    public var summary: RunSummary
    public var entries: [Entry]

    public init(summary: RunSummary, entries: [Entry]) {
        self.summary = summary
        self.entries = entries
    }

    /// The summary's members, and `"events"`: `[{"sequence", "type", "at_ms", "summary", "data", "content"}]`.
    public var json: JSONObject {
        var object = summary.json
        object["events"] = .array(
            entries.map { entry in
                var content = JSONObject()
                for name in entry.content.keys.sorted() { content[name] = .string(entry.content[name] ?? "") }
                return [
                    "sequence": .integer(Int64(entry.event.sequence)),
                    "type": .string(entry.event.type.rawValue),
                    "at_ms": .number(Double(entry.event.time.clampedSubtracting(summary.started)) / 1e6),
                    "summary": .string(entry.event.summary),
                    "data": .object(entry.event.data),
                    "content": .object(content),
                ]
            })
        return object
    }
}
