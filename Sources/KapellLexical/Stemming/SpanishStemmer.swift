/// The Spanish stemmer of the Snowball project, as release 3 computes it. Letters are Latin-1.
struct SpanishStemmer {
    private var word: [UInt8]
    private var r1 = 0
    private var r2 = 0
    private var rv = 0

    static func stem(_ word: [UInt8]) -> [UInt8] {
        var stemmer = SpanishStemmer(word: word)
        stemmer.markRegions()
        stemmer.pronoun()
        if !stemmer.standard(), !stemmer.verbWithY() { stemmer.verb() }
        stemmer.residual()
        return stemmer.word.map(plain)
    }

    private init(word: [UInt8]) { self.word = word }

    private mutating func markRegions() {
        r1 = word.region(after: 0, Self.vowels)
        r2 = word.region(after: r1, Self.vowels)
        rv = word.count
        guard word.count > 2 else { return }
        let isVowel = word.prefix(2).map { Self.vowels.contains($0) }
        func next(_ vowel: Bool, from start: Int) -> Int? {
            (start..<word.count).first { Self.vowels.contains(word[$0]) == vowel }.map { $0 + 1 }
        }
        switch (isVowel[0], isVowel[1]) {
        case (_, false): rv = next(true, from: 2) ?? word.count
        case (true, true): rv = next(false, from: 2) ?? word.count
        case (false, true): rv = 3
        }
    }

    /// Pronouns at the end of an infinitive, a gerund or an imperative.
    private mutating func pronoun() {
        guard let pronoun = Self.pronouns.longest(word, end: word.count) else { return }
        let end = word.count - pronoun.length
        guard let match = Self.beforePronouns.longest(word, end: end), end - match.length >= rv else { return }
        switch match.rule {
        case 1: replace(pronoun.length + match.length, by: "iendo")
        case 2: replace(pronoun.length + match.length, by: "ando")
        case 3: replace(pronoun.length + match.length, by: "ar")
        case 4: replace(pronoun.length + match.length, by: "er")
        case 5: replace(pronoun.length + match.length, by: "ir")
        case 7 where !word.ends("u", at: end - match.length): return
        default: word.removeLast(pronoun.length)
        }
    }

    private mutating func replace(_ length: Int, by letters: StaticString) { word.replaceLast(length, by: letters) }

    private mutating func standard() -> Bool {
        guard let match = Self.endings.longest(word, end: word.count) else { return false }
        let rest = word.count - match.length
        guard rest >= (match.rule == 6 ? r1 : r2) else { return false }
        switch match.rule {
        case 3: replace(match.length, by: "log")
        case 4: replace(match.length, by: "u")
        case 5: replace(match.length, by: "ente")
        default: word.removeLast(match.length)
        }
        switch match.rule {
        case 2: removeInR2(Self.ic)
        case 6:
            if removeInR2(Self.beforeAmente) == 1 { removeInR2(Self.at) }
        case 7: removeInR2(Self.beforeMente)
        case 8: removeInR2(Self.beforeIdad)
        case 9: removeInR2(Self.at)
        default: break
        }
        return true
    }

    /// - Returns: The rule of the ending that was removed.
    @discardableResult
    private mutating func removeInR2(_ endings: SuffixTable) -> Int? {
        guard let match = endings.longest(word, end: word.count), word.count - match.length >= r2 else { return nil }
        word.removeLast(match.length)
        return match.rule
    }

    private mutating func verbWithY() -> Bool {
        guard word.count >= rv, let match = Self.yEndings.longest(word, from: rv, end: word.count),
            word.ends("u", at: word.count - match.length)
        else { return false }
        word.removeLast(match.length)
        return true
    }

    private mutating func verb() {
        guard word.count >= rv, let match = Self.verbEndings.longest(word, from: rv, end: word.count) else { return }
        word.removeLast(match.length)
        if match.rule == 1, word.ends("gu", at: word.count) { word.removeLast() }
    }

    private mutating func residual() {
        guard let match = Self.residuals.longest(word, end: word.count), word.count - match.length >= rv else { return }
        word.removeLast(match.length)
        if match.rule == 2, word.ends("gu", at: word.count), word.count - 1 >= rv { word.removeLast() }
    }

    private static func plain(_ letter: UInt8) -> UInt8 {
        switch letter {
        case 0xE1: UInt8(ascii: "a")
        case 0xE9: UInt8(ascii: "e")
        case 0xED: UInt8(ascii: "i")
        case 0xF3: UInt8(ascii: "o")
        case 0xFA: UInt8(ascii: "u")
        default: letter
        }
    }
}

extension SpanishStemmer {
    private static let vowels = LetterSet("aeiouáéíóúü")
    private static let pronouns = SuffixTable("1: la sela le me se lo selo las selas les los selos nos")
    private static let beforePronouns = SuffixTable(
        """
        1: iéndo
        2: ándo
        3: ár
        4: ér
        5: ír
        6: ando iendo ar er ir
        7: yendo
        """)
    private static let endings = SuffixTable(
        """
        1: ica osa ista anza able ible ico ismo oso amiento imiento icas osas istas anzas ables ibles icos ismos osos
        1: amientos imientos
        2: ancia adora ante acion ación ador ancias adoras aciones adores antes
        3: logía logías
        4: ucion ución uciones
        5: encia encias
        6: amente
        7: mente
        8: idad idades
        9: iva ivo ivas ivos
        """)
    private static let ic = SuffixTable("1: ic")
    private static let at = SuffixTable("1: at")
    private static let beforeAmente = SuffixTable(
        """
        1: iv
        2: ic ad os
        """)
    private static let beforeMente = SuffixTable("1: able ible ante")
    private static let beforeIdad = SuffixTable("1: ic abil iv")
    private static let yEndings = SuffixTable("1: ya ye yan yen yeron yendo yo yas yes yais yamos yó")
    private static let verbEndings = SuffixTable(
        """
        1: en es éis emos
        2: aba ada ida ara iera ía aría ería iría ad ed id ase iese aste iste an aban aran ieran ían arían erían irían
        2: asen iesen aron ieron arán erán irán ado ido ando iendo ar er ir as abas adas idas aras ieras ías arías erías
        2: irías ases ieses abais arais ierais íais aríais eríais iríais aseis ieseis asteis isteis áis aréis eréis iréis
        2: ados idos amos ábamos áramos iéramos íamos aríamos eríamos iríamos aremos eremos iremos ásemos iésemos imos
        2: arás erás irás ís ará erá irá aré eré iré ió
        """)
    private static let residuals = SuffixTable(
        """
        1: a o os á í ó
        2: e é
        """)
}
