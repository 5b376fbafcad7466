extension JSONObject: Hashable {
    /// Whether both hold the same values under the same keys. The order of the keys does not count.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        guard left.count == right.count else { return false }
        for (position, entry) in left.entries.enumerated() {
            let other = right.entries[position]
            if other.key.hasSameBytes(as: entry.key) {
                guard other.value == entry.value else { return false }
            } else {
                guard let value = right[entry.key], value == entry.value else { return false }
            }
        }
        return true
    }

    /// Agrees with `==`: the order of the keys does not count.
    public func hash(into hasher: inout Hasher) {
        var sum: UInt64 = 0
        for entry in entries {
            var own = Hasher()
            entry.key.withUTF8Bytes { own.combine(bytes: UnsafeRawBufferPointer($0)) }
            own.combine(entry.value)
            sum &+= UInt64(truncatingIfNeeded: own.finalize())
        }
        hasher.combine(sum)
        hasher.combine(entries.count)
    }
}
