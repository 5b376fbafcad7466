/// Pairs of a key and a row, in order: the rows of one key, and of a range of keys.
///
/// The pairs lie in leaves of up to `leafLimit`, sorted by key, then row. A key with many rows gets a leaf of its own
/// that holds only a `RowSet`. So a field of few values costs a bitmap a value, and a field of a million values twelve
/// bytes a row. A leaf is found by binary search; there is no third level.
struct OrderedRows: Sendable {
    struct Leaf: Sendable {
        /// The smallest key; every key of the leaf before is smaller.
        var first: Int64
        /// Mixed leaves: the pairs.
        var keys: [Int64] = []
        var rows: [UInt32] = []
        /// A leaf of one key: its rows, and their number.
        var set: RowSet?
        var count = 0
    }

    static let leafLimit = 512

    var leaves: [Leaf] = []
    var firsts: [Int64] = []
    /// Every row that has a pair.
    var all = RowSet()
    /// The number of pairs.
    var count = 0

    var isEmpty: Bool { count == 0 }

    // MARK: Places

    /// The first leaf whose smallest key is not below the key.
    private func leafPlace(notBelow key: Int64) -> Int {
        var (first, end) = (0, firsts.count)
        while first < end {
            let middle = (first &+ end) >> 1
            if firsts[middle] < key { first = middle &+ 1 } else { end = middle }
        }
        return first
    }

    /// The first place in a sorted array that is not below the key.
    private static func place(of key: Int64, in keys: [Int64]) -> Int {
        var (first, end) = (0, keys.count)
        while first < end {
            let middle = (first &+ end) >> 1
            if keys[middle] < key { first = middle &+ 1 } else { end = middle }
        }
        return first
    }

    /// The place of the pair in a mixed leaf, or where it would be.
    private static func place(of key: Int64, _ row: UInt32, in leaf: Leaf) -> Int {
        var (first, end) = (0, leaf.keys.count)
        while first < end {
            let middle = (first &+ end) >> 1
            let here = leaf.keys[middle]
            if here < key || here == key && leaf.rows[middle] < row { first = middle &+ 1 } else { end = middle }
        }
        return first
    }

    /// The one leaf that holds the key or may take it: its own, or the mixed leaf around it; nil when neither is there.
    private func leafPlace(of key: Int64) -> Int? {
        let place = leafPlace(notBelow: key)
        if place < firsts.count && firsts[place] == key { return place }
        return place > 0 && leaves[place - 1].set == nil ? place - 1 : nil
    }

    // MARK: Changes

    /// Adds a pair; nothing happens when it is there.
    mutating func insert(_ key: Int64, _ row: UInt32) {
        var place: Int
        if let found = leafPlace(of: key) {
            place = found
        } else {
            place = leafPlace(notBelow: key)
            if place < leaves.count && leaves[place].set == nil {
                leaves[place].first = key
                firsts[place] = key
            } else {
                leaves.insert(Leaf(first: key), at: place)
                firsts.insert(key, at: place)
            }
        }
        if leaves[place].set != nil {
            guard leaves[place].set?.insert(Int(row)) == true else { return }
        } else {
            let inner = Self.place(of: key, row, in: leaves[place])
            if inner < leaves[place].count, leaves[place].keys[inner] == key, leaves[place].rows[inner] == row {
                return
            }
            leaves[place].keys.insert(key, at: inner)
            leaves[place].rows.insert(row, at: inner)
        }
        leaves[place].count &+= 1
        count &+= 1
        all.insert(Int(row))
        if leaves[place].set == nil && leaves[place].count > Self.leafLimit { split(place) }
    }

