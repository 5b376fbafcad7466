extension Measurement {
    mutating func measureWords(_ c: Comparison) {
        // What is highest or lowest in a table need not be said in it.
        let words = c.sentence.content.filter { !c.span.hasRows || !Self.isExtreme(c.sentence.tokens[$0].text) }
        let total = max(1e-9, words.reduce(0) { $0 + c.weight($1) })
        let ranking = c.carried.indices.sorted { (c.carried[$1], $0) < (c.carried[$0], $1) }
        let best = ranking.first ?? 0
        let two = Set(ranking.prefix(2))
        func share(_ value: (Int) -> Double) -> Double {
            words.isEmpty ? 1 : words.reduce(0) { $0 + c.weight($1) * value($1) } / total
        }
        func within(_ sentences: Set<Int>) -> (Int) -> Double {
            { index in
                (c.places[index] ?? []).lazy.filter { sentences.contains(c.span.tokens[$0.index].sentence) }
                    .map(\.level).max() ?? 0
            }
        }
        self[.length] = Self.logarithm(words.count)
        self[.spanLength] = Self.logarithm(c.span.tokens.count)
        self[.covered] = share { c.level[$0] ?? 0 }
        self[.coveredBest] = share(within([best]))
        self[.coveredTwo] = share(within(two))
        self[.synonyms] =
            words.reduce(0) { sum, index in
                let level = c.level[index] ?? 0
                return sum + (level > 0 && level < 0.9 ? c.weight(index) : 0)
            } / total
        let missing = words.filter { c.source[$0] == .nowhere }
        let telling = missing.filter { c.weight($0) == 1 }
        self[.unmatched] = Double(min(5, telling.count))
        self[.unmatchedLight] = Double(min(4, missing.count - telling.count))
        func named(_ source: Comparison.Source) -> [Int] {
            words.filter { $0 > 0 && c.sentence.tokens[$0].isCapitalised && c.source[$0] == source }
        }
        self[.unmatchedName] = Double(min(3, named(.nowhere).count))
        self[.questionName] = Double(min(3, named(.question).count))
        func weighed(_ source: Comparison.Source) -> Double {
            words.filter { c.source[$0] == source }.reduce(0) { $0 + c.weight($1) }
        }
        self[.questionOnly] = min(4, weighed(.question))
        self[.titleOnly] = min(3, weighed(.title))
        set(.isTable, c.span.hasRows)
        set(.hasList, c.sentence.tokens.contains { $0.text == "and" || $0.text == "or" })
        set(.some, c.sentence.has(.some))
        set(.saysYes, c.saysYes)
        set(.saysNo, c.saysNo)
        set(.isShort, words.count + c.sentence.quantities.count <= 4)
        if !telling.isEmpty {
            let list = telling.prefix(4).map { "\u{201C}\(c.sentence.tokens[$0].text)\u{201D}" }
            note(
                named(.nowhere).isEmpty ? .coverage : .names,
                "It says \(list.joined(separator: ", ")); the passage does not.")
        }
        let only = words.filter { c.source[$0] == .question && c.weight($0) == 1 }
        if !only.isEmpty {
            let list = only.prefix(4).map { "\u{201C}\(c.sentence.tokens[$0].text)\u{201D}" }
            note(.coverage, "\(list.joined(separator: ", ")) stands in the question only, not in the passage.")
        }
    }

    /// Neighbours in the sentence should be neighbours in the span.
    mutating func measureLinks(_ c: Comparison) {
        var units: [(index: Int, part: Int, places: [Int])] = []
        var seen: Set<Int> = []
        for token in c.sentence.tokens {
            if let quantity = token.quantity {
                guard seen.insert(quantity).inserted else { continue }
                let places = c.agreeing[quantity].map { c.span.quantities[$0.index].start }
                if !places.isEmpty { units.append((token.index, token.part, places)) }
            } else if let places = c.places[token.index]?.filter({ $0.level >= 0.6 }), !places.isEmpty {
                units.append((token.index, token.part, places.map(\.index)))
            }
        }
        let pairs = Double(max(1, units.count - 1))
        var tight = 0.0
        var breaks = 0.0
        for (one, other) in zip(units, units.dropFirst()) {
            var least = Int.max
            for first in one.places {
                for second in other.places {
                    let a = c.span.tokens[first], b = c.span.tokens[second]
                    least = min(
                        least,
                        abs(first - second) + (a.sentence != b.sentence ? 8 : 0) + (a.part != b.part ? 2 : 0))
                }
            }
            tight += 1 / (1 + Double(max(0, least - (other.index - one.index))) / 4)
            if one.part == other.part, least > 12 { breaks += 1 }
        }
        self[.tight] = units.count > 1 ? tight / pairs : 0.7
        self[.breaks] = breaks / pairs
        let order = c.sentence.content.filter { c.weight($0) == 1 }.compactMap { c.aligned[$0]?.index }
        let inversions = zip(order, order.dropFirst()).count { $1 < $0 }
        self[.inversions] = Double(inversions) / Double(max(1, order.count - 1))
        if breaks / pairs >= 0.6 {
            note(.coverage, "Words that it joins stand far apart in the passage.")
        }
    }
}
