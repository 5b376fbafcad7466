extension RowSet {
    /// The rows that both have.
    public func intersection(_ other: RowSet) -> RowSet {
        var result = RowSet()
        var (i, j) = (0, 0)
        while i < keys.count && j < other.keys.count {
            let (a, b) = (keys[i], other.keys[j])
            if a == b { result.append(a, containers[i].intersection(other.containers[j])) }
            if a <= b { i &+= 1 }
            if b <= a { j &+= 1 }
        }
        return result
    }

    /// The rows that either has.
    public func union(_ other: RowSet) -> RowSet {
        if isEmpty { return other }
        if other.isEmpty { return self }
        var result = RowSet()
        var (i, j) = (0, 0)
        while i < keys.count || j < other.keys.count {
            let a = i < keys.count ? Int(keys[i]) : Int.max
            let b = j < other.keys.count ? Int(other.keys[j]) : Int.max
            if a == b {
                result.append(keys[i], containers[i].union(other.containers[j]))
            } else if a < b {
                result.append(keys[i], containers[i])
            } else {
                result.append(other.keys[j], other.containers[j])
            }
            if a <= b { i &+= 1 }
            if b <= a { j &+= 1 }
        }
        return result
    }

    /// The rows of this set that the other has not.
    public func subtracting(_ other: RowSet) -> RowSet {
        var result = RowSet()
        var j = 0
        for (key, container) in zip(keys, containers) {
            while j < other.keys.count && other.keys[j] < key { j &+= 1 }
            if j < other.keys.count && other.keys[j] == key {
                result.append(key, container.subtracting(other.containers[j]))
            } else {
                result.append(key, container)
            }
        }
        return result
    }

    /// The rows of the universe that this set has not.
    public func complement(within universe: RowSet) -> RowSet { universe.subtracting(self) }

    /// How many rows both have, without making the set of them.
    public func intersectionCount(_ other: RowSet) -> Int {
        var count = 0
        var (i, j) = (0, 0)
        while i < keys.count && j < other.keys.count {
            let (a, b) = (keys[i], other.keys[j])
            if a == b { count &+= containers[i].intersectionCount(other.containers[j]) }
            if a <= b { i &+= 1 }
            if b <= a { j &+= 1 }
        }
        return count
    }

    /// The rows that the body says yes to.
    func filter(_ body: (Int) -> Bool) -> RowSet {
        var result = RowSet()
        for (key, container) in zip(keys, containers) {
            let base = Int(key) << 16
            var kept = RowContainer()
            container.forEach { if body(base | Int($0)) { _ = kept.insert($0) } }
            result.append(key, kept)
        }
        return result
    }

    /// Appends a block whose key is above all others; an empty one is left out.
    mutating func append(_ key: UInt16, _ container: RowContainer) {
        guard container.count > 0 else { return }
        keys.append(key)
        containers.append(container)
    }
}
