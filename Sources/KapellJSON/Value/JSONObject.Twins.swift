extension JSONObject {
    /// Takes `entries`, some keys of which may be the same: the last value stands in the first's place.
    init(possibleTwins entries: [Entry]) {
        self.init()
        guard entries.count > Self.linearLimit else {
            for entry in entries { append(entry.key, entry.value) }
            return
        }
        var index = JSONKeyIndex(capacity: entries.count)
        for position in entries.indices {
            let hash = JSONKeyIndex.hash(of: entries[position].key)
            guard index.position(of: entries[position].key, hash: hash, in: entries) == nil else {
                reserveCapacity(entries.count)
                for entry in entries { append(entry.key, entry.value) }
                return
            }
            index.insert(hash: hash, position: position)
        }
        self.entries = entries
        self.index = index
    }
}
