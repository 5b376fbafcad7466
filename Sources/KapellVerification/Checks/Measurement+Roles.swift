extension Measurement {
    private static let roleWords = StemOf.words(
        """
        tenant landlord supplier customer licensor licensee lessor lessee buyer seller lender borrower employer \
        employee contractor client vendor provider applicant insurer policyholder author recipient user company \
        foundation institute trust owner bank agent committee board council member chair director distributor
        """)

    /// Who does what: the party beside a word in the sentence and in the span.
    mutating func measureRoles(_ c: Comparison) {
        var capitals: [String: [Int]] = [:]
        for index in c.span.content where c.span.tokens[index].isCapitalised {
            if index > 0, c.span.tokens[index - 1].isCapitalised { continue }
            capitals[c.span.tokens[index].stem, default: []].append(index)
        }
        measureFollowers(c, capitals)
        set(.roleExchanged, Self.exchangesActor(c, capitals) || Self.exchangesObject(c, capitals))
        if self[.roleExchanged] > 0 { note(.names, "The passage names another party in this place.") }
        var names = Set(
            capitals.filter { _, places in
                places.contains { $0 > 0 && Self.articles.contains(c.span.tokens[$0 - 1].text) }
            }.keys)
        for index in c.span.content where Self.roleWords.contains(c.span.tokens[index].stem) {
            names.insert(c.span.tokens[index].stem)
        }
        guard names.count >= 2 else { return }
        var same = 0
        var other = 0
        for index in c.sentence.content where c.weight(index) == 1 && !names.contains(c.sentence.tokens[index].stem) {
            guard let place = c.aligned[index], let mine = Self.actor(c.sentence, index, names),
                let its = Self.actor(c.span, place.index, names)
            else { continue }
            if mine == its { same += 1 } else { other += 1 }
        }
        self[.roleShare] = same + other > 0 ? Double(other) / Double(same + other) : 0
        if self[.roleShare] >= 0.6 { note(.names, "In the passage it is another party that does or gets this.") }
    }

    private static let articles: Set<String> = ["the", "a", "an", "each", "either"]
    private static let objects: Set<String> = ["of", "to", "from", "with"]

    private static let auxiliaries: Set<String> = [
        "will", "is", "are", "was", "were", "has", "have", "had", "does", "did",
    ]
    private static let prepositions: Set<String> = ["to", "of", "by", "from", "for", "with"]

    /// "The Landlord cuts" where the span has "the Tenant cuts": the name right before a word.
    private static func exchangesActor(_ c: Comparison, _ names: [String: [Int]]) -> Bool {
        c.sentence.content.contains { index in
            guard !c.sentence.tokens[index].isCapitalised, let mine = subject(c.sentence, index),
                names[mine] != nil, let places = c.places[index]?.filter({ $0.level >= 0.85 }), !places.isEmpty
            else { return false }
            let its = places.compactMap { subject(c.span, $0.index) }
            return !its.isEmpty && !its.contains(mine)
        }
    }

    /// The capitalised word right before a word, with nothing but auxiliaries between.
    private static func subject(_ text: SupportText, _ index: Int) -> String? {
        var place = index - 1
        while place >= 0, index - place <= 4, text.tokens[place].part == text.tokens[index].part {
            let token = text.tokens[place]
            if token.isCapitalised, token.quantity == nil, !token.isGrammar, !token.isOperator {
                let isObject = (1...2).contains { place >= $0 && objects.contains(text.tokens[place - $0].text) }
                return isObject ? nil : token.stem
            }
            guard token.isOperator || auxiliaries.contains(token.text) else { return nil }
            place -= 1
        }
        return nil
    }

    /// "Belong to the Supplier" where the span has "belong to the Customer".
    private static func exchangesObject(_ c: Comparison, _ names: [String: [Int]]) -> Bool {
        c.sentence.content.contains { index in
            guard let mine = object(c.sentence, index), names[mine.name] != nil,
                let places = c.places[index]?.filter({ $0.level >= 0.85 }), !places.isEmpty
            else { return false }
            let its = places.compactMap { object(c.span, $0.index) }.filter { $0.preposition == mine.preposition }
            return !its.isEmpty && !its.contains { $0.name == mine.name }
        }
    }

    /// The preposition right behind a word, and the name that follows it.
    private static func object(_ text: SupportText, _ index: Int) -> (preposition: String, name: String)? {
        guard index + 2 < text.tokens.count, prepositions.contains(text.tokens[index + 1].text) else { return nil }
        var place = index + 2
        if articles.contains(text.tokens[place].text) { place += 1 }
        guard place < text.tokens.count, text.tokens[place].isCapitalised, text.tokens[place].quantity == nil,
            text.tokens[place].part == text.tokens[index].part
        else { return nil }
        return (text.tokens[index + 1].text, text.tokens[place].stem)
    }

    /// The party that acts: before the word, or behind "by".
    private static func actor(_ text: SupportText, _ index: Int, _ names: Set<String>) -> String? {
        let sentence = text.tokens[index].sentence
        for place in (index + 1)..<(index + 5) where place < text.tokens.count {
            guard text.tokens[place].sentence == sentence else { break }
            if text.tokens[place].text == "by" {
                return text.tokens[(place + 1)...].prefix(3).first { names.contains($0.stem) }?.stem
                    ?? before(text, index, names)
            }
        }
        return before(text, index, names)
    }

    private static func before(_ text: SupportText, _ index: Int, _ names: Set<String>) -> String? {
        var place = index - 1
        while place >= 0, index - place <= 14, text.tokens[place].sentence == text.tokens[index].sentence {
            if names.contains(text.tokens[place].stem) {
                let isObject = (1...2).contains { place > 1 && objects.contains(text.tokens[place - $0].text) }
                if !isObject { return text.tokens[place].stem }
            }
            place -= 1
        }
        return nil
    }

    /// Whether what follows a name in the sentence follows another name in the span.
    private mutating func measureFollowers(_ c: Comparison, _ capitals: [String: [Int]]) {
        var worst = 0.0
        for index in c.sentence.content where c.sentence.tokens[index].isCapitalised {
            guard let own = capitals[c.sentence.tokens[index].stem] else { continue }
            var before = index - 1
            while before >= 0, ["the", "a", "an"].contains(c.sentence.tokens[before].text) { before -= 1 }
            let isAgent = before >= 0 && c.sentence.tokens[before].text == "by"
            let context = isAgent ? Self.words(c.sentence, index, -1, 5) : Self.words(c.sentence, index, 1, 5)
            guard context.count >= 2 else { continue }
            func score(_ places: [Int]) -> Double {
                var best = 0.0
                for place in places.prefix(12) {
                    best = max(best, Self.overlap(c, context, Self.words(c.span, place, 1, 6)))
                    let isBy = (1...2).contains { place > 1 && c.span.tokens[place - $0].text == "by" }
                    if isBy { best = max(best, Self.overlap(c, context, Self.words(c.span, place, -1, 6))) }
                }
                return best
            }
            let mine = score(own)
            var other = 0.0
            for (stem, places) in capitals.sorted(by: { $0.key < $1.key }).prefix(12)
            where stem != c.sentence.tokens[index].stem { other = max(other, score(places)) }
            worst = max(worst, (other - mine) / Double(context.count))
        }
        self[.roleContext] = min(1, max(0, worst))
    }

    private static func words(_ text: SupportText, _ index: Int, _ step: Int, _ limit: Int) -> [String] {
        var found: [String] = []
        var place = index + step
        while text.tokens.indices.contains(place), abs(place - index) <= 14, found.count < limit,
            text.tokens[place].sentence == text.tokens[index].sentence
        {
            let token = text.tokens[place]
            if token.kind == .word, !token.isOperator, token.quantity == nil, !token.isGrammar, !token.isCapitalised {
                found.append(token.stem)
            }
            place += step
        }
        return found
    }

    private static func overlap(_ c: Comparison, _ one: [String], _ other: [String]) -> Double {
        one.reduce(0) { sum, stem in
            sum
                + (other.enumerated().map { c.relation(stem, $0.element).level * (1 - 0.08 * Double($0.offset)) }.max()
                    ?? 0)
        }
    }
}
