/// Endings of words, each with the number of a rule; the longest that fits is found.
///
/// Letters are single bytes of Latin-1, so that one byte is one letter in every language that is stemmed here.
struct SuffixTable: Sendable {
    struct Match {
        let length: Int
        let rule: Int
    }

    private struct Entry: Sendable {
        let letters: [UInt8]
        let rule: Int
    }

    /// By last letter, longest first.
    private let buckets: [[Entry]]

    /// Reads "rule: ending ending …" lines.
    init(_ text: String) {
        var buckets = [[Entry]](repeating: [], count: 256)
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: ":")
            guard parts.count == 2, let rule = Int(parts[0].filter { $0 != " " }) else { continue }
            for ending in parts[1].split(separator: " ") {
                let letters = ending.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
                if let last = letters.last { buckets[Int(last)].append(Entry(letters: letters, rule: rule)) }
            }
        }
        self.buckets = buckets.map { $0.sorted { $0.letters.count > $1.letters.count } }
    }

    /// The longest ending of `word[from..<end]`.
    func longest(_ word: [UInt8], from: Int = 0, end: Int) -> Match? {
        guard end > from else { return nil }
        for entry in buckets[Int(word[end - 1])] {
            let start = end - entry.letters.count
            if start >= from, entry.letters.indices.allSatisfy({ word[start + $0] == entry.letters[$0] }) {
                return Match(length: entry.letters.count, rule: entry.rule)
            }
        }
        return nil
    }
}

/// A set of letters of Latin-1.
struct LetterSet: Sendable {
    private let holds: [Bool]

    init(_ letters: String) {
        var holds = [Bool](repeating: false, count: 256)
        for scalar in letters.unicodeScalars where scalar.value < 256 { holds[Int(scalar.value)] = true }
        self.holds = holds
    }

    func contains(_ letter: UInt8) -> Bool { holds[Int(letter)] }
}

extension [UInt8] {
    /// Whether the first `end` letters end in the ASCII letters of `ending`.
    func ends(_ ending: StaticString, at end: Int) -> Bool {
        let length = ending.utf8CodeUnitCount
        guard end >= length else { return false }
        for index in 0..<length where self[end - length + index] != ending.utf8Start[index] { return false }
        return true
    }

    /// Whether they begin with the ASCII letters of `beginning`.
    func begins(_ beginning: StaticString) -> Bool {
        count >= beginning.utf8CodeUnitCount && ends(beginning, at: beginning.utf8CodeUnitCount)
    }

    /// Replaces the last `length` letters.
    mutating func replaceLast(_ length: Int, by letters: StaticString) {
        removeLast(length)
        for index in 0..<letters.utf8CodeUnitCount { append(letters.utf8Start[index]) }
    }

    /// The place after the first letter that is not in `set` and follows one that is, from `start`; or the end.
    func region(after start: Int, _ set: LetterSet) -> Int {
        var index = start
        while index < count, !set.contains(self[index]) { index += 1 }
        while index < count, set.contains(self[index]) { index += 1 }
        return index < count ? index + 1 : count
    }
}
