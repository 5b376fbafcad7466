extension Measurement {
    private static let high: Set<String> = [
        "highest", "most", "largest", "longest", "greatest", "biggest", "latest", "last", "maximum",
    ]
    private static let low: Set<String> = [
        "lowest", "least", "fewest", "smallest", "shortest", "cheapest", "earliest", "minimum", "first",
    ]

    static func isExtreme(_ word: String) -> Bool { high.contains(word) || low.contains(word) }

    /// Whether what is read from a table stands in one row, and in the column that is named.
    mutating func measureTable(_ c: Comparison) {
        guard c.span.hasRows else { return }
        let columns = c.columns
        let headers = c.headers
        var rows: [(rows: Set<Int>, weight: Double)] = []
        for matches in c.agreeing where !matches.isEmpty {
            rows.append((Set(matches.map { c.span.tokens[c.span.quantities[$0.index].start].sentence }), 1.5))
        }
        for index in c.sentence.content {
            let places = (c.places[index] ?? []).filter { $0.level >= 0.75 }
            if !places.isEmpty {
                rows.append((Set(places.map { c.span.tokens[$0.index].sentence }), c.weight(index)))
            }
        }
        var hits: [Int: Double] = [:]
        var total = 0.0
        for (set, weight) in rows where !set.contains(0) {
            total += weight
            for row in set { hits[row, default: 0] += weight }
        }
        let top = hits.max { ($0.value, $1.key) < ($1.value, $0.key) }
        if let top, total > 0 { self[.tableRow] = 1 - top.value / total }
        if self[.tableRow] >= 0.4 { note(.coverage, "It joins what stands in different rows of the table.") }
        measureColumns(c, columns, headers)
        measureExtremes(c, columns, row: top?.key)
    }

    private mutating func measureColumns(_ c: Comparison, _ columns: [Int], _ headers: [Int: [Token]]) {
        var named: [Int: Double] = [:]
        for (column, words) in headers {
            let telling = words.filter { !$0.isGrammar }
            guard !telling.isEmpty else { continue }
            let sum = telling.reduce(0) { sum, header in
                let mine = c.sentence.content.map { c.relation(header.stem, c.sentence.tokens[$0].stem).level }.max()
                let asked = c.question.content.map { c.relation(header.stem, c.question.tokens[$0].stem).level }.max()
                return sum + max(mine ?? 0, 0.6 * (asked ?? 0))
            }
            named[column] = sum / Double(telling.count)
        }
        let best = named.values.max() ?? 0
        for (number, quantity) in c.sentence.quantities.enumerated()
        where quantity.kind != .reference && quantity.kind != .code && !c.agreeing[number].isEmpty {
            let mine = c.agreeing[number].map { named[columns[c.span.quantities[$0.index].start]] ?? 0 }.max() ?? 0
            if best - mine > 0.3 {
                self[.tableColumn] = 1
                note(
                    Self.check(quantity.kind),
                    "\(c.sentence.words(of: quantity)) stands in another column of the table.")
            }
        }
    }

    /// "The lowest", "the cheapest": the row must hold the least or the largest value of a column.
    private mutating func measureExtremes(_ c: Comparison, _ columns: [Int], row: Int?) {
        let words = c.sentence.tokens.filter { !$0.isOperator && $0.quantity == nil }.map(\.text)
        let isHigh = words.contains { Self.high.contains($0) }
        let isLow = words.contains { Self.low.contains($0) }
        let isSaid = c.span.tokens.contains { token in
            (Self.high.contains(token.text) || Self.low.contains(token.text)) && words.contains(token.text)
        }
        guard isHigh || isLow, !isSaid else { return }
        var values: [Int: [Int: Double]] = [:]
        for quantity in c.span.quantities {
            let place = c.span.tokens[quantity.start].sentence
            var value = quantity.value
            switch quantity.kind {
            case .money, .number, .percent, .duration, .measure: break
            case .date:
                value = Double((quantity.year ?? 0) * 400 + (quantity.month ?? 0) * 31 + (quantity.day ?? 0))
            default: continue
            }
            if values[columns[quantity.start]]?[place] == nil {
                values[columns[quantity.start], default: [:]][place] = value
            }
        }
        let isRight = values.values.contains { column in
            guard let row, let value = column[row], column.count >= 2 else { return false }
            return (isHigh && value == column.values.max()) || (isLow && value == column.values.min())
        }
        set(.extremeRight, isRight)
        set(.extremeWrong, !isRight)
        if !isRight { note(.numbers, "The table does not show it as the highest or lowest.") }
    }
}
