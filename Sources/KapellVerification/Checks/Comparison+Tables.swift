extension Comparison {
    /// Column of each token of a table: bars before it in its row.
    static func columns(of span: SupportText) -> [Int] {
        var columns: [Int] = []
        var row = -1
        var column = 0
        for token in span.tokens {
            if token.sentence != row {
                row = token.sentence
                column = 0
            }
            if token.text == "|" { column += 1 }
            columns.append(column)
        }
        return columns
    }

    /// Words of the first row, by column.
    static func headers(of span: SupportText, _ columns: [Int]) -> [Int: [Token]] {
        var headers: [Int: [Token]] = [:]
        for token in span.tokens where token.sentence == 0 && token.kind == .word {
            headers[columns[token.index], default: []].append(token)
        }
        return headers
    }

    /// How well the words around one of the span's quantities fit those of `context`.
    func fit(_ context: [(key: String, value: Double)], _ quantity: Quantity) -> Double {
        let around = span.neighbours(of: quantity, within: span.hasRows ? 40 : 14)
        var score = 0.0
        for (stem, weight) in context {
            var best = 0.0
            for (other, near) in around {
                let level = relation(stem, other).level
                if level > 0 { best = max(best, level * (span.hasRows ? max(near, 0.6) : near)) }
            }
            score += weight * best
        }
        if span.hasRows {
            let headers = headers[columns[quantity.start]] ?? []
            for (stem, weight) in context where headers.contains(where: { relation(stem, $0.stem).level >= 0.75 }) {
                score += weight * 0.8
            }
        }
        let row = span.tokens[quantity.start].sentence
        for matches in agreeing {
            let isNear = matches.contains {
                let other = span.quantities[$0.index]
                return other.start != quantity.start && span.tokens[other.start].sentence == row
            }
            if isNear { score += 0.5 }
        }
        return score
    }

    /// A quantity of the same kind in the span, the nearest to the words around one of the sentence's.
    func nearest(to number: Int) -> Quantity? {
        let quantity = sentence.quantities[number]
        let context = sentence.neighbours(of: quantity, within: 10).sorted { $0.key < $1.key }
        var best: (score: Double, quantity: Quantity)?
        for other in span.quantities.filter({ $0.kind == quantity.kind }).prefix(40) {
            let score = fit(context, other)
            if best == nil || score > (best?.score ?? 0) + 1e-9 { best = (score, other) }
        }
        return best?.quantity
    }
}
