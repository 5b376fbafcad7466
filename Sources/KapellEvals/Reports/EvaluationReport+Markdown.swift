import KapellCore

extension EvaluationReport {
    /// The report as Markdown. Texts of data sets, documents and models are escaped.
    public var markdown: String {
        var parts = ["# Evaluation", Self.escaped(summary) + "."]
        parts.append(about.map { "- \(Self.escaped($0.name)): \(Self.escaped($0.value))" }.joined(separator: "\n"))
        if !sources.isEmpty {
            parts.append(
                sources.map {
                    "- \(Self.escaped($0.name)): \($0.questions) questions, SHA-256 \(Self.escaped($0.hash))"
                }
                .joined(separator: "\n"))
        }
        parts.append("## Metrics\n\n" + Self.table(.metrics(of: self)))
        parts.append(metrics.map { "- \($0.metric.id): \($0.metric.what)" }.joined(separator: "\n"))
        parts.append(Self.method)
        if !gates.isEmpty { parts.append("## Gates\n\n" + Self.table(.gates(of: self))) }
        if kinds.count > 1 { parts.append("## Kinds\n\n" + Self.table(.kinds(of: self))) }
        let open = isBlind ? [] : outcome.results.filter { !$0.isGood }
        if !open.isEmpty {
            let rows = open.map { result in
                [result.item.id, result.item.kind, result.item.question, result.missed, result.said]
            }
            parts.append(
                "## Questions to look at\n\n"
                    + Self.table(ReportTable(head: ["id", "kind", "question", "not met", "answer"], rows: rows)))
        }
        return parts.joined(separator: "\n\n") + "\n"
    }

    /// How the figures were made.
    static let method = """
        Intervals hold the true value with 95 % confidence: of shares by Wilson's formula, of times and means by the \
        bootstrap. A difference is paired, question by question; its interval is a bootstrap over the pairs, and p is \
        McNemar's exact test.
        """

    private static func table(_ table: ReportTable) -> String {
        let head = "| " + table.head.map(escaped).joined(separator: " | ") + " |"
        let rule = "|" + table.head.map { _ in "---|" }.joined()
        return ([head, rule] + table.rows.map { "| " + $0.map(escaped).joined(separator: " | ") + " |" })
            .joined(separator: "\n")
    }

    /// Text that is nothing but text, on one line.
    private static func escaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": result.append(contentsOf: "&lt;".unicodeScalars)
            case ">": result.append(contentsOf: "&gt;".unicodeScalars)
            case "&": result.append(contentsOf: "&amp;".unicodeScalars)
            case _ where scalar.properties.isWhitespace || scalar.value < 32 || (0x7F...0x9F).contains(scalar.value):
                result.append(" ")
            default:
                if "\\`*_{}[]()#+!|~".unicodeScalars.contains(scalar) { result.append("\\") }
                result.append(scalar)
            }
        }
        return String(result)
    }
}

extension EvaluationResult {
    /// The shares that were not met.
    var missed: String {
        if let failure = response.failure { return "failed: \(failure.message)" }
        return Metric.all.filter { $0.form == .share && scores[$0] == 0 }
            .map { String($0.id.dropFirst("answer.".count)) }.joined(separator: ", ")
    }

    /// What was answered, as far as there is room.
    var said: String {
        let text = response.isRefused ? "refused" : AnswerText.spaced(response.text)
        return text.count > 300 ? "\(text.prefix(300))…" : text
    }
}
