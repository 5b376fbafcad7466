extension Measurement {
    mutating func measureNumbers(_ c: Comparison) {
        var conflicts = 0
        var missing = 0
        var units = 0
        var asked = 0
        var weak = 0
        for (number, quantity) in c.sentence.quantities.enumerated() {
            let levels = c.agreements[number]
            if let best = c.agreeing[number].map(\.level).max() {
                if best < 1 { weak += 1 }
                if best < 1, let year = quantity.year, quantity.kind == .date,
                    let other = c.span.quantities.first(where: { $0.year != nil && $0.month == quantity.month }),
                    other.year != year
                {
                    conflicts += 1
                    note(
                        .dates,
                        "It says \(c.sentence.words(of: quantity)); the passage says \(c.span.words(of: other)).")
                }
                continue
            }
            if c.question.quantities.contains(where: { quantity.agreement(with: $0) >= 0.4 }) {
                asked += 1
                continue
            }
            if quantity.kind == .ordinal, !c.span.quantities.contains(where: { $0.kind == .ordinal }) {
                weak += 1
                continue
            }
            if quantity.kind == .number, quantity.unit.isEmpty, quantity.value <= 2 {
                weak += 1
                if quantity.value == 1 { continue }
            }
            let said = c.sentence.words(of: quantity)
            if levels.contains(-1) {
                units += 1
                let other = levels.firstIndex(of: -1).map { c.span.words(of: c.span.quantities[$0]) } ?? ""
                note(.units, "It says \(said); the passage says \(other).")
            } else if let other = c.nearest(to: number) {
                conflicts += 1
                note(
                    Self.check(quantity.kind), "It says \(said); the passage says \(c.span.words(of: other)).")
            } else {
                missing += 1
                note(Self.check(quantity.kind), "It says \(said); the passage does not.")
            }
        }
        self[.numberConflict] = Double(min(2, conflicts))
        self[.numberMissing] = Double(min(2, missing))
        self[.numberUnit] = Double(min(2, units))
        self[.numberQuestion] = Double(min(2, asked))
        self[.numberWeak] = Double(min(2, weak))
        self[.numbers] = Double(min(3, c.sentence.quantities.count))
        var sequence: [(kind: Quantity.Kind, place: Int, choices: Int)] = []
        for (number, quantity) in c.sentence.quantities.enumerated() where quantity.kind != .reference {
            guard let first = c.agreeing[number].first else { continue }
            sequence.append((quantity.kind, c.span.quantities[first.index].start, c.agreeing[number].count))
        }
        let isReversed = zip(sequence, sequence.dropFirst()).contains {
            $0.kind == $1.kind && $1.place < $0.place && $0.choices == 1 && $1.choices == 1
        }
        set(.numberOrder, isReversed)
        if isReversed { note(.numbers, "Two of its values stand in the other order in the passage.") }
    }

    static func check(_ kind: Quantity.Kind) -> SupportCheck.Name {
        switch kind {
        case .money, .currency: .amounts
        case .date, .year, .time, .weekday: .dates
        case .duration, .measure: .units
        default: .numbers
        }
    }

    /// At least, at most, more than, less than.
    mutating func measureBounds(_ c: Comparison) {
        var conflicts = 0
        var dropped = 0
        var added = 0
        for (number, quantity) in c.sentence.quantities.enumerated() {
            guard !c.agreeing[number].isEmpty, ![.reference, .code, .ordinal].contains(quantity.kind) else { continue }
            let mine = c.sentence.bound(of: quantity)
            let its = c.agreeing[number].map { c.span.bound(of: c.span.quantities[$0.index]) }
            if let mine {
                if its.contains(mine) { continue }
                if its.allSatisfy({ $0.map { Self.contradict(mine, $0) } ?? false }) {
                    conflicts += 1
                    note(.numbers, "It bounds \(c.sentence.words(of: quantity)) the other way than the passage.")
                } else if its.allSatisfy({ $0 == nil }) {
                    added += 1
                }
            } else if its.allSatisfy({ $0 != nil }) {
                dropped += 1
            }
        }
        self[.boundConflict] = Double(min(2, conflicts))
        self[.boundDropped] = Double(min(2, dropped))
        self[.boundAdded] = Double(min(2, added))
    }

    private static func contradict(_ one: PhraseClass, _ other: PhraseClass) -> Bool {
        one != other && !(one == .max && other == .lt) && !(one == .lt && other == .max)
    }

    /// Whether another value of the same kind stands nearer to the words around the sentence's.
    mutating func measureNumberContext(_ c: Comparison) {
        var worst = 0.0
        for (number, quantity) in c.sentence.quantities.enumerated() where !c.agreeing[number].isEmpty {
            var context = c.sentence.neighbours(of: quantity, within: 10)
            for index in c.question.content {
                let stem = c.question.tokens[index].stem
                if context[stem] == nil { context[stem] = 0.35 * Lexicon.standard.weight(stem) }
            }
            let ordered = context.sorted { $0.key < $1.key }
            let mine = c.agreeing[number].map { c.fit(ordered, c.span.quantities[$0.index]) }.max() ?? 0
            guard quantity.kind != .reference else { continue }
            var others = 0
            for (place, other) in c.span.quantities.enumerated()
            where c.agreements[number][place] <= 0 && other.kind == quantity.kind && others < 40 {
                others += 1
                let difference = c.fit(ordered, other) - mine
                if difference > worst {
                    worst = difference
                    if difference >= 0.6 {
                        note(
                            Self.check(quantity.kind),
                            "\(c.span.words(of: other)) fits its words better than \(c.sentence.words(of: quantity)).")
                    }
                }
            }
        }
        self[.numberContext] = min(2, worst)
    }
}

