/// What one pass over a text counts.
struct TextMeasures {
    /// Words; of scripts without spaces, signs.
    var words = 0
    /// Words of Latin letters that are no abbreviation in capitals.
    var latin = 0
    /// Of ``latin``, those of one letter.
    var single = 0
    /// Of ``latin``, those of four letters and more, and of these the ones without a vowel.
    var long = 0
    var unspeakable = 0
    /// Scalars that are not white space, and of these the broken ones.
    var visible = 0
    var broken = 0
    /// Letters beyond ASCII, and sequences that UTF-8 leaves when it is read as a one-byte encoding.
    var accented = 0
    var misread = 0
    /// Bytes, and of these the ones in runs of more than ``longestWord`` signs without a space.
    var bytes = 0
    var unbroken = 0
    /// How often each language's function words occur.
    var language = LanguageCounts()

    static let longestWord = 60

    init(_ text: String) {
        var text = text
        text.withUTF8 { measure($0) }
    }

    private mutating func measure(_ buffer: UnsafeBufferPointer<UInt8>) {
        bytes = buffer.count
        var scan = ScalarScan(buffer)
        var word = WordState()
        var run = (start: 0, length: 0, hasIdeograph: false)
        var before: UInt32 = 0
        while true {
            let start = scan.offset
            guard let value = scan.next() else { break }
            let kind = ScalarKind(value)
            if kind == .space {
                close(&run, at: start)
            } else {
                if run.length == 0 { run.start = start }
                run.length += 1
                run.hasIdeograph = run.hasIdeograph || kind == .ideograph
                visible += 1
            }
            if Self.isMisreading(before, value) { misread += 1 }
            before = value
            switch kind {
            case .letter:
                if value >= 0x80 { accented += 1 }
                word.add(value)
            case .digit: word.addDigit()
            case .mark: break
            case .ideograph:
                end(&word)
                words += 1
                accented += 1
            case .broken:
                broken += 1
                end(&word)
            case .space: end(&word)
            case .punctuation:
                // An apostrophe inside a word: what stands before it is the word that languages are told by.
                end(&word)
            }
        }
        end(&word)
        close(&run, at: buffer.count)
    }

    private mutating func close(_ run: inout (start: Int, length: Int, hasIdeograph: Bool), at end: Int) {
        if run.length > Self.longestWord, !run.hasIdeograph { unbroken += end - run.start }
        run = (0, 0, false)
    }

    private mutating func end(_ word: inout WordState) {
        defer { word = WordState() }
        guard word.letters + word.digits > 0 else { return }
        words += 1
        guard word.digits == 0, word.isLatin else { return }
        language.add(word.hash, letters: word.letters)
        // Abbreviations in capitals have no vowels, and mean something.
        guard !(word.letters > 1 && word.capitals == word.letters) else { return }
        latin += 1
        if word.letters == 1 { single += 1 }
        if word.letters >= 4 {
            long += 1
            if !word.hasVowel { unspeakable += 1 }
        }
    }

    /// Whether two scalars are what a two- or three-byte sequence of UTF-8 becomes when it is read as Windows-1252: a
    /// leading byte C2…EF as a letter, then a sign that stands for a byte 80…BF. Source: the tables of Windows-1252.
    private static func isMisreading(_ first: UInt32, _ second: UInt32) -> Bool {
        guard (0xC2...0xEF).contains(first) else { return false }
        switch second {
        // The byte of a letter or of a sign that no word goes on with.
        case 0x80...0xA9, 0xAB...0xB4, 0xB6...0xB9, 0xBB...0xBF: return true
        case 0x20AC, 0x201A, 0x0192, 0x201E, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x017D: return true
        // Quotation marks and dashes may follow a letter in a right text; after Ã, Â and â they hardly do.
        case 0x2018...0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x017E, 0x0178, 0xAA,
            0xB5, 0xBA:
            return first == 0xC3 || first == 0xC2 || first == 0xE2
        default: return false
        }
    }

    /// A word that is being read.
    private struct WordState {
        var letters = 0
        var digits = 0
        var capitals = 0
        var isLatin = true
        var hasVowel = false
        var hash = WordHash()

        mutating func add(_ value: UInt32) {
            letters += 1
            let small = ScalarKind.lowercase(value)
            if small != value { capitals += 1 }
            isLatin = isLatin && ScalarKind.isLatin(value)
            hasVowel = hasVowel || ScalarKind.isVowel(value)
            hash.add(small)
        }

        mutating func addDigit() { digits += 1 }
    }
}
