package import KapellJSON

/// A run's summary as it grows with its events. The order in which events arrive does not matter, except that news come
/// after the pause that they end.
package struct RunProjection: Sendable, Hashable {
    package var summary: RunSummary
    /// Whether the run's last event said what the whole run took; costs of its steps are not added then.
    package var isUsageFinal: Bool
    /// The number of the event that says how the run stands; -1 for none.
    package var standing: Int

    /// A run of which nothing is known but its name.
    package init(_ id: RunID) {
        self.init(
            summary: RunSummary(
                id: id, kind: "", subject: "", status: .running, started: id.start.nanoseconds,
                durationMilliseconds: nil, usage: ModelUsage(), events: 0),
            isUsageFinal: false, standing: -1)
    }

    package init(summary: RunSummary, isUsageFinal: Bool, standing: Int) {
        self.summary = summary
        self.isUsageFinal = isUsageFinal
        self.standing = standing
    }

    /// A count that others may be added to: what a model or a damaged file claims never overflows.
    package static func clamped(_ count: Int) -> Int { min(max(count, 0), 1 << 40) }

    package mutating func apply(_ event: JournalEvent) {
        summary.events += 1
        let data = event.data
        switch event.type {
        case .runStarted:
            func text(_ key: String) -> String { data[key]?.stringValue ?? "" }
            summary.kind = text("kind")
            summary.subject = text("subject")
            summary.queue = text("queue")
            summary.scope = text("scope")
            summary.about = text("about")
            summary.started = event.time
        case .runFinished where stands(event):
            // A status that a newer version wrote is not known here; the run has ended all the same.
            let status = data["status"]?.stringValue.flatMap(RunSummary.Status.init(rawValue:))
            summary.status = status == .running || status == .paused ? .failed : status ?? .failed
            summary.durationMilliseconds = data["duration_ms"]?.doubleValue
            if let usage = data["usage"]?.objectValue {
                summary.usage = ModelUsage(usage)
                isUsageFinal = true
            }
        case .runPaused where stands(event):
            summary.status = .paused
            summary.durationMilliseconds = nil
            summary.pause = data["status"]?.stringValue ?? "sleeping"
            summary.wakes = data["until"]?.intValue.map { Int64($0) }
        case .runResumed where stands(event):
            summary.status = .running
            summary.durationMilliseconds = nil
        case .runAnswered where data["outside"]?.boolValue == true, .runEvent, .runCancel:
            if summary.status == .paused, event.sequence > standing { summary.wakes = 0 }
        case .cost where !isUsageFinal:
            summary.usage += ModelUsage(data)
        default:
            break
        }
    }

    /// Whether ``apply(_:)`` does no more than count such events.
    package static func onlyCounts(_ type: EventType) -> Bool {
        switch type {
        case .runStarted, .runFinished, .runPaused, .runResumed, .runAnswered, .runEvent, .runCancel, .cost: false
        default: true
        }
    }

    /// Whether the event says how the run stands now.
    private mutating func stands(_ event: JournalEvent) -> Bool {
        guard event.sequence >= standing else { return false }
        standing = event.sequence
        summary.pause = nil
        summary.wakes = nil
        return true
    }

    /// Whether nothing but counts has changed since `other`: then no index needs a new entry.
    package func differsInCountsOnly(from other: RunProjection) -> Bool {
        var other = other
        other.summary.events = summary.events
        other.summary.usage = summary.usage
        return other == self
    }

    /// Joins what two files hold of one run.
    package mutating func merge(_ other: RunProjection) {
        var (named, more) = (self, other)
        if named.summary.kind.isEmpty { swap(&named, &more) }
        let newest = named.standing >= more.standing ? named : more
        var usage = named.summary.usage + more.summary.usage
        if named.isUsageFinal || more.isUsageFinal {
            usage = named.isUsageFinal ? named.summary.usage : more.summary.usage
        }
        let events = named.summary.events + more.summary.events
        self = named
        summary.status = newest.summary.status
        summary.durationMilliseconds = newest.summary.durationMilliseconds
        summary.pause = newest.summary.pause
        summary.wakes = newest.summary.wakes
        summary.usage = usage
        summary.events = events
        isUsageFinal = named.isUsageFinal || more.isUsageFinal
        standing = newest.standing
    }
}

extension ModelUsage {
    /// Reads the form that ``json`` writes; what is missing counts as 0.
    package init(_ object: JSONObject) {
        func count(_ key: String) -> Int { RunProjection.clamped(object[key]?.intValue ?? 0) }
        self.init(
            inputTokens: count("input_tokens"), cachedTokens: count("cached_tokens"),
            outputTokens: count("output_tokens"), embeddingTokens: count("embedding_tokens"))
    }
}

extension RunID {
    /// When the run began; the end of time for identifiers that name a moment beyond it.
    package var start: Timestamp {
        let (nanoseconds, overflow) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
        return Timestamp(nanoseconds: overflow ? .max : nanoseconds)
    }
}
