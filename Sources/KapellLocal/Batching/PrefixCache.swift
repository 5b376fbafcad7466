/// Prompts and answers whose keys and values are still there, for requests that begin alike.
///
/// They are few, so the longest common beginning is found by comparing with each; that takes less than one token does.
struct PrefixCache {
    struct Entry {
        let sequence: Int32
        let tokens: [Int32]
        /// What the keys and values depend on besides the tokens: adapters.
        let variant: String
        var lastUse: Int
    }

    /// Beginnings that are shorter are read again.
    static let shortest = 16

    private(set) var entries: [Entry] = []
    private var uses = 0

    /// The entry with the longest beginning in common with `tokens`.
    func longest(_ tokens: [Int32], variant: String) -> (index: Int, length: Int)? {
        var best: (index: Int, length: Int)?
        for (index, entry) in entries.enumerated() where entry.variant == variant {
            let length = entry.tokens.commonPrefix(with: tokens)
            if length >= Self.shortest, length > best?.length ?? 0 { best = (index, length) }
        }
        return best
    }

    /// Keeps a sequence; one that it begins with is given back, for it is of no more use.
    mutating func insert(_ sequence: Int32, _ tokens: [Int32], variant: String) -> [Int32] {
        var freed: [Int32] = []
        entries.removeAll { entry in
            let isPart =
                entry.variant == variant && entry.tokens.count <= tokens.count
                && entry.tokens.commonPrefix(with: tokens) == entry.tokens.count
            if isPart { freed.append(entry.sequence) }
            return isPart
        }
        uses += 1
        entries.append(Entry(sequence: sequence, tokens: tokens, variant: variant, lastUse: uses))
        return freed
    }

    mutating func use(_ sequence: Int32) {
        uses += 1
        guard let index = entries.firstIndex(where: { $0.sequence == sequence }) else { return }
        entries[index].lastUse = uses
    }

    mutating func remove(_ sequence: Int32) { entries.removeAll { $0.sequence == sequence } }

    /// What was not used for the longest time, but for one that is to stay.
    func oldest(sparing sequence: Int32?) -> Entry? {
        entries.filter { $0.sequence != sequence }.min { $0.lastUse < $1.lastUse }
    }

    /// Tokens of all entries but the one that was used last.
    var olderTokens: Int {
        let all = entries.reduce(0) { $0 + $1.tokens.count }
        return all - (entries.max { $0.lastUse < $1.lastUse }?.tokens.count ?? 0)
    }

    /// Removes what was not used for the longest time.
    mutating func removeOldest() -> Entry? {
        guard let entry = oldest(sparing: nil) else { return nil }
        remove(entry.sequence)
        return entry
    }
}

extension [Int32] {
    /// How many elements both begin with.
    func commonPrefix(with other: [Int32]) -> Int {
        withUnsafeBufferPointer { left in
            other.withUnsafeBufferPointer { right in
                let most = Swift.min(left.count, right.count)
                var count = 0
                while count < most, left[count] == right[count] { count += 1 }
                return count
            }
        }
    }
}
