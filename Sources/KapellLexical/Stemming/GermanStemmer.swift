/// The German stemmer of the Snowball project, as release 3 computes it. Letters are Latin-1.
struct GermanStemmer {
    private var word: [UInt8]
    private var r1 = 0
    private var r2 = 0

    static func stem(_ word: [UInt8]) -> [UInt8] {
        var stemmer = GermanStemmer(word: word)
        stemmer.prelude()
        stemmer.markRegions()
        stemmer.first()
        stemmer.second()
        stemmer.third()
        stemmer.genitive()
        return stemmer.word.map { forms[Int($0)] }
    }

    private init(word: [UInt8]) { self.word = word }

    /// A u or y between vowels is a consonant, written as a capital; ß and the two-letter umlauts get one spelling.
    private mutating func prelude() {
        guard !word.isEmpty else { return }
        for index in word.indices.dropFirst().dropLast()
        where Self.vowels.contains(word[index - 1]) && Self.vowels.contains(word[index + 1]) {
            if word[index] == Self.u { word[index] = UInt8(ascii: "U") }
            if word[index] == UInt8(ascii: "y") { word[index] = UInt8(ascii: "Y") }
        }
        var result: [UInt8] = []
        var index = 0
        while index < word.count {
            let letter = word[index]
            let next = index + 1 < word.count ? word[index + 1] : 0
            index += 1
            if letter == 0xDF {
                result += [Self.s, Self.s]
            } else if letter == UInt8(ascii: "q"), next == Self.u {
                result += [letter, next]
                index += 1
            } else if next == Self.e, let umlaut = Self.umlaut(letter) {
                result.append(umlaut)
                index += 1
            } else {
                result.append(letter)
            }
        }
        word = result
    }

    private mutating func markRegions() {
        r1 = word.count
        r2 = word.count
        guard word.count >= 3 else { return }
        let found = word.region(after: 0, Self.vowels)
        r2 = word.region(after: found, Self.vowels)
        r1 = max(found, 3)
    }

    private mutating func first() {
        guard let match = Self.firstEndings.longest(word, end: word.count) else { return }
        let rest = word.count - match.length
        guard rest >= r1 else { return }
        switch match.rule {
        case 1 where word.ends("syst", at: rest): return
        case 4 where !(rest > 0 && Self.beforeS.contains(word[rest - 1])): return
        case 5: word.replaceLast(match.length, by: "l")
        default: word.removeLast(match.length)
        }
        if match.rule == 3, word.ends("niss", at: word.count) { word.removeLast() }
    }

    private mutating func second() {
        guard let match = Self.secondEndings.longest(word, end: word.count) else { return }
        let rest = word.count - match.length
        guard rest >= r1 else { return }
        switch match.rule {
        case 2 where !(rest >= 4 && Self.beforeST.contains(word[rest - 1])): return
        case 3:
            guard rest > 0, Self.beforeET.contains(word[rest - 1]), Self.notBeforeET.longest(word, end: rest) == nil
            else { return }
        default: break
        }
        word.removeLast(match.length)
    }

    private mutating func third() {
        guard let match = Self.thirdEndings.longest(word, end: word.count) else { return }
        let rest = word.count - match.length
        guard rest >= r2 else { return }
        if match.rule == 2, word.ends("e", at: rest) { return }
        word.removeLast(match.length)
        switch match.rule {
        case 1:
            if word.ends("ig", at: rest), !word.ends("eig", at: rest), rest - 2 >= r2 { word.removeLast(2) }
        case 3:
            if word.ends("er", at: rest) || word.ends("en", at: rest), rest - 2 >= r1 { word.removeLast(2) }
        case 4:
            let length = word.ends("lich", at: rest) ? 4 : word.ends("ig", at: rest) ? 2 : 0
            if length > 0, rest - length >= r2 { word.removeLast(length) }
        default: break
        }
    }

    private mutating func genitive() {
        guard let match = Self.genitives.longest(word, end: word.count), word.count - match.length >= 2 else { return }
        word.removeLast(match.length)
    }
}

extension GermanStemmer {
    private static let u = UInt8(ascii: "u")
    private static let s = UInt8(ascii: "s")
    private static let e = UInt8(ascii: "e")
    private static let vowels = LetterSet("aeiouyäöü")
    private static let beforeS = LetterSet("bdfghklmnrt")
    private static let beforeST = LetterSet("bdfghklmnt")
    private static let beforeET = LetterSet("Udfgklmnrstzä")

    private static func umlaut(_ letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "a"): 0xE4
        case UInt8(ascii: "o"): 0xF6
        case u: 0xFC
        default: nil
        }
    }

    /// What each letter becomes at the end: no marks of consonants, no umlauts.
    private static let forms: [UInt8] = {
        var forms = (0..<256).map { UInt8($0) }
        for (letter, form) in zip("UYäöü".unicodeScalars, "uyaou".utf8) { forms[Int(letter.value)] = form }
        return forms
    }()

    private static let firstEndings = SuffixTable(
        """
        1: em
        2: er ern erin erinnen
        3: e en es
        4: s
        5: ln lns
        """)
    private static let secondEndings = SuffixTable(
        """
        1: en er est
        2: st
        3: et
        """)
    private static let notBeforeET = SuffixTable("1: tick plan geordn intern tr")
    private static let thirdEndings = SuffixTable(
        """
        1: end ung
        2: ig ik isch
        3: lich heit
        4: keit
        """)
    private static let genitives = SuffixTable("1: ' 's 'sch")
}
