/// The English stemmer of the Snowball project ("Porter 2"), as its site describes it and release 3 computes it.
struct EnglishStemmer {
    private var word: [UInt8]
    private var r1 = 0
    private var r2 = 0

    /// The stem of a lower-case word of ASCII letters and apostrophes.
    static func stem(_ word: [UInt8]) -> [UInt8] {
        if word.count < 3 { return word }
        if let known = exceptions[word] { return known }
        var stemmer = EnglishStemmer(word: word)
        stemmer.run()
        return stemmer.word
    }

    private init(word: [UInt8]) { self.word = word }

    private mutating func run() {
        if word.first == Self.apostrophe { word.removeFirst() }
        // A y that is a consonant is written as Y until the end.
        var marked = false
        for index in word.indices where word[index] == Self.y {
            if index == 0 || Self.vowels.contains(word[index - 1]) {
                word[index] = Self.capitalY
                marked = true
            }
        }
        markRegions()
        step1a()
        step1b()
        if let last = word.last, last == Self.y || last == Self.capitalY, word.count > 2,
            !Self.vowels.contains(word[word.count - 2])
        {
            word[word.count - 1] = UInt8(ascii: "i")
        }
        step2()
        step3()
        step4()
        step5()
        if marked { for index in word.indices where word[index] == Self.capitalY { word[index] = Self.y } }
    }

    private mutating func markRegions() {
        if let prefix = Self.prefixes.first(where: { word.begins($0) }) {
            r1 = prefix.utf8CodeUnitCount
        } else {
            r1 = word.region(after: 0, Self.vowels)
        }
        r2 = word.region(after: r1, Self.vowels)
    }

    private mutating func step1a() {
        for ending: StaticString in ["'s'", "'s", "'"] where word.ends(ending, at: word.count) {
            word.removeLast(ending.utf8CodeUnitCount)
            break
        }
        let count = word.count
        if word.ends("sses", at: count) {
            word.removeLast(2)
        } else if word.ends("ied", at: count) || word.ends("ies", at: count) {
            word.removeLast(count > 4 ? 2 : 1)
        } else if word.ends("s", at: count), !word.ends("us", at: count), !word.ends("ss", at: count), count > 2,
            hasVowel(count - 2)
        {
            word.removeLast()
        }
    }

    private mutating func step1b() {
        guard let match = Self.first.longest(word, end: word.count) else { return }
        let rest = word.count - match.length
        switch match.rule {
        case 1:
            if rest >= r1, !["succ", "proc", "exc"].contains(where: { isWord($0, rest) }) {
                word.replaceLast(match.length, by: "ee")
            }
            return
        case 3:
            if word.ends("y", at: rest), rest == 2, !Self.vowels.contains(word[0]) {
                word.replaceLast(4, by: "ie")
                return
            }
            if Self.ingWords.contains(where: { isWord($0, rest) }) { return }
        default: break
        }
        guard hasVowel(rest) else { return }
        word.removeLast(match.length)
        if ["at", "bl", "iz"].contains(where: { word.ends($0, at: rest) }) {
            word.append(Self.e)
        } else if rest > 1, word[rest - 1] == word[rest - 2], Self.doubles.contains(word[rest - 1]) {
            if rest == 3, Self.aeo.contains(word[0]) { return }
            word.removeLast()
        } else if rest == r1, isShort(rest) {
            word.append(Self.e)
        }
    }

    private mutating func step2() {
        guard let match = Self.second.longest(word, end: word.count) else { return }
        let rest = word.count - match.length
        guard rest >= r1 else { return }
        switch match.rule {
        case 13 where rest == 0 || word[rest - 1] != UInt8(ascii: "l"): return
        case 15:
            guard rest > 0, Self.beforeLi.contains(word[rest - 1]) else { return }
            word.removeLast(2)
        default: word.replaceLast(match.length, by: Self.secondForms[match.rule])
        }
    }

    private mutating func step3() {
        guard let match = Self.third.longest(word, end: word.count) else { return }
        let rest = word.count - match.length
        guard rest >= (match.rule == 5 ? r2 : r1) else { return }
        word.replaceLast(match.length, by: Self.thirdForms[match.rule])
    }

