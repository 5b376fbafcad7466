/// Words within a number of edits of a word, found by walking a sorted table and leaving out what shares a prefix that
/// cannot become near enough.
struct FuzzySearch {
    private let pattern: [UInt32]
    private let distance: Int
    private let exact: [UInt8]

    /// - Parameter exact: How many letters at the front must be as they are.
    init(_ word: String, distance: Int, exact: Int) {
        pattern = word.unicodeScalars.map(\.value)
        self.distance = distance
        var prefix = ""
        for scalar in word.unicodeScalars.prefix(max(0, exact)) { prefix.unicodeScalars.append(scalar) }
        self.exact = Array(prefix.utf8)
    }

    /// The places of the words that are near enough, and their distances.
    func places(in table: TermTable) -> [(place: Int, distance: Int)] {
        var found: [(place: Int, distance: Int)] = []
        let range = exact.isEmpty ? 0..<table.count : table.places(withPrefix: exact)
        // Row n has the distances between the first n letters of the word and each prefix of the pattern.
        var rows: [[Int]] = [Array(0...pattern.count)]
        var letters: [(value: UInt32, end: Int)] = []
        var previous: UnsafeBufferPointer<UInt8>?
        var place = range.lowerBound
        while place < range.upperBound {
            let word = table.string(place)
            let common = Self.common(previous, word)
            while let last = letters.last, last.end > common {
                letters.removeLast()
                rows.removeLast()
            }
            previous = word
            if let dead = extend(&rows, &letters, word) {
                place = Self.firstPlace(after: dead, in: table, range: place..<range.upperBound)
                continue
            }
            let edits = rows[rows.count - 1][pattern.count]
            if edits <= distance { found.append((place, edits)) }
            place += 1
        }
        return found
    }

    /// Adds rows up to the end of the word. Gives the prefix that no near word has, where it finds one.
    private func extend(
        _ rows: inout [[Int]], _ letters: inout [(value: UInt32, end: Int)], _ word: UnsafeBufferPointer<UInt8>
    ) -> ArraySlice<UInt8>? {
        var index = letters.last?.end ?? 0
        while index < word.count {
            let (value, width) = Self.scalar(word, index)
            index += width
            let above = rows[rows.count - 1]
            var row = [above[0] + 1]
            row.reserveCapacity(pattern.count + 1)
            var least = row[0]
            for (place, letter) in pattern.enumerated() {
                let edits = min(above[place] + (letter == value ? 0 : 1), above[place + 1] + 1, row[place] + 1)
                row.append(edits)
                least = min(least, edits)
            }
            rows.append(row)
            letters.append((value, index))
            if least > distance { return Array(word)[..<index] }
        }
        return nil
    }

    private static func common(_ left: UnsafeBufferPointer<UInt8>?, _ right: UnsafeBufferPointer<UInt8>) -> Int {
        guard let left else { return 0 }
        var index = 0
        while index < left.count, index < right.count, left[index] == right[index] { index += 1 }
        return index
    }

    /// The first place in the range whose word does not begin with `prefix`; the first of the range does.
    private static func firstPlace(after prefix: ArraySlice<UInt8>, in table: TermTable, range: Range<Int>) -> Int {
        var low = range.lowerBound
        var high = range.upperBound
        // Near first: most prefixes have few words.
        var step = 1
        while low + step < high, table.string(low + step).starts(with: prefix) {
            low += step
            step *= 2
        }
        high = min(high, low + step)
        while low < high {
            let middle = (low + high) / 2
            if table.string(middle).starts(with: prefix) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private static func scalar(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> (value: UInt32, width: Int) {
        let lead = bytes[index]
        let width = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
        guard width > 1, index + width <= bytes.count else { return (UInt32(lead), 1) }
        var value = UInt32(lead) & (0x7F >> UInt32(width))
        for offset in 1..<width { value = value << 6 | UInt32(bytes[index + offset] & 0x3F) }
        return (value, width)
    }
}
