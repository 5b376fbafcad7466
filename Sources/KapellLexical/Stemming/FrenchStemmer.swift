/// The French stemmer of the Snowball project, as release 3 computes it. Letters are Latin-1.
struct FrenchStemmer {
    private var word: [UInt8]
    private var r1 = 0
    private var r2 = 0
    private var rv = 0

    /// - Parameter version: of the analyser. Before 3, a `y` before another `y`, or before a `u` or `i` that is a consonant itself,
    ///   counted as one: `stégomyie`.
    static func stem(_ word: [UInt8], version: Int) -> [UInt8] {
        var stemmer = FrenchStemmer(word: word)
        stemmer.elision()
        stemmer.prelude(version)
        stemmer.markRegions()
        if stemmer.standard() || stemmer.verbInI() || stemmer.verb() {
            if stemmer.word.last == UInt8(ascii: "Y") {
                stemmer.word[stemmer.word.count - 1] = UInt8(ascii: "i")
            } else if stemmer.word.last == 0xE7 {
                stemmer.word[stemmer.word.count - 1] = UInt8(ascii: "c")
            }
        } else {
            stemmer.residual()
        }
        stemmer.undouble()
        stemmer.unaccent()
        stemmer.postlude()
        return stemmer.word
    }

    private init(word: [UInt8]) { self.word = word }

    /// l'eau, qu'il.
    private mutating func elision() {
        guard let first = word.first else { return }
        let length = word.begins("qu'") ? 3 : word.count > 1 && word[1] == 0x27 && Self.elided.contains(first) ? 2 : 0
        if length > 0, word.count > length { word.removeFirst(length) }
    }

    /// Vowels that are consonants are written as capitals; ë and ï as He and Hi.
    private mutating func prelude(_ version: Int) {
        var result: [UInt8] = []
        var index = 0
        func isVowel(_ place: Int) -> Bool { place < word.count && Self.vowels.contains(word[place]) }
        /// Whether a letter stays a vowel behind one.
        func staysVowel(_ place: Int) -> Bool {
            guard isVowel(place), version > 2 else { return isVowel(place) }
            switch word[place] {
            case UInt8(ascii: "y"): return false
            case UInt8(ascii: "u"), UInt8(ascii: "i"): return !isVowel(place + 1)
            default: return true
            }
        }
        while index < word.count {
            let letter = word[index]
            // What was made a capital is no vowel to the letter behind it.
            let follows = result.last.map { Self.vowels.contains($0) } ?? false
            switch letter {
            case UInt8(ascii: "u") where follows && isVowel(index + 1): result.append(UInt8(ascii: "U"))
            case UInt8(ascii: "i") where follows && isVowel(index + 1): result.append(UInt8(ascii: "I"))
            case UInt8(ascii: "y") where follows || staysVowel(index + 1): result.append(UInt8(ascii: "Y"))
            case 0xEB: result += Array("He".utf8)
            case 0xEF: result += Array("Hi".utf8)
            case UInt8(ascii: "u") where result.last == UInt8(ascii: "q"): result.append(UInt8(ascii: "U"))
            default: result.append(letter)
            }
            index += 1
        }
        word = result
    }

    private mutating func markRegions() {
        r1 = word.region(after: 0, Self.vowels)
        r2 = word.region(after: r1, Self.vowels)
        rv = word.count
        func isVowel(_ place: Int) -> Bool { place < word.count && Self.vowels.contains(word[place]) }
        if isVowel(0), isVowel(1), word.count > 2 {
            rv = 3
        } else if word.begins("col") || word.begins("par") || word.begins("tap") {
            rv = 3
        } else if word.begins("ni"), isVowel(2) {
            rv = 3
        } else if let vowel = word.indices.dropFirst().first(where: isVowel) {
            rv = vowel + 1
        }
    }

    // MARK: Endings