    private mutating func step4() {
        guard let match = Self.fourth.longest(word, end: word.count) else { return }
        let rest = word.count - match.length
        guard rest >= r2 else { return }
        if match.rule == 1 {
            guard rest > 0, word[rest - 1] == UInt8(ascii: "s") || word[rest - 1] == UInt8(ascii: "t") else { return }
        }
        word.removeLast(match.length)
    }

    private mutating func step5() {
        let rest = word.count - 1
        if word.last == Self.e {
            if rest >= r2 || (rest >= r1 && !isShort(rest)) { word.removeLast() }
        } else if word.last == UInt8(ascii: "l"), rest >= r2, word.ends("l", at: rest) {
            word.removeLast()
        }
    }

    // MARK: Conditions

    private func isWord(_ other: StaticString, _ count: Int) -> Bool {
        other.utf8CodeUnitCount == count && word.ends(other, at: count)
    }

    private func hasVowel(_ count: Int) -> Bool {
        for index in 0..<max(0, count) where Self.vowels.contains(word[index]) { return true }
        return false
    }

    /// Whether the first `count` letters end in a short syllable.
    private func isShort(_ count: Int) -> Bool {
        if count >= 3, !Self.vowelsWXY.contains(word[count - 1]), Self.vowels.contains(word[count - 2]),
            !Self.vowels.contains(word[count - 3])
        {
            return true
        }
        if count == 2, !Self.vowels.contains(word[1]), Self.vowels.contains(word[0]) { return true }
        return word.ends("past", at: count)
    }
}

extension EnglishStemmer {
    private static let apostrophe = UInt8(ascii: "'")
    private static let y = UInt8(ascii: "y")
    private static let capitalY = UInt8(ascii: "Y")
    private static let e = UInt8(ascii: "e")
    private static let vowels = LetterSet("aeiouy")
    private static let vowelsWXY = LetterSet("aeiouywxY")
    private static let aeo = LetterSet("aeo")
    private static let doubles = LetterSet("bdfgmnprt")
    private static let beforeLi = LetterSet("cdeghkmnrt")
    private static let prefixes: [StaticString] = [
        "arsen", "commun", "emerg", "gener", "inter", "later", "organ", "past", "univers",
    ]
    private static let ingWords: [StaticString] = ["even", "cann", "inn", "earr", "herr", "out"]

    private static let exceptions: [[UInt8]: [UInt8]] = {
        let pairs: [(String, String)] = [
            ("skis", "ski"), ("skies", "sky"), ("idly", "idl"), ("gently", "gentl"), ("ugly", "ugli"),
            ("early", "earli"), ("only", "onli"), ("singly", "singl"), ("sky", "sky"), ("news", "news"),
            ("howe", "howe"), ("atlas", "atlas"), ("cosmos", "cosmos"), ("bias", "bias"), ("andes", "andes"),
        ]
        return Dictionary(uniqueKeysWithValues: pairs.map { (Array($0.utf8), Array($1.utf8)) })
    }()

    private static let first = SuffixTable(
        """
        1: eed eedly
        2: ed edly ingly
        3: ing
        """)
    private static let second = SuffixTable(
        """
        1: tional
        2: enci
        3: anci
        4: abli
        5: entli
        6: izer ization
        7: ational ation ator
        8: alism aliti alli
        9: fulness fulli
        10: ousli ousness
        11: iveness iviti
        12: biliti bli
        13: ogi
        14: lessli
        15: li
        16: ogist
        """)
    private static let secondForms: [StaticString] = [
        "", "tion", "ence", "ance", "able", "ent", "ize", "ate", "al", "ful", "ous", "ive", "ble", "og", "less", "",
        "og",
    ]
    private static let third = SuffixTable(
        """
        1: tional
        2: ational
        3: alize
        4: icate iciti ical
        5: ative
        6: ful ness
        """)
    private static let thirdForms: [StaticString] = ["", "tion", "ate", "al", "ic", "", ""]
    private static let fourth = SuffixTable(
        """
        1: ion
        2: al ance ence er ic able ible ant ement ment ent ism ate iti ous ive ize
        """)
}
