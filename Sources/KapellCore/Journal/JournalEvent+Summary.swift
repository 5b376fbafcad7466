import KapellJSON

extension JournalEvent {
    /// The event in one line, for lists and terminals.
    public var summary: String {
        switch type {
        case .runStarted: "\(text("kind")) on \(text("subject")) began"
        case .runFinished: "\(text("status")) after \(number("duration_ms")) ms"
        case .retrieved: "\(number("results")) passages found of \(number("candidates")) candidates"
        case .modelRequest: "asked \(text("model"))\(role): \(number("messages")) messages"
        case .modelOutput: "\(text("producer")) wrote \(number("characters")) characters"
        case .verdict: "\(text("verifier")): \(text("decision")), \(text("reason"))"
        case .cost:
            "\(number("input_tokens")) read, \(number("output_tokens")) written, \(number("embedding_tokens")) embedded"
        case .checkpoint: text("what")
        default: type.rawValue
        }
    }

    private var role: String { data["purpose"] == "judge" ? " as judge" : "" }

    private func text(_ key: String) -> String { data[key]?.stringValue ?? "?" }

    private func number(_ key: String) -> String {
        guard let value = data[key] else { return "?" }
        if let integer = value.intValue { return String(integer) }
        guard let double = value.doubleValue else { return "?" }
        return String((double * 10).rounded() / 10)
    }
}
