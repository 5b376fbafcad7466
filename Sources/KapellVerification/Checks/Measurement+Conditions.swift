extension Measurement {
    /// Before and after.
    mutating func measureTime(_ c: Comparison) {
        let (before, after) = (c.sentence.has(.before), c.sentence.has(.after))
        let (itsBefore, itsAfter) = (c.span.has(.before), c.span.has(.after))
        set(.timeReversed, (before && !itsBefore && itsAfter && !after) || (after && !itsAfter && itsBefore && !before))
        set(.beforeAdded, before && !itsBefore)
        var conflicts = false
        var added = false
        for kind in [PhraseClass.before, .after] {
            for range in c.sentence[kind] {
                let targets = (range.upperBound..<(range.upperBound + 5)).compactMap { index -> [Int]? in
                    guard c.sentence.tokens.indices.contains(index) else { return nil }
                    if let quantity = c.sentence.tokens[index].quantity {
                        return c.agreeing[quantity].map { c.span.quantities[$0.index].start }
                    }
                    return c.places[index]?.filter { $0.level >= 0.6 }.map(\.index)
                }.filter { !$0.isEmpty }.prefix(2)
                let found = Set(targets.joined().map { Self.relation(c.span, $0) })
                guard !found.isEmpty, !found.contains(kind) else { continue }
                if found.contains(kind == .before ? .after : .before) {
                    conflicts = true
                } else if !c.span.has(kind), !c.span.tokens.contains(where: { Self.timeWords.contains($0.text) }) {
                    added = true
                }
            }
        }
        set(.timeConflict, conflicts)
        set(.timeAdded, added)
        if conflicts || self[.timeReversed] > 0 { note(.dates, "It has before and after the other way round.") }
    }

    private static let timeWords: Set<String> = [
        "until", "upon", "since", "when", "past", "once", "by", "begins", "begin", "starts", "prior", "advance",
        "preceding", "following", "end", "ends", "earlier", "later", "follows", "precedes",
    ]

    /// Whether "before" or "after" stands shortly before a token.
    private static func relation(_ text: SupportText, _ index: Int) -> PhraseClass? {
        for distance in 1..<5 where index - distance >= 0 {
            let place = index - distance
            guard text.tokens[place].sentence == text.tokens[index].sentence else { return nil }
            for kind in [PhraseClass.before, .after] where text[kind].contains(where: { $0.contains(place) }) {
                return kind
            }
            if text.tokens[place].part != text.tokens[index].part { return nil }
        }
        return nil
    }

    /// Conditions and exceptions of the span that the sentence leaves out.
    mutating func measureConditions(_ c: Comparison) {
        let kinds: [(PhraseClass, Feature)] = [
            (.except, .exceptionDropped), (.prov, .provisoDropped), (.if, .conditionDropped),
            (.without, .withoutDropped),
        ]
        for (kind, feature) in kinds {
            var worst = 0.0
            for range in c.span[kind].prefix(12) where c.main.contains(c.span.tokens[range.lowerBound].sentence) {
                worst = max(worst, 1 - Self.repeated(c, range))
            }
            self[feature] = worst
            if worst > 0.6 {
                note(
                    .conditions,
                    "The passage has a condition behind \u{201C}\(c.span.tokens[c.span[kind][0].lowerBound].text)\u{201D}; it has none."
                )
            }
        }
        set(
            .exceptionMadeUp,
            c.sentence.has(.except) && !c.span.has(.except, .prov, .without, .only))
    }

    /// Share of what stands behind a restricting word that the sentence or the question repeats.
    private static func repeated(_ c: Comparison, _ range: Range<Int>) -> Double {
        let first = c.span.tokens[range.lowerBound]
        var total = 0
        var held = 0.0
        var quantities: Set<Int> = []
        let stems =
            c.sentence.content.map { c.sentence.tokens[$0].stem }
            + c.question.content.map { c.question.tokens[$0].stem }
        var index = range.upperBound
        while index < c.span.tokens.count, c.span.tokens[index].sentence == first.sentence, total < 8 {
            let token = c.span.tokens[index]
            if token.part != first.part, total > 0 { break }
            if let quantity = token.quantity {
                if quantities.insert(quantity).inserted {
                    total += 1
                    let isHeld = (c.sentence.quantities + c.question.quantities).contains {
                        c.span.quantities[quantity].agreement(with: $0) >= 0.4
                    }
                    held += isHeld ? 1 : 0
                }
            } else if token.kind == .word, !token.isOperator, !token.isGrammar {
                total += 1
                held += c.best(token.stem, in: stems)
            }
            index += 1
        }
        return total == 0 ? 1 : held / Double(total)
    }
}
