extension JSONObject {
    /// The value of `key`, or nil where the key is missing. Setting nil removes the key; to store a `null`, set
    /// `JSONValue.null`. A new key goes to the end; one that is there keeps its place.
    public subscript(_ key: String) -> JSONValue? {
        get {
            position(of: key).map { entries[$0].value }
        }
        set {
            if let newValue {
                append(key, newValue)
            } else {
                removeValue(forKey: key)
            }
        }
    }

    /// The value of `key`, or `fallback` where the key is missing. Changing it in place copies nothing.
    public subscript(_ key: String, default fallback: @autoclosure () -> JSONValue) -> JSONValue {
        get {
            position(of: key).map { entries[$0].value } ?? fallback()
        }
        _modify {
            let place: Int
            if let found = position(of: key) {
                place = found
            } else {
                append(key, fallback())
                place = entries.count - 1
            }
            yield &entries[place].value
        }
    }

    /// Whether `key` is there, also with the value `null`.
    public func contains(_ key: String) -> Bool { position(of: key) != nil }

    /// Puts `value` under `key`: at the end where the key is new, else in the place that the key has.
    public mutating func append(_ key: String, _ value: JSONValue) {
        if index.isEmpty {
            if let found = position(of: key) {
                entries[found].value = value
                return
            }
            entries.append(Entry(key: key, value: value))
            if entries.count > Self.linearLimit { index = JSONKeyIndex(entries) }
        } else {
            let hash = JSONKeyIndex.hash(of: key)
            if let found = index.position(of: key, hash: hash, in: entries) {
                entries[found].value = value
                return
            }
            index.insert(hash: hash, position: entries.count)
            entries.append(Entry(key: key, value: value))
        }
    }

    /// Removes `key` and returns its value; nil where the key is missing. Costs time in proportion to the number
    /// of keys, except for the last key.
    @discardableResult
    public mutating func removeValue(forKey key: String) -> JSONValue? {
        guard let found = position(of: key) else { return nil }
        if entries.count - 1 <= Self.linearLimit {
            index = JSONKeyIndex()
        } else {
            index.remove(hash: JSONKeyIndex.hash(of: key), position: found, count: entries.count)
        }
        return entries.remove(at: found).value
    }

    /// Removes all keys for which `shouldRemove` holds, in one pass. The others keep their order.
    public mutating func removeAll(where shouldRemove: (Element) throws -> Bool) rethrows {
        let count = entries.count
        try entries.removeAll { try shouldRemove(($0.key, $0.value)) }
        guard entries.count != count else { return }
        index = entries.count > Self.linearLimit ? JSONKeyIndex(entries) : JSONKeyIndex()
    }

    /// The same keys, with values made by `transform`.
    public func mapValues(_ transform: (JSONValue) throws -> JSONValue) rethrows -> JSONObject {
        var result = self
        for place in result.entries.indices {
            result.entries[place].value = try transform(entries[place].value)
        }
        return result
    }

    /// Puts all keys of `other` into this object; its values replace those of keys that are there.
    public mutating func merge(_ other: JSONObject) {
        for entry in other.entries { append(entry.key, entry.value) }
    }

    func position(of key: String) -> Int? {
        if !index.isEmpty {
            return index.position(of: key, hash: JSONKeyIndex.hash(of: key), in: entries)
        }
        return key.withUTF8Bytes { bytes in
            entries.firstIndex { entry in
                guard entry.key.utf8.count == bytes.count else { return false }
                return entry.key.withUTF8Bytes {
                    JSONBytes.areEqual($0.baseAddress, bytes.baseAddress, count: bytes.count)
                }
            }
        }
    }
}
