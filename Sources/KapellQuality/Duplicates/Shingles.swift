/// The runs of five words of a text, as hashes: what two texts have in common, whatever their layout.
///
/// Words are runs of letters and digits in small letters; a sign of a script without spaces is a word. A text of fewer
/// than five words has one shingle, of them all; a text without words has none.
package struct Shingles {
    /// Words in a shingle.
    package static let size = 5
    /// Words that are looked at: two texts that agree in the first two million words are the same to a reader.
    package static let mostWords = 2_000_000

    /// Each shingle's hash once for each time it occurs, in order.
    package private(set) var hashes: [UInt64] = []

    package init(_ text: String) {
        var text = text
        text.withUTF8 { collect($0) }
    }

    private mutating func collect(_ buffer: UnsafeBufferPointer<UInt8>) {
        hashes.reserveCapacity(buffer.count / 6)
        var scan = ScalarScan(buffer)
        var window = Window()
        var word = WordHash()
        var isOpen = false
        while window.words < Self.mostWords, let value = scan.next() {
            switch ScalarKind(value) {
            case .letter, .digit:
                word.add(ScalarKind.lowercase(value))
                isOpen = true
                continue
            case .mark: continue
            case .ideograph:
                if isOpen { window.add(word, to: &hashes) }
                word = WordHash()
                word.add(value)
                isOpen = true
            default: break
            }
            if isOpen { window.add(word, to: &hashes) }
            word = WordHash()
            isOpen = false
        }
        if isOpen { window.add(word, to: &hashes) }
        if hashes.isEmpty, window.words > 0 { hashes.append(window.hash) }
    }

    /// The last five words.
    private struct Window {
        var words = 0
        private var ring: [UInt64] = Array(repeating: 0, count: Shingles.size)

        var hash: UInt64 {
            var hash: UInt64 = 0
            for offset in 0..<Shingles.size { hash = WordHash.mixed(hash ^ ring[(words + offset) % Shingles.size]) }
            return hash
        }

        mutating func add(_ word: WordHash, to hashes: inout [UInt64]) {
            ring[words % Shingles.size] = word.value
            words += 1
            if words >= Shingles.size { hashes.append(hash) }
        }
    }

    /// The share of different shingles that two texts have in common (Jaccard's index), 0…1; exact.
    ///
    /// Two texts without words have nothing in common.
    package static func similarity(_ first: Shingles, _ second: Shingles) -> Double {
        let (first, second) = (Set(first.hashes), Set(second.hashes))
        let (few, many) = first.count < second.count ? (first, second) : (second, first)
        let common = few.count { many.contains($0) }
        let all = few.count + many.count - common
        return all == 0 ? 0 : Double(common) / Double(all)
    }
}
