import KapellCore
import KapellJSON

/// A run's summary as it grows with its events. The order in which events arrive does not matter.
struct RunProjection: Sendable, Hashable {
    var summary: RunSummary
    /// Whether the run's last event said what the whole run took; costs of its steps are not added then.
    var isUsageFinal: Bool

    /// A run of which nothing is known but its name.
    init(_ id: RunID) {
        summary = RunSummary(
            id: id, kind: "", subject: "", status: .running, started: id.start.nanoseconds,
            durationMilliseconds: nil, usage: ModelUsage(), events: 0)
        isUsageFinal = false
    }

    init(summary: RunSummary, isUsageFinal: Bool) {
        self.summary = summary
        self.isUsageFinal = isUsageFinal
    }

    /// A count that others may be added to: what a model or a damaged file claims never overflows.
    static func clamped(_ count: Int) -> Int { min(max(count, 0), 1 << 40) }

    mutating func apply(_ event: JournalEvent) {
        summary.events += 1
        let data = event.data
        switch event.type {
        case .runStarted:
            summary.kind = data["kind"]?.stringValue ?? ""
            summary.subject = data["subject"]?.stringValue ?? ""
            summary.started = event.time
        case .runFinished:
            // A status that a newer version wrote is not known here; the run has ended all the same.
            summary.status = data["status"]?.stringValue.flatMap(RunSummary.Status.init(rawValue:)) ?? .failed
            summary.durationMilliseconds = data["duration_ms"]?.doubleValue
            if let usage = data["usage"]?.objectValue {
                summary.usage = ModelUsage(usage)
                isUsageFinal = true
            }
        case .cost where !isUsageFinal:
            summary.usage += ModelUsage(data)
        default:
            break
        }
    }

    /// Joins what two files hold of one run.
    mutating func merge(_ other: RunProjection) {
        var (named, more) = (self, other)
        if named.summary.kind.isEmpty { swap(&named, &more) }
        let ended = named.summary.status != .running ? named : more
        var usage = named.summary.usage + more.summary.usage
        if named.isUsageFinal || more.isUsageFinal {
            usage = named.isUsageFinal ? named.summary.usage : more.summary.usage
        }
        let events = named.summary.events + more.summary.events
        self = named
        summary.status = ended.summary.status
        summary.durationMilliseconds = ended.summary.durationMilliseconds
        summary.usage = usage
        summary.events = events
        isUsageFinal = named.isUsageFinal || more.isUsageFinal
    }
}

extension ModelUsage {
    /// Reads the form that ``json`` writes; what is missing counts as 0.
    init(_ object: JSONObject) {
        func count(_ key: String) -> Int { RunProjection.clamped(object[key]?.intValue ?? 0) }
        self.init(
            inputTokens: count("input_tokens"), cachedTokens: count("cached_tokens"),
            outputTokens: count("output_tokens"), embeddingTokens: count("embedding_tokens"))
    }
}

extension RunID {
    /// When the run began; the end of time for identifiers that name a moment beyond it.
    var start: Timestamp {
        let (nanoseconds, overflow) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
        return Timestamp(nanoseconds: overflow ? .max : nanoseconds)
    }
}