    private mutating func standard() -> Bool {
        guard let match = Self.endings.longest(word, end: word.count) else { return false }
        let rest = word.count - match.length
        let isInR2 = rest >= r2
        switch match.rule {
        case 1:
            guard isInR2 else { return false }
            word.removeLast(match.length)
        case 2:
            guard isInR2 else { return false }
            word.removeLast(match.length)
            removeIc()
        case 3, 4, 5:
            guard isInR2 else { return false }
            word.replaceLast(match.length, by: match.rule == 3 ? "log" : match.rule == 4 ? "u" : "ent")
        case 6:
            guard rest >= rv else { return false }
            word.removeLast(match.length)
            afterEment()
        case 7:
            guard isInR2 else { return false }
            word.removeLast(match.length)
            afterIte()
        case 8:
            guard isInR2 else { return false }
            word.removeLast(match.length)
            if word.ends("at", at: word.count), word.count - 2 >= r2 {
                word.removeLast(2)
                removeIc()
            }
        case 9: word.replaceLast(match.length, by: "eau")
        case 10:
            guard rest >= r1 else { return false }
            word.replaceLast(match.length, by: "al")
        case 11:
            guard rest > 0, Self.beforeOux.contains(word[rest - 1]) else { return false }
            word.replaceLast(match.length, by: "ou")
        case 12:
            guard rest >= r1 else { return false }
            if isInR2 { word.removeLast(match.length) } else { word.replaceLast(match.length, by: "eux") }
        case 13:
            guard rest >= r1, rest > 0, !Self.vowels.contains(word[rest - 1]) else { return false }
            word.removeLast(match.length)
        case 14, 15:
            guard rest >= rv else { return false }
            word.replaceLast(match.length, by: match.rule == 14 ? "ant" : "ent")
            return false
        default:
            guard rest > 0, Self.vowels.contains(word[rest - 1]), rest - 1 >= rv else { return false }
            word.removeLast(match.length)
            return false
        }
        return true
    }

    private mutating func removeIc() {
        guard word.ends("ic", at: word.count) else { return }
        if word.count - 2 >= r2 { word.removeLast(2) } else { word.replaceLast(2, by: "iqU") }
    }

    private mutating func afterEment() {
        guard let match = Self.beforeEment.longest(word, end: word.count) else { return }
        let rest = word.count - match.length
        switch match.rule {
        case 1:
            guard rest >= r2 else { return }
            word.removeLast(match.length)
            if word.ends("at", at: word.count), word.count - 2 >= r2 { word.removeLast(2) }
        case 2:
            if rest >= r2 { word.removeLast(3) } else if rest >= r1 { word.replaceLast(3, by: "eux") }
        case 3: if rest >= r2 { word.removeLast(match.length) }
        default: if rest >= rv { word.replaceLast(match.length, by: "i") }
        }
    }

    private mutating func afterIte() {
        guard let match = Self.beforeIte.longest(word, end: word.count) else { return }
        if word.count - match.length >= r2 {
            word.removeLast(match.length)
        } else if match.rule == 1 {
            word.replaceLast(match.length, by: "abl")
        } else if match.rule == 2 {
            word.replaceLast(match.length, by: "iqU")
        }
    }

    private mutating func verbInI() -> Bool {
        guard word.count >= rv, let match = Self.iEndings.longest(word, from: rv, end: word.count) else { return false }
        let rest = word.count - match.length
        guard rest > rv, word[rest - 1] != UInt8(ascii: "H"), !Self.vowels.contains(word[rest - 1]) else {
            return false
        }
        word.removeLast(match.length)
        return true
    }

    private mutating func verb() -> Bool {
        guard word.count >= rv, let match = Self.verbEndings.longest(word, from: rv, end: word.count) else {
            return false
        }
        let rest = word.count - match.length
        switch match.rule {
        case 1: if rest < r2 { return false }
        case 3:
            if word.ends("e", at: rest), rest - 1 >= rv {
                word.removeLast(match.length + 1)
                return true
            }
        case 4:
            if let before = Self.notBeforeAis.longest(word, end: rest) {
                if before.rule == 2 || rest - before.length == 1 { return false }
            }
        default: break
        }
        word.removeLast(match.length)
        return true
    }

