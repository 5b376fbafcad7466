import KapellText

/// How far a typed word lies from one that was meant, and whether the way is one that fingers and ears go.
package struct TypingError: Sendable, Hashable {
    /// Letters that are missing, added, replaced or swapped with their neighbour (optimal string alignment).
    package let edits: Int
    /// Letters replaced by ones that lie nowhere near on a keyboard and do not sound alike, and letters added that are
    /// neither doubled nor near to the one beside them.
    package let odd: Int
    /// Letters replaced by others.
    package let replaced: Int

    /// - Parameters:
    ///   - typed: small letters, as bytes.
    ///   - meant: the same.
    ///   - most: more edits than this are not told apart.
    package init?(_ typed: [UInt8], meant: [UInt8], most: Int) {
        guard abs(typed.count - meant.count) <= most else { return nil }
        // One number counts all, so that among equally many edits the likeliest are taken.
        var before: [Int] = []
        var last = (0...meant.count).map { $0 * Self.edit }
        for i in typed.indices {
            let beside = [i - 1, i + 1].filter(typed.indices.contains).map { typed[$0] }
            let isSlip = beside.contains { $0 == typed[i] || Self.neighbours($0, typed[i]) }
            let added = Self.edit + (isSlip ? 0 : Self.oddity)
            var row = [(i + 1) * Self.edit]
            for j in meant.indices {
                let replaced =
                    typed[i] == meant[j] ? 0 : Self.edit + 1 + (Self.isNear(typed[i], meant[j]) ? 0 : Self.oddity)
                var best = min(last[j + 1] + added, row[j] + Self.edit, last[j] + replaced)
                if i > 0, j > 0, typed[i] == meant[j - 1], typed[i - 1] == meant[j] {
                    best = min(best, before[j - 1] + Self.edit)
                }
                row.append(best)
            }
            if (row.min() ?? 0) / Self.edit > most { return nil }
            before = last
            last = row
        }
        edits = last[meant.count] / Self.edit
        odd = last[meant.count] % Self.edit / Self.oddity
        replaced = last[meant.count] % Self.oddity
        if edits > most { return nil }
    }

    private static let edit = 10_000
    private static let oddity = 100

    /// Whether one letter is easily typed for another: neighbours on a keyboard, vowels, and letters of one sound.
    private static func isNear(_ one: UInt8, _ other: UInt8) -> Bool {
        sounds.contains { $0.contains(one) && $0.contains(other) } || neighbours(one, other)
    }

    private static let sounds: [Set<UInt8>] = ["aeiouy", "ckqs", "sz", "td", "mn", "vf", "gj"].map { Set($0.utf8) }

    private static func neighbours(_ one: UInt8, _ other: UInt8) -> Bool {
        guard let (row, place) = keys[one], let (otherRow, otherPlace) = keys[other] else { return false }
        return abs(row - otherRow) <= 1 && abs(place - otherPlace) <= 2
    }

    /// Where the letters lie on a keyboard, in halves of a key: each row begins a little further to the right.
    private static let keys: [UInt8: (row: Int, place: Int)] = {
        var keys: [UInt8: (Int, Int)] = [:]
        for (row, letters) in [(0, "qwertyuiop"), (1, "asdfghjkl"), (2, "zxcvbnm")] {
            for (place, letter) in letters.utf8.enumerated() { keys[letter] = (row, 2 * place + row) }
        }
        return keys
    }()
}
