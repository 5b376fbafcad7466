/// The figures as rows of texts, for every form of a report.
struct ReportTable {
    let head: [String]
    let rows: [[String]]

    /// The metrics, with a column for each run that they are compared with.
    static func metrics(of report: EvaluationReport) -> ReportTable {
        var head = ["metric", "n", "value", "95 %"]
        for column in report.columns { head += [column.name, "difference", "95 %", "p"] }
        let rows = report.metrics.map { summary in
            let form = summary.metric.form
            var row = [
                summary.metric.id, String(summary.count), FigureText.of(summary.value, form),
                FigureText.of(summary.interval, form),
            ]
            for column in report.columns {
                guard let other = column.comparisons[summary.metric] else {
                    row += ["–", "–", "–", "–"]
                    continue
                }
                row += [
                    FigureText.of(other.other, form), FigureText.signed(other.difference, form),
                    FigureText.of(other.interval, form),
                    other.probability.map { $0 < 0.001 ? "<0.001" : FigureText.fixed($0, 3) } ?? "–",
                ]
            }
            return row
        }
        return ReportTable(head: head, rows: rows)
    }

    /// The shares of each kind of question, as right ones of all.
    static func kinds(of report: EvaluationReport) -> ReportTable {
        let shown = report.metrics.map(\.metric).filter { $0.form == .share }
        let rows = report.kinds.map { kind in
            [kind.name, String(kind.count)]
                + shown.map { metric in
                    guard let summary = kind.metrics.first(where: { $0.metric == metric }) else { return "" }
                    return "\(Int((summary.value * Double(summary.count)).rounded()))/\(summary.count)"
                }
        }
        return ReportTable(head: ["kind", "n"] + shown.map { String($0.id.dropFirst("answer.".count)) }, rows: rows)
    }

    /// The gates.
    static func gates(of report: EvaluationReport) -> ReportTable {
        ReportTable(
            head: ["gate", "value", "holds"],
            rows: report.gates.map { result in
                [
                    result.gate.description, result.value.map { FigureText.fixed($0, 4) } ?? "not measured",
                    result.holds ? "yes" : "NO",
                ]
            })
    }
}