    private mutating func residual() {
        if word.last == UInt8(ascii: "s") {
            let rest = word.count - 1
            if word.ends("Hi", at: rest) || (rest > 0 && !Self.keepsS.contains(word[rest - 1])) { word.removeLast() }
        }
        guard word.count >= rv, let match = Self.residuals.longest(word, from: rv, end: word.count) else { return }
        let rest = word.count - match.length
        switch match.rule {
        case 1:
            guard rest >= r2, rest > rv, word[rest - 1] == UInt8(ascii: "s") || word[rest - 1] == UInt8(ascii: "t")
            else { return }
            word.removeLast(match.length)
        case 2: word.replaceLast(match.length, by: "i")
        default: word.removeLast(match.length)
        }
    }

    private mutating func undouble() {
        if Self.doubles.longest(word, end: word.count) != nil { word.removeLast() }
    }

    private mutating func unaccent() {
        var place = word.count
        while place > 0, !Self.vowels.contains(word[place - 1]) { place -= 1 }
        guard place < word.count, place > 0, word[place - 1] == 0xE9 || word[place - 1] == 0xE8 else { return }
        word[place - 1] = UInt8(ascii: "e")
    }

    private mutating func postlude() {
        var result: [UInt8] = []
        var index = 0
        while index < word.count {
            let next = index + 1 < word.count ? word[index + 1] : 0
            switch word[index] {
            case UInt8(ascii: "H") where next == UInt8(ascii: "e") || next == UInt8(ascii: "i"):
                result.append(next == UInt8(ascii: "e") ? 0xEB : 0xEF)
                index += 1
            case UInt8(ascii: "H"): break
            case UInt8(ascii: "I"), UInt8(ascii: "U"), UInt8(ascii: "Y"): result.append(word[index] | 0x20)
            default: result.append(word[index])
            }
            index += 1
        }
        word = result
    }
}

extension FrenchStemmer {
    private static let vowels = LetterSet("aeiouyàâèéêëîïôùû")
    private static let elided = LetterSet("cdjlmnst")
    private static let beforeOux = LetterSet("bhjlnp")
    private static let keepsS = LetterSet("aiosuè")
    private static let endings = SuffixTable(
        """
        1: iqUe able isme iste eux iqUes ables ismes istes ance ances
        2: atrice ation ateur atrices ations ateurs
        3: logie logies
        4: usion ution usions utions
        5: ence ences
        6: ement ements
        7: ité ités
        8: ive if ives ifs
        9: eaux
        10: aux
        11: oux
        12: euse euses
        13: issement issements
        14: amment
        15: emment
        16: ment ments
        """)
    private static let beforeEment = SuffixTable(
        """
        1: iv
        2: eus
        3: iqU abl
        4: Ièr ièr
        """)
    private static let beforeIte = SuffixTable(
        """
        1: abil
        2: ic
        3: iv
        """)
    private static let iEndings = SuffixTable(
        """
        1: ira ie isse issante i irai ir iras ies îmes isses issantes îtes is irais issais irions issions irons issons
        1: issants it irait issait issant iraIent issaIent irent issent iront ît iriez issiez irez issez
        """)
    private static let verbEndings = SuffixTable(
        """
        1: ions
        2: era ée erai er eras ées eais erais erions erons és erait eraIent èrent eront ez iez eriez erez é
        3: a asse ante ai as âmes asses antes âtes assions ants ait ant aIent assent ât assiez
        4: aise aises ais
        """)
    private static let notBeforeAis = SuffixTable(
        """
        1: al
        2: épl auv
        """)
    private static let residuals = SuffixTable(
        """
        1: ion
        2: Ière ière Ier ier
        3: e
        """)
    private static let doubles = SuffixTable("1: ell eill enn onn ett")
}
