/// The English stemmer of M. F. Porter, "An algorithm for suffix stripping" (1980), as SQLite's FTS5 uses it too.
package enum Stemmer {
    /// The stem of a folded word. Words of fewer than three letters and those with other than a–z stay as they are.
    package static func stem(_ word: String) -> String {
        let letters = Array(word.utf8)
        guard letters.count > 2, letters.allSatisfy({ $0 >= a && $0 <= z }) else { return word }
        var state = StemState(letters: letters)
        state.run()
        return String(decoding: state.letters, as: UTF8.self)
    }

    /// The stem of a folded word in its one spelling.
    package static func normalStem(_ word: String) -> String { stem(Spelling.normal(word)) }

    private static let a = UInt8(ascii: "a")
    private static let z = UInt8(ascii: "z")
}

private struct StemState {
    var letters: [UInt8]

    mutating func run() {
        plurals()
        pastAndProgressive()
        if ends("y"), hasVowel(letters.count - 1) { letters[letters.count - 1] = UInt8(ascii: "i") }
        replaceFirst(StemSuffixes.second, measure: 0)
        replaceFirst(StemSuffixes.third, measure: 0)
        removeFourth()
        finalE()
        if measure(letters.count) > 1, ends("ll") { letters.removeLast() }
    }

    private mutating func plurals() {
        if ends("sses") || ends("ies") {
            letters.removeLast(2)
        } else if ends("s"), !ends("ss") {
            letters.removeLast()
        }
    }

    private mutating func pastAndProgressive() {
        if ends("eed") {
            if measure(letters.count - 3) > 0 { letters.removeLast() }
            return
        }
        if ends("ed"), hasVowel(letters.count - 2) {
            letters.removeLast(2)
        } else if ends("ing"), hasVowel(letters.count - 3) {
            letters.removeLast(3)
        } else {
            return
        }
        if ends("at") || ends("bl") || ends("iz") {
            letters.append(UInt8(ascii: "e"))
        } else if endsInDoubleConsonant, !ends("l"), !ends("s"), !ends("z") {
            letters.removeLast()
        } else if measure(letters.count) == 1, endsConsonantVowelConsonant(letters.count) {
            letters.append(UInt8(ascii: "e"))
        }
    }

    private mutating func replaceFirst(_ rules: [(String, String)], measure minimum: Int) {
        for (suffix, replacement) in rules where ends(suffix) {
            if measure(letters.count - suffix.utf8.count) > minimum {
                letters.removeLast(suffix.utf8.count)
                letters += Array(replacement.utf8)
            }
            return
        }
    }

    private mutating func removeFourth() {
        for suffix in StemSuffixes.fourth where ends(suffix) {
            let rest = letters.count - suffix.utf8.count
            guard measure(rest) > 1 else { return }
            if suffix == "ion",
                rest == 0 || !(letters[rest - 1] == UInt8(ascii: "s") || letters[rest - 1] == UInt8(ascii: "t"))
            {
                return
            }
            letters.removeLast(suffix.utf8.count)
            return
        }
    }

    private mutating func finalE() {
        guard ends("e") else { return }
        let rest = letters.count - 1
        let measure = measure(rest)
        if measure > 1 || (measure == 1 && !endsConsonantVowelConsonant(rest)) { letters.removeLast() }
    }

    private func ends(_ suffix: String) -> Bool {
        letters.count > suffix.utf8.count && letters.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
    }

    private func isConsonant(_ index: Int) -> Bool {
        switch letters[index] {
        case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "u"): false
        case UInt8(ascii: "y"): index == 0 || !isConsonant(index - 1)
        default: true
        }
    }

    /// Number of vowel–consonant sequences in the first `count` letters.
    private func measure(_ count: Int) -> Int {
        var sequences = 0
        var wasVowel = false
        for index in 0..<max(0, count) {
            let consonant = isConsonant(index)
            if consonant && wasVowel { sequences += 1 }
            wasVowel = !consonant
        }
        return sequences
    }

    private func hasVowel(_ count: Int) -> Bool { (0..<max(0, count)).contains { !isConsonant($0) } }

    private var endsInDoubleConsonant: Bool {
        letters.count > 1 && letters[letters.count - 1] == letters[letters.count - 2] && isConsonant(letters.count - 1)
    }

    private func endsConsonantVowelConsonant(_ count: Int) -> Bool {
        guard count > 2, isConsonant(count - 1), !isConsonant(count - 2), isConsonant(count - 3) else { return false }
        return !"wxy".utf8.contains(letters[count - 1])
    }
}

private enum StemSuffixes {
    static let second = [
        ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("abli", "able"),
        ("alli", "al"), ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"),
        ("ator", "ate"), ("alism", "al"), ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"),
        ("iviti", "ive"), ("biliti", "ble"),
    ]
    static let third = [
        ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", ""),
    ]
    static let fourth = [
        "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous", "ive", "ize", "ion",
        "al", "er", "ic", "ou",
    ]
}
