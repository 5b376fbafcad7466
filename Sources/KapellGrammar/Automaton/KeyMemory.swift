/// The keys that open objects have seen, as numbers: equal memories have equal numbers, so that the automaton can tell
/// situations apart by them.
///
/// Keys are written in one way only, so that equal keys have equal bytes.
///
/// A probe is a memory for trying tokens out. A key in it that can be none of those seen is fresh, whatever its letters,
/// so that a walk over a whole vocabulary does not make a state for each beginning of a key.
struct KeyMemory {
    /// A letter of the tree of all keys, by its parent.
    private struct Letter: Hashable {
        var parent: Int32
        var byte: UInt8
    }

    private struct Entry: Hashable {
        /// Whether a key is being written; then `before` are those seen, and `key` is what there is of it.
        var isWithin: Bool
        /// The keys seen before, as an entry.
        var before: Int32
        var key: Int32
        var keyClass: Int32 = -1
        var isProbe: Bool
    }

    /// The number of a key that is none of those seen.
    private static let fresh: Int32 = -1

    private var letters: [Letter: Int32] = [:]
    /// For each letter the one before it; 0 is the beginning.
    private var parents: [Int32] = [0]
    private var depths: [Int32] = [0]
    private var bytes: [UInt8] = [0]
    private var numbers: [Entry: Int32] = [:]
    /// Entry 0 is: no keys.
    private var entries = [Entry(isWithin: false, before: 0, key: 0, isProbe: false)]

    var count: Int { entries.count + parents.count }

    private mutating func intern(_ entry: Entry) -> Int32 {
        if let number = numbers[entry] { return number }
        let number = Int32(entries.count)
        entries.append(entry)
        numbers[entry] = number
        return number
    }

    func isWithin(_ number: Int32) -> Bool { entries[Int(number)].isWithin }

    /// A key begins.
    mutating func begin(_ seen: Int32) -> Int32 {
        intern(Entry(isWithin: true, before: seen, key: 0, isProbe: entries[Int(seen)].isProbe))
    }

    /// The same entry, for trying out.
    mutating func probe(_ number: Int32) -> Int32 {
        var entry = entries[Int(number)]
        entry.isProbe = true
        return intern(entry)
    }

    /// One more byte of the key.
    mutating func extend(_ number: Int32, by byte: UInt8) -> Int32 {
        var entry = entries[Int(number)]
        guard entry.key != Self.fresh else { return number }
        let letter = Letter(parent: entry.key, byte: byte)
        if let found = letters[letter] {
            entry.key = found
            if entry.isProbe, count(in: entry.before, keyClass: -1, beginning: found) == 0 { entry.key = Self.fresh }
        } else if entry.isProbe {
            entry.key = Self.fresh
        } else {
            entry.key = Int32(parents.count)
            letters[letter] = entry.key
            parents.append(letter.parent)
            depths.append(depths[Int(letter.parent)] + 1)
            bytes.append(byte)
        }
        return intern(entry)
    }

    /// The keys seen with the one that has just ended; nil where it is one of them. Of two fresh ones nothing is known:
    /// that, too, is nil.
    mutating func end(_ number: Int32, keyClass: Int32) -> Int32? {
        let entry = entries[Int(number)]
        var seen = entry.before
        while let other = keyEntry(seen) {
            if other.key == entry.key { return nil }
            seen = other.before
        }
        return intern(
            Entry(isWithin: false, before: entry.before, key: entry.key, keyClass: keyClass, isProbe: entry.isProbe))
    }

    /// How many keys were seen: of a class, or of all (-1); within a key, only such as begin with what there is of it.
    func seen(_ number: Int32, keyClass: Int32) -> Int32 {
        let entry = entries[Int(number)]
        guard entry.isWithin else { return count(in: number, keyClass: keyClass, beginning: 0) }
        guard entry.key != Self.fresh else { return 0 }
        return count(in: entry.before, keyClass: keyClass, beginning: entry.key)
    }

    /// The entry, where it is one with a key that was seen.
    private func keyEntry(_ number: Int32) -> Entry? {
        let entry = entries[Int(number)]
        return entry.keyClass >= 0 ? entry : nil
    }

    private func count(in seen: Int32, keyClass: Int32, beginning prefix: Int32) -> Int32 {
        var seen = seen
        var total: Int32 = 0
        while let entry = keyEntry(seen) {
            if keyClass == -1 || entry.keyClass == keyClass, begins(entry.key, with: prefix) { total += 1 }
            seen = entry.before
        }
        return total
    }

    private func begins(_ key: Int32, with prefix: Int32) -> Bool {
        guard prefix != 0 else { return true }
        guard key != Self.fresh else { return false }
        var key = key
        while depths[Int(key)] > depths[Int(prefix)] { key = parents[Int(key)] }
        return key == prefix
    }

    // MARK: Moving

    /// The same entry, in `other`.
    func moved(_ number: Int32, to other: inout KeyMemory) -> Int32 {
        let entry = entries[Int(number)]
        var keys: [Entry] = []
        var seen = entry.isWithin ? entry.before : number
        while let next = keyEntry(seen) {
            keys.append(next)
            seen = next.before
        }
        var result: Int32 = 0
        for key in keys.reversed() {
            result = other.spell(key.key, of: self, after: result)
            result = other.end(result, keyClass: key.keyClass) ?? result
        }
        return entry.isWithin ? other.spell(entry.key, of: self, after: result) : result
    }

    private mutating func spell(_ key: Int32, of other: KeyMemory, after seen: Int32) -> Int32 {
        var text: [UInt8] = []
        var key = key
        while key > 0 {
            text.append(other.bytes[Int(key)])
            key = other.parents[Int(key)]
        }
        var entry = begin(seen)
        for byte in text.reversed() { entry = extend(entry, by: byte) }
        return entry
    }
}
