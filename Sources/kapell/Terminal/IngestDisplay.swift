import KapellJSON
import KapellServer

/// Shows an ingestion to the person who waits.
struct IngestDisplay {
    let isJSON: Bool
    private var isSlow = false
    private let began = ContinuousClock.now

    init(isJSON: Bool) { self.isJSON = isJSON }

    /// Runs an ingestion to its end and returns its report.
    mutating func show(_ events: WireEventStream) async throws -> JSONObject {
        var report: JSONObject = [:]
        var place = ""
        defer { Terminal.endProgress() }
        for try await event in events {
            switch event.name {
            case "reading":
                place = "[\(number(event, "number"))/\(number(event, "of"))] \(text(event, "document"))"
                Terminal.progress("Reading \(place)")
            case "embedding":
                Terminal.progress("Indexing \(place): \(number(event, "done")) of \(number(event, "of")) passages")
            case "rate": Terminal.progress(Self.rate(event.data))
            case "document" where text(event, "outcome") == "failed":
                Terminal.endProgress()
                if !isJSON { Self.sayFailure(event.data) }
            case "report": report = event.data
            default: break
            }
        }
        return report
    }

    /// `120 of 1168 files, 84.2 a minute, 31 passages a second, about 3 min left`.
    static func rate(_ data: JSONObject) -> String {
        func number(_ key: String) -> Double { data[key]?.doubleValue ?? 0 }
        var text =
            "\(Int(number("done"))) of \(Int(number("of"))) files, \(number("documents_per_minute")) a minute, "
            + "\(number("passages_per_second")) passages a second"
        if let seconds = data["seconds_left"]?.doubleValue, seconds > 0 {
            let minutes = Int((seconds / 60).rounded(.up))
            text += seconds < 90 ? ", about \(Int(seconds.rounded(.up))) s left" : ", about \(minutes) min left"
        }
        return text
    }

    private static func sayFailure(_ entry: JSONObject) {
        Terminal.say("  not indexed: \(Terminal.plain(entry["error"]?["message"]?.stringValue ?? "unknown reason"))")
        if let remedy = entry["error"]?["remedy"]?.stringValue { Terminal.say("    \(Terminal.plain(remedy))") }
    }

    private func text(_ event: WireEvent, _ key: String) -> String {
        Terminal.plain(event.data[key]?.stringValue ?? "")
    }

    private func number(_ event: WireEvent, _ key: String) -> Int { event.data[key]?.intValue ?? 0 }

    /// One line that says what changed; `nil` when nothing did.
    static func summary(_ report: JSONObject) -> String? {
        let parts = ["added", "updated", "removed", "failed"].compactMap { key -> String? in
            guard let count = report[key]?.intValue, count > 0 else { return nil }
            return "\(count) \(key)"
        }
        guard !parts.isEmpty else { return nil }
        let seconds = (report["duration_ms"]?.doubleValue ?? 0) / 1000
        return "Indexed \(report["knowledge"]?.stringValue ?? ""): \(parts.joined(separator: ", "))"
            + " (\((seconds * 10).rounded() / 10) s)"
    }
}
