extension EvaluationReport {
    /// The report for a terminal: tables, without single questions.
    public var text: String {
        var parts = [Self.aligned(.metrics(of: self))]
        if kinds.count > 1 { parts.append(Self.aligned(.kinds(of: self))) }
        if !gates.isEmpty { parts.append(Self.aligned(.gates(of: self))) }
        parts.append(summary)
        return parts.joined(separator: "\n\n")
    }

    /// One line: how many questions, and whether that is all.
    var summary: String {
        let count = outcome.results.count
        var line = "\(count) question\(count == 1 ? "" : "s") in \(FigureText.fixed(outcome.seconds, 1)) s"
        if failures > 0 { line += ", \(failures) failed" }
        if !outcome.isComplete { line += "; not all were asked: the run was ended before" }
        return line
    }

    private static func aligned(_ table: ReportTable) -> String {
        // Names of kinds come from data sets.
        let lines = ([table.head] + table.rows).map { $0.map { String(AnswerText.spaced($0).prefix(60)) } }
        let widths = table.head.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { line in
            var text = ""
            for (column, cell) in line.enumerated() {
                text += cell + String(repeating: " ", count: widths[column] - cell.count + 2)
            }
            while text.last == " " { text.removeLast() }
            return text
        }.joined(separator: "\n")
    }
}
