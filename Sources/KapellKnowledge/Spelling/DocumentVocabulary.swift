import KapellText

/// The words of a knowledge base's documents, with how often each is used: what a word that is in none of them may have
/// been meant to be.
///
/// The index of words holds stems, and a typing error in an ending changes the stem altogether; so these are the words
/// themselves.
package struct DocumentVocabulary: Sendable {
    /// Bytes of text that are read; what lies behind them adds no words.
    package static let mostBytes = 64 << 20
    /// Different words that are kept.
    private static let mostWords = 200_000
    private static let lengths = 3...24

    private var counts: [[UInt8]: Int] = [:]
    /// The words by their first letter.
    private var byLetter: [UInt8: [[UInt8]]] = [:]
    private var bytes = 0

    package init() {
        for word in Self.askingWords { count(Array(word.utf8), times: Self.usesOfAskingWords) }
    }

    /// Whether no more text is taken.
    package var isFull: Bool { bytes >= Self.mostBytes }

    /// Adds the words of a text: runs of letters a to z, in small letters.
    package mutating func add(_ text: String) {
        var word: [UInt8] = []
        var isWord = true
        func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z") }
        for byte in text.utf8.prefix(max(0, Self.mostBytes - bytes)) {
            if isLetter(byte) {
                if word.count <= Self.lengths.upperBound { word.append(byte | 0x20) }
            } else if byte.isDigit || byte >= 0x80 || byte == UInt8(ascii: "'") {
                // A name with digits, a word with other letters, `don't`: no word to be read for another.
                isWord = false
            } else {
                if isWord { count(word) }
                word.removeAll(keepingCapacity: true)
                isWord = true
            }
        }
        if isWord { count(word) }
        bytes += text.utf8.count
    }

    private mutating func count(_ word: [UInt8], times: Int = 1) {
        guard Self.lengths.contains(word.count) else { return }
        if let known = counts[word] {
            counts[word] = known + times
        } else if counts.count < Self.mostWords {
            counts[word] = times
            byLetter[word[0], default: []].append(word)
        }
    }

    /// The word that a typed one was meant to be, where just one is clearly nearest.
    ///
    /// It begins with the same letter, or with the first two swapped. Words of one stem count as one. Of words that are
    /// equally near, one is taken only when it is used much more often.
    package func nearest(to typed: String) -> String? {
        let letters = Array(typed.utf8)
        guard letters.count >= Self.leastLetters, letters.count <= Self.lengths.upperBound,
            letters.allSatisfy({ $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") })
        else { return nil }
        let most = letters.count < Self.longWord ? 1 : 2
        var found: [String: Near] = [:]
        let second = (byLetter[letters[1]] ?? []).filter { $0.count == letters.count && $0[1] == letters[0] }
        for word in (byLetter[letters[0]] ?? []) + (letters[0] == letters[1] ? [] : second) {
            guard let error = TypingError(letters, meant: word, most: most),
                isLikely(error, letters, word)
            else { continue }
            let text = String(decoding: word, as: UTF8.self)
            if StopWords.all.contains(text), !Self.askingWords.contains(text) { continue }
            let near = Near(word: text, edits: error.edits, odd: error.odd, uses: counts[word] ?? 0)
            let stem = Stemmer.normalStem(text)
            found[stem] = found[stem].map { $0.with(near) } ?? near
        }
        let ranked = found.values.sorted {
            ($0.edits, $0.odd, -$0.uses, $0.word) < ($1.edits, $1.odd, -$1.uses, $1.word)
        }
        guard let best = ranked.first else { return nil }
        if let next = ranked.dropFirst().first, (next.edits, next.odd) == (best.edits, best.odd),
            best.uses < Self.clearlyMore * next.uses
        {
            return nil
        }
        return best.word
    }

    /// Shorter words have too many neighbours.
    package static let leastLetters = 4
    private static let longWord = 8
    private static let clearlyMore = 4

    /// Words that ask, to which a typed word may be mended though they say nothing about what a text is about.
    private static let askingWords: Set<String> = [
        "what", "which", "when", "where", "whose", "many", "much", "long", "does", "often", "must", "shall", "should",
    ]

    /// Documents seldom ask.
    private static let usesOfAskingWords = 50

    private struct Near {
        var word: String
        var edits: Int
        var odd: Int
        var uses: Int

        /// The nearer of two forms of one word, used as often as both.
        func with(_ other: Near) -> Near {
            var best = (edits, odd, -uses) <= (other.edits, other.odd, -other.uses) ? self : other
            best.uses = uses + other.uses
            return best
        }
    }

    /// Whether a typing error explains the difference, rather than that another word was meant.
    private func isLikely(_ error: TypingError, _ typed: [UInt8], _ word: [UInt8]) -> Bool {
        if error.edits == 0 || Self.differsInEnding(typed, word) { return false }
        if error.edits > 1 {
            // Two letters too many, too few or replaced make another word: contradicts and contracts.
            return error.odd == 0 && error.replaced < 2 && abs(typed.count - word.count) < 2
        }
        if typed.count >= Self.longWord { return true }
        if error.odd > 0 { return false }
        let isCommon = (counts[word] ?? 0) >= Self.common
        if error.replaced > 0 { return typed.count > Self.shortWord && isCommon }
        if typed.count > Self.shortWord || typed.count == word.count { return true }
        // A letter was left out, or doubled.
        return typed.count < word.count
            ? isCommon && typed.last == word.last : zip(typed, typed.dropFirst()).contains { $0 == $1 }
    }

    private static let shortWord = 5
    private static let common = 3

    /// Whether two words differ in their endings alone, and the typed one has an ending that words have: licensor and
    /// licensee, quantify and quantity.
    private static func differsInEnding(_ typed: [UInt8], _ word: [UInt8]) -> Bool {
        let typed = typed.last == UInt8(ascii: "s") ? typed.dropLast() : typed[...]
        let shared = zip(typed, word).prefix { $0 == $1 }.count
        return endings.contains { typed.ends(with: $0) && shared >= typed.count - $0.count }
    }

    private static let endings: [[UInt8]] = [
        "or", "ee", "er", "ed", "ing", "ify", "ly", "ate", "ise", "ize", "ist", "ism", "ive", "ous",
    ].map { Array($0.utf8) }
}

extension ArraySlice<UInt8> {
    fileprivate func ends(with ending: [UInt8]) -> Bool { suffix(ending.count).elementsEqual(ending) }
}
