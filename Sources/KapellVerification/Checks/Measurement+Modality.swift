extension Measurement {
    private static let modals: [PhraseClass] = [.perm, .obl, .prohib, .free]

    /// May, must, must not and need not.
    mutating func measureModality(_ c: Comparison) {
        let mine = Set(Self.modals.filter { c.sentence.has($0) })
        let its = Set(Self.modals.filter { c.span.has([$0], in: c.main) })
        var pairs: [String: Int] = [:]
        for index in c.sentence.content where c.weight(index) == 1 && !c.sentence.tokens[index].isCapitalised {
            guard let place = c.aligned[index], let one = Self.nearest(c.sentence, index),
                let other = Self.nearest(c.span, place.index)
            else { continue }
            pairs["\(one.rawValue) \(other.rawValue)", default: 0] += 1
        }
        set(.modalExchanged, Self.exchangesModal(c))
        let mayMust = pairs["perm obl"] ?? 0
        let mustMay = pairs["obl perm"] ?? 0
        set(.mayForMust, mayMust > 0 && !its.contains(.perm))
        set(.mustForMay, mustMay > 0 && !its.contains(.obl))
        self[.mustNear] = Double(min(3, mustMay))
        self[.mayNear] = Double(min(3, mayMust))
        let denies = c.sentence.has(.neg, .prohib, .only, .except, .prov)
        set(.mayForMustNot, mine.contains(.perm) && its.contains(.prohib) && !denies)
        set(.freeDropped, its.contains(.free) && !mine.contains(.free) && !c.sentence.has(.neg))
        set(.mayUnsaid, mine.contains(.perm) && its.isEmpty)
        set(.mustUnsaid, mine.contains(.obl) && !its.contains(.obl))
        if self[.modalExchanged] > 0 { note(.modality, "It exchanges may and must.") }
        if self[.mustForMay] > 0 { note(.modality, "It says that something must be; the passage says that it may.") }
        if self[.mayForMust] > 0 { note(.modality, "It says that something may be; the passage says that it must.") }
        if self[.mayForMustNot] > 0 { note(.modality, "It allows what the passage forbids.") }
        if self[.freeDropped] > 0 { note(.modality, "The passage says that something need not be.") }
    }

    /// Whether the word behind "may" stands behind "must" in the span, or the other way round, and nowhere otherwise.
    private static func exchangesModal(_ c: Comparison) -> Bool {
        c.sentence.content.contains { index in
            guard let mine = direct(c.sentence, index), mine == .obl || mine == .perm else { return false }
            let its = (c.places[index] ?? []).filter { $0.level >= 0.85 && !$0.isDenial }
                .compactMap { direct(c.span, $0.index) }
            return !its.isEmpty && its.allSatisfy { $0 != mine && ($0 == .obl || $0 == .perm) }
        }
    }

    /// The modal right before a word.
    private static func direct(_ text: SupportText, _ index: Int) -> PhraseClass? {
        for kind in modals {
            for range in text[kind] where range.upperBound <= index {
                let between = text.tokens[range.upperBound..<index]
                if between.count <= 2, between.allSatisfy({ $0.isGrammar || $0.kind == .sign }),
                    text.tokens[range.lowerBound].sentence == text.tokens[index].sentence
                {
                    return kind
                }
            }
        }
        return nil
    }

    private static func nearest(_ text: SupportText, _ index: Int) -> PhraseClass? {
        var best: (distance: Int, kind: PhraseClass)?
        for kind in modals {
            for range in text[kind]
            where text.tokens[range.lowerBound].sentence == text.tokens[index].sentence {
                let distance =
                    index >= range.upperBound ? index - range.upperBound : (range.lowerBound - index) * 2 + 3
                if distance < best?.distance ?? .max { best = (distance, kind) }
            }
        }
        return best.flatMap { $0.distance <= 12 ? $0.kind : nil }
    }

    private static let negativeWords = StemOf.words(
        """
        outside exempt exception exclude excluded excluding ban prevent fail refuse reject keep stop avoid free lack \
        absent missing prohibit forbid separate separately unable impossible invalid void revoke lose irrevocable \
        irreversible exclusive apart only neither deny decline lift without until unless except limited nobody \
        nothing rule inappropriate excuse end lapse cease barred save than ineligible uncovered
        """)
    private static let restricting: [PhraseClass] = [.only, .except, .prov, .without, .prohib, .neg, .free]

    /// Whether a word that denies or restricts stands near a token of the span.
    private static func isNearDenial(_ c: Comparison, _ index: Int) -> Bool {
        let sentence = c.span.tokens[index].sentence
        let denying: Set<PhraseClass> = [.neg, .prohib, .without, .free]
        for kind in restricting where denying.contains(kind) || !c.sentence.has(kind) {
            for range in c.span[kind]
            where c.span.tokens[range.lowerBound].sentence == sentence && abs(range.lowerBound - index) <= 9 {
                return true
            }
        }
        return (max(0, index - 7)..<min(c.span.tokens.count, index + 8)).contains { place in
            let token = c.span.tokens[place]
            return token.sentence == sentence
                && (negativeWords.contains(token.stem) || ["non", "less", "fewer"].contains(token.text))
                && !c.sentence.tokens.contains { $0.stem == token.stem }
        }
    }

    /// Denials that are dropped or put in.
    mutating func measureDenials(_ c: Comparison) {
        var back: [Int: [(index: Int, isDenial: Bool)]] = [:]
        for (index, place) in c.aligned { back[place.index, default: []].append((index, place.isDenial)) }
        var bare = 0
        var dropped = 0
        for denial in c.sentence.denials where !(c.saysNo && denial.start == 0) {
            let places = denial.scope.compactMap { c.aligned[$0] }
            if !places.isEmpty, !places.contains(where: { c.span.isDenied[$0.index] || $0.isDenial }) {
                if !places.contains(where: { Self.isNearDenial(c, $0.index) }) { bare += 1 }
            }
        }
        for denial in c.span.denials where c.main.contains(c.span.tokens[denial.start].sentence) {
            let words = denial.scope.flatMap { back[$0] ?? [] }
            if !words.isEmpty, !words.contains(where: { c.sentence.isDenied[$0.index] || $0.isDenial }) {
                dropped += 1
            }
        }
        let isFlipped = c.aligned.contains {
            $0.value.isDenial && c.sentence.isDenied[$0.key] == c.span.isDenied[$0.value.index]
        }
        set(.denialFlipped, isFlipped)
        let fewer: Set<String> = ["against", "minus", "less", "fewer"]
        let mine =
            Self.restricting.contains { c.sentence.has($0) }
            || c.sentence.tokens.dropFirst().contains {
                (Self.negativeWords.contains($0.stem) && !c.spanStems.contains($0.stem)) || fewer.contains($0.text)
            } || c.saysNo
        set(.denialDropped, dropped > 0 && !mine)
        set(.denialAdded, bare > 0 && !c.span.hasRows)
        let prefixed = c.aligned.contains { index, place in
            let isMine = index > 0 && c.sentence.tokens[index - 1].text == "non"
            let isIts = place.index > 0 && c.span.tokens[place.index - 1].text == "non"
            return isMine != isIts && !c.sentence.isDenied[index] && !c.span.isDenied[place.index]
        }
        set(.denialPrefix, prefixed)
        let kinds: [PhraseClass] = [.neg, .prohib, .without, .free]
        let isMineDenied = kinds.contains { kind in
            c.sentence[kind].contains { !(c.saysNo && $0.lowerBound == 0) }
        }
        let isItsDenied = c.span.has(kinds, in: c.main)
        set(.denialOnlySpan, !isMineDenied && isItsDenied)
        set(
            .yesAgainstDenial,
            c.saysYes && isItsDenied && !isMineDenied && !c.question.has(.neg))
        if self[.denialDropped] > 0 { note(.negation, "The passage denies what it says.") }
        if self[.denialAdded] > 0 { note(.negation, "It denies what the passage says.") }
        if isFlipped || prefixed { note(.negation, "It and the passage differ in a denial.") }
        if self[.yesAgainstDenial] > 0 { note(.negation, "It answers yes; the passage denies.") }
    }
}