    /// Removes a pair; nothing happens when it is not there. `all` keeps the row: see `forget(_:)`.
    mutating func remove(_ key: Int64, _ row: UInt32) {
        guard let place = leafPlace(of: key) else { return }
        if leaves[place].set != nil {
            guard leaves[place].set?.remove(Int(row)) == true else { return }
        } else {
            let inner = Self.place(of: key, row, in: leaves[place])
            guard inner < leaves[place].count, leaves[place].keys[inner] == key, leaves[place].rows[inner] == row else {
                return
            }
            leaves[place].keys.remove(at: inner)
            leaves[place].rows.remove(at: inner)
        }
        leaves[place].count &-= 1
        count &-= 1
        if leaves[place].count == 0 {
            leaves.remove(at: place)
            firsts.remove(at: place)
        } else if leaves[place].set == nil {
            merge(place)
        }
    }

    /// Takes the row from `all`, when its last pair has been removed.
    mutating func forget(_ row: UInt32) { all.remove(Int(row)) }

    /// Gives a key with more than half of the leaf a leaf of its own, or halves the leaf.
    private mutating func split(_ place: Int) {
        let leaf = leaves[place]
        let middle = leaf.keys[leaf.count / 2]
        let start = Self.place(of: middle, in: leaf.keys)
        let end = leaf.keys[start...].firstIndex { $0 > middle } ?? leaf.count
        var parts: [Leaf] = []
        if end - start > Self.leafLimit / 2 {
            parts.append(Self.mixed(leaf, 0..<start))
            var set = RowSet()
            for row in leaf.rows[start..<end] { set.insert(Int(row)) }
            parts.append(Leaf(first: middle, set: set, count: end - start))
            parts.append(Self.mixed(leaf, end..<leaf.count))
        } else {
            // Between two keys, where the halves are most alike.
            let cut = start > 0 && (end == leaf.count || start >= leaf.count - end) ? start : end
            parts.append(Self.mixed(leaf, 0..<cut))
            parts.append(Self.mixed(leaf, cut..<leaf.count))
        }
        parts.removeAll { $0.count == 0 }
        leaves.replaceSubrange(place...place, with: parts)
        firsts.replaceSubrange(place...place, with: parts.map(\.first))
    }

    /// Joins a small leaf with a neighbour.
    private mutating func merge(_ place: Int) {
        guard leaves[place].count < Self.leafLimit / 8 else { return }
        for left in [place - 1, place] where left >= 0 && left + 1 < leaves.count {
            guard leaves[left].set == nil, leaves[left + 1].set == nil,
                leaves[left].count + leaves[left + 1].count <= Self.leafLimit / 2
            else { continue }
            leaves[left].keys += leaves[left + 1].keys
            leaves[left].rows += leaves[left + 1].rows
            leaves[left].count += leaves[left + 1].count
            leaves.remove(at: left + 1)
            firsts.remove(at: left + 1)
            return
        }
    }

    private static func mixed(_ leaf: Leaf, _ range: Range<Int>) -> Leaf {
        var part = Leaf(first: range.isEmpty ? 0 : leaf.keys[range.lowerBound])
        part.keys.reserveCapacity(leafLimit + 1)
        part.rows.reserveCapacity(leafLimit + 1)
        part.keys += leaf.keys[range]
        part.rows += leaf.rows[range]
        part.count = range.count
        return part
    }

    // MARK: Building

    init() {}

    /// From pairs in any order, without repetitions: faster than one by one.
    init(_ pairs: [(key: Int64, row: UInt32)]) {
        let sorted = pairs.sorted { $0.key < $1.key || $0.key == $1.key && $0.row < $1.row }
        var start = 0
        var open = Leaf(first: 0)
        func close(_ leaves: inout [Leaf]) {
            if open.count > 0 { leaves.append(open) }
            open = Leaf(first: 0)
        }
        while start < sorted.count {
            let key = sorted[start].key
            var end = start
            while end < sorted.count && sorted[end].key == key { end += 1 }
            if end - start > Self.leafLimit / 2 {
                close(&leaves)
                var set = RowSet()
                for pair in sorted[start..<end] { set.insert(Int(pair.row)) }
                leaves.append(Leaf(first: key, set: set, count: end - start))
            } else {
                if open.count + end - start > Self.leafLimit * 3 / 4 { close(&leaves) }
                if open.count == 0 { open.first = key }
                for pair in sorted[start..<end] {
                    open.keys.append(pair.key)
                    open.rows.append(pair.row)
                }
                open.count += end - start
            }
            start = end
        }
        close(&leaves)
        firsts = leaves.map(\.first)
        count = pairs.count
        all = gathered()
    }