extension SupportText {
    /// The bound that stands before a quantity, or behind it ("or more").
    func bound(of quantity: Quantity) -> PhraseClass? {
        var best: (kind: PhraseClass, end: Int)?
        let sentence = tokens[quantity.start].sentence
        for kind in [PhraseClass.max, .min, .gt, .lt, .within] {
            for range in self[kind] {
                if range.lowerBound >= quantity.end, range.lowerBound - quantity.end <= 1, range.count >= 2,
                    kind == .max || kind == .min, tokens[range.lowerBound].text == "or"
                {
                    return kind
                }
                guard range.upperBound <= quantity.start, quantity.start - range.upperBound <= 2,
                    tokens[range.lowerBound].sentence == sentence, range.upperBound > best?.end ?? -1
                else { continue }
                best = (kind == .within ? .max : kind, range.upperBound)
            }
        }
        guard let best, best.kind == .gt || best.kind == .lt else { return best?.kind }
        for kind in [PhraseClass.neg, .prohib] {
            for range in self[kind]
            where range.upperBound <= quantity.start && quantity.start - range.upperBound <= 4
                && tokens[range.lowerBound].sentence == sentence
            {
                return best.kind == .gt ? .max : .min
            }
        }
        return best.kind
    }

    /// A quantity as the text writes it.
    func words(of quantity: Quantity) -> String {
        tokens[quantity.start..<quantity.end].map(\.text).joined(separator: " ")
    }

    /// Words around a quantity, with weights that fall with the distance.
    func neighbours(of quantity: Quantity, within reach: Int) -> [String: Double] {
        var found: [String: Double] = [:]
        for index in content
        where tokens[index].sentence == tokens[quantity.start].sentence
            && !(quantity.start..<quantity.end).contains(index)
        {
            let distance = index < quantity.start ? quantity.start - index : index - quantity.end + 1
            guard distance <= reach else { continue }
            let weight = Lexicon.standard.weight(tokens[index].stem) / (1 + Double(distance) / 6)
            found[tokens[index].stem] = max(found[tokens[index].stem] ?? 0, weight)
        }
        return found
    }
}
