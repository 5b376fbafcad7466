import KapellCore

extension EvaluationReport {
    /// The report as one HTML page that needs nothing else: no script, no font, no picture from elsewhere. It follows
    /// the reader's light or dark setting. Texts of data sets, documents and models are escaped.
    public var html: String {
        var body = "<h1>Evaluation</h1>\n<p>\(Self.escaped(summary)).</p>\n"
        body += Self.list(about.map { ($0.name, $0.value) })
        body += Self.list(sources.map { ($0.name, "\($0.questions) questions, SHA-256 \($0.hash)") })
        body += "<h2>Metrics</h2>\n" + bars + Self.table(.metrics(of: self))
        body += Self.list(metrics.map { ($0.metric.id, $0.metric.what) })
        body += "<p>\(Self.escaped(Self.method))</p>\n"
        if !gates.isEmpty { body += "<h2>Gates</h2>\n" + Self.table(.gates(of: self)) }
        if kinds.count > 1 { body += "<h2>Kinds</h2>\n" + Self.table(.kinds(of: self)) }
        if !isBlind { body += questions }
        return Self.head + body + "</main>\n</body>\n</html>\n"
    }

    /// The shares as lines with their intervals.
    private var bars: String {
        let shares = metrics.filter { $0.metric.form == .share }
        guard !shares.isEmpty else { return "" }
        let rows = shares.map { summary in
            let low = FigureText.fixed((summary.interval?.low ?? summary.value) * 100, 1)
            let width = FigureText.fixed(
                ((summary.interval?.high ?? summary.value) - (summary.interval?.low ?? summary.value)) * 100, 1)
            let value = FigureText.fixed(summary.value * 100, 1)
            // The mark has a width, and stays within the picture.
            let mark = FigureText.fixed(min(summary.value * 100, 99.4), 1)
            return """
                <div class="bar"><span>\(Self.escaped(summary.metric.id))</span><svg viewBox="0 0 100 8" \
                preserveAspectRatio="none" role="img" aria-label="\(value) %">\
                <rect class="track" width="100" height="8"/>\
                <rect class="range" x="\(low)" width="\(width)" height="8"/>\
                <rect class="mark" x="\(mark)" width="0.6" height="8"/></svg><b>\(value) %</b></div>

                """
        }
        return rows.joined()
    }

    /// Every question, those to look at first.
    private var questions: String {
        let results = outcome.results
        var text = "<h2>Questions</h2>\n"
        for result in results.filter({ !$0.isGood }) + results.filter(\.isGood) {
            let state =
                result.isGood ? "<i class=\"yes\">good</i>" : "<i class=\"no\">\(Self.escaped(result.missed))</i>"
            text += "<details><summary>\(state) \(Self.escaped(result.item.question))</summary>\n"
            text += Self.list([
                ("id", result.item.id), ("kind", result.item.kind),
                ("answerable", result.item.isAnswerable ? "yes" : "no"), ("answer", result.said),
                ("seconds", FigureText.fixed(result.response.seconds, 3)),
            ])
            for (index, citation) in result.response.citations.enumerated() {
                let page = citation.page.map { ", page \($0)" } ?? ""
                let place = "\(citation.document)\(page), bytes \(citation.span.start)–\(citation.span.end)"
                text += "<blockquote><b>[\(index + 1)] \(Self.escaped(place))</b><br>"
                text += Self.escaped(String(citation.text.prefix(2_000))) + "</blockquote>\n"
            }
            text += "</details>\n"
        }
        return text
    }

    private static func table(_ table: ReportTable) -> String {
        func row(_ cells: [String], _ tag: String) -> String {
            "<tr>" + cells.map { "<\(tag)>\(escaped($0))</\(tag)>" }.joined() + "</tr>\n"
        }
        return "<div class=\"wide\"><table>\n\(row(table.head, "th"))"
            + table.rows.map { row($0, "td") }.joined() + "</table></div>\n"
    }

    private static func list(_ entries: [(String, String)]) -> String {
        guard !entries.isEmpty else { return "" }
        return "<dl>\n" + entries.map { "<dt>\(escaped($0.0))</dt><dd>\(escaped($0.1))</dd>\n" }.joined() + "</dl>\n"
    }

    /// Text that is nothing but text, in elements and in attributes with double quotes.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\n", "\t": result.unicodeScalars.append(scalar)
            default:
                let isControl = scalar.value < 32 || (0x7F...0x9F).contains(scalar.value)
                result.unicodeScalars.append(isControl ? "\u{FFFD}" : scalar)
            }
        }
        return result
    }

    private static let head = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <title>Evaluation</title>
        <style>
        :root { color-scheme: light dark; --ground: #fff; --ink: #1c1e21; --soft: #5d6570; --line: #d9dde2;
          --track: #e8ebef; --range: #9fc3f0; --mark: #123f77; --yes: #1a6b34; --no: #a02218; }
        @media (prefers-color-scheme: dark) { :root { --ground: #16181b; --ink: #e6e8eb; --soft: #9aa3ad;
          --line: #343a41; --track: #272c32; --range: #2f5f97; --mark: #cfe3ff; --yes: #7ad497; --no: #ff9b8f; } }
        body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
        main { max-width: 62rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
        h1, h2 { line-height: 1.2; } h2 { margin-top: 2.2rem; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; font-size: .9rem; }
        dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
        .wide { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        th, td { text-align: left; padding: .3rem .9rem .3rem 0; border-bottom: 1px solid var(--line);
          white-space: nowrap; }
        .bar { display: grid; grid-template-columns: 10rem 1fr 5rem; gap: .8rem; align-items: center; }
        .bar svg { width: 100%; height: .8rem; }
        .bar b { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
        .track { fill: var(--track); } .range { fill: var(--range); } .mark { fill: var(--mark); }
        details { border-bottom: 1px solid var(--line); padding: .4rem 0; } summary { cursor: pointer; }
        blockquote { margin: .5rem 0; padding-left: .8rem; border-left: 3px solid var(--line); white-space: pre-wrap;
          overflow-wrap: anywhere; font-size: .9rem; }
        .yes { color: var(--yes); } .no { color: var(--no); }
        @media (max-width: 40rem) { .bar { grid-template-columns: 9rem 1fr 4.6rem; } }
        </style>
        </head>
        <body>
        <main>

        """
}