    /// The rows of all leaves.
    func gathered() -> RowSet {
        let last = leaves.reduce(-1) { max($0, $1.set?.last ?? Int($1.rows.max() ?? 0)) }
        if last < 0 { return RowSet() }
        var blocks = [Bool](repeating: false, count: last >> 16 + 1)
        for leaf in leaves {
            for row in leaf.rows { blocks[Int(row >> 16)] = true }
            for key in leaf.set?.keys ?? [] { blocks[Int(key)] = true }
        }
        var collector = RowCollector(blocks: blocks.indices.filter { blocks[$0] })
        for leaf in leaves {
            if let set = leaf.set { collector.insert(set) } else { collector.insert(leaf.rows[...]) }
        }
        return collector.rows()
    }

    // MARK: Questions

    /// Calls for every leaf, or part of one, within the range of keys.
    private func forEachPart(_ range: ClosedRange<Int64>, _ body: (Leaf, Range<Int>) -> Void) {
        var place = leafPlace(notBelow: range.lowerBound)
        if place > 0 && leaves[place - 1].set == nil { place -= 1 }
        while place < leaves.count && firsts[place] <= range.upperBound {
            let leaf = leaves[place]
            if leaf.set != nil {
                body(leaf, 0..<leaf.count)
            } else {
                let start = Self.place(of: range.lowerBound, in: leaf.keys)
                let isCut = place + 1 == leaves.count || firsts[place + 1] > range.upperBound
                let end =
                    !isCut || range.upperBound == .max
                    ? leaf.count : Self.place(of: range.upperBound + 1, in: leaf.keys)
                if start < end { body(leaf, start..<end) }
            }
            place += 1
        }
    }

    /// The number of pairs with keys in the range.
    func count(in range: ClosedRange<Int64>) -> Int {
        var count = 0
        forEachPart(range) { count &+= $1.count }
        return count
    }

    /// The rows with a key in the range.
    func rows(in range: ClosedRange<Int64>) -> RowSet {
        let wanted = count(in: range)
        if wanted == 0 { return RowSet() }
        if wanted == count { return all }
        if range.lowerBound == range.upperBound, let place = leafPlace(of: range.lowerBound),
            let set = leaves[place].set
        {
            return set
        }
        // Where each row has one pair, the smaller side is gathered.
        if wanted > count / 2 && count == all.count {
            var rest = RowCollector(within: all)
            if range.lowerBound > .min { add(.min...range.lowerBound - 1, to: &rest) }
            if range.upperBound < .max { add(range.upperBound + 1 ... .max, to: &rest) }
            return all.subtracting(rest.rows())
        }
        var collector = RowCollector(within: all)
        add(range, to: &collector)
        return collector.rows()
    }

    /// Adds the rows with a key in the range.
    func add(_ range: ClosedRange<Int64>, to collector: inout RowCollector) {
        forEachPart(range) { leaf, part in
            if let set = leaf.set { collector.insert(set) } else { collector.insert(leaf.rows[part]) }
        }
    }

    /// Adds the rows whose key, not below 0, is in a set.
    func add(keysIn wanted: RowSet, to collector: inout RowCollector) {
        for leaf in leaves {
            if let set = leaf.set {
                if wanted.contains(Int(leaf.first)) { collector.insert(set) }
            } else {
                for (key, row) in zip(leaf.keys, leaf.rows) where wanted.contains(Int(key)) { collector.insert(row) }
            }
        }
    }

    /// Calls for every pair, by key.
    func forEach(_ body: (Int64, UInt32) -> Void) {
        for leaf in leaves {
            if let set = leaf.set {
                set.forEachRow { body(leaf.first, UInt32(truncatingIfNeeded: $0)) }
            } else {
                for (key, row) in zip(leaf.keys, leaf.rows) { body(key, row) }
            }
        }
    }
}
