extension Measurement {
    /// What is exchanged, put in and left out where the sentence copies the span's words.
    mutating func measureCopy(_ c: Comparison) {
        let signs: Set<String> = ["%", "£", "$", "€"]
        var mine = c.sentence.tokens.filter { $0.kind != .sign || signs.contains($0.text) }
        if c.saysYes || c.saysNo, !mine.isEmpty { mine.removeFirst() }
        let its = Array(c.span.tokens.lazy.filter { $0.kind != .sign || signs.contains($0.text) }.prefix(1500))
        let pairs = CommonRun.pairs(mine.map(\.stem), its.map(\.stem))
        let share = Double(pairs.count) / Double(max(1, mine.count))
        self[.copied] = share
        var run = 0
        var longest = 0
        var last: (Int, Int)?
        for pair in pairs {
            run = last.map { $0.0 + 1 == pair.0 && $0.1 + 1 == pair.1 } == true ? run + 1 : 1
            longest = max(longest, run)
            last = pair
        }
        self[.longestRun] = Double(longest) / Double(max(1, mine.count))
        set(.quoted, longest == mine.count && mine.count >= 4)
        var edits = Edits(c)
        for (one, other) in zip([(-1, -1)] + pairs, pairs + [(mine.count, its.count)]) {
            edits.add(
                mine[(one.0 + 1)..<max(one.0 + 1, other.0)], its[(one.1 + 1)..<max(one.1 + 1, other.1)],
                isFirst: one.0 < 0, isLast: other.0 >= mine.count)
        }
        self[.exchanged] = Double(min(2, edits.exchanged))
        self[.exchangedName] = Double(min(2, edits.exchangedNames))
        self[.exchangedClass] = Double(min(2, edits.exchangedClasses))
        self[.insertedClass] = Double(min(2, edits.insertedClasses))
        self[.droppedClass] = Double(min(2, edits.droppedClasses))
        self[.inserted] = Double(min(4, edits.inserted))
        self[.dropped] = Double(min(4, edits.dropped))
        let closeness = max(0, (share - 0.5) * 2)
        self[.closeExchanged] = closeness * self[.exchanged]
        self[.closeExchangedClass] = closeness * self[.exchangedClass]
        self[.closeInsertedClass] = closeness * self[.insertedClass]
        self[.closeDroppedClass] = closeness * self[.droppedClass]
        self[.closeInserted] = closeness * self[.inserted]
        for text in edits.notes.prefix(3) { note(.quotation, text) }
    }
}

/// Counts what differs between copied words.
private struct Edits {
    var exchanged = 0
    var exchangedNames = 0
    var exchangedClasses = 0
    var insertedClasses = 0
    var droppedClasses = 0
    var inserted = 0
    var dropped = 0
    var notes: [String] = []
    private let comparison: Comparison
    private let mineByToken: [Int: Set<PhraseClass>]
    private let itsByToken: [Int: Set<PhraseClass>]

    init(_ comparison: Comparison) {
        self.comparison = comparison
        mineByToken = Self.classes(comparison.sentence)
        itsByToken = Self.classes(comparison.span)
    }

    private static func classes(_ text: SupportText) -> [Int: Set<PhraseClass>] {
        var found: [Int: Set<PhraseClass>] = [:]
        for (kind, ranges) in text.classes where PhraseClass.compared.contains(kind) {
            for range in ranges { for index in range { found[index, default: []].insert(kind.group) } }
        }
        return found
    }

    private static let strongInsertions: Set<PhraseClass> = [
        .neg, .only, .univ, .if, .except, .perm, .obl, .before, .after,
    ]
    private static let strongDrops: Set<PhraseClass> = [.neg, .only, .if, .except, .min, .max, .gt, .lt, .univ]

    mutating func add(_ mine: ArraySlice<Token>, _ its: ArraySlice<Token>, isFirst: Bool, isLast: Bool) {
        if mine.isEmpty, its.isEmpty { return }
        let isEdge = isFirst || isLast
        let myClasses = mine.reduce(into: Set<PhraseClass>()) { $0.formUnion(mineByToken[$1.index] ?? []) }
        if its.count > 6 || (isFirst && isLast) {
            if !isEdge { insertedClasses += myClasses.intersection([.neg, .only, .univ]).count }
            return
        }
        var itsClasses = its.reduce(into: Set<PhraseClass>()) { $0.formUnion(itsByToken[$1.index] ?? []) }
        let isTelling: (Token) -> Bool = {
            $0.kind == .word && !$0.isGrammar && !$0.isOperator && $0.quantity == nil
        }
        let myWords = mine.filter(isTelling)
        var itsWords = its.filter(isTelling)
        if isEdge {
            itsWords = []
            itsClasses = []
        }
        if !mine.isEmpty, !its.isEmpty, !isEdge {
            let new = myWords.filter { word in
                !itsWords.contains { comparison.relation(word.stem, $0.stem).level >= 0.6 }
            }
            let old = itsWords.filter { word in
                !myWords.contains { comparison.relation(word.stem, $0.stem).level >= 0.6 }
            }
            if !new.isEmpty, !old.isEmpty, new.count <= 2, old.count <= 2 {
                exchanged += 1
                if new.contains(where: \.isCapitalised), old.contains(where: \.isCapitalised) { exchangedNames += 1 }
                notes.append(
                    "It says \(Self.quote(new)) where the passage says \(Self.quote(old)).")
            }
            let added = myClasses.subtracting(itsClasses)
            let lost = itsClasses.subtracting(myClasses)
            if !added.isEmpty, !lost.isEmpty {
                exchangedClasses += 1
            } else if !added.isEmpty {
                insertedClasses += 1
            } else if !lost.isEmpty {
                droppedClasses += 1
            }
        } else if !mine.isEmpty {
            if !myClasses.isDisjoint(with: Self.strongInsertions) { insertedClasses += 1 }
            inserted += myWords.count
        } else {
            if !itsClasses.isDisjoint(with: Self.strongDrops) { droppedClasses += 1 }
            dropped += itsWords.count
        }
    }

    private static func quote(_ words: some Sequence<Token>) -> String {
        "\u{201C}" + words.map(\.text).joined(separator: " ") + "\u{201D}"
    }
}
