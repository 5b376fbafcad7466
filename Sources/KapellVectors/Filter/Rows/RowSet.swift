/// A set of row numbers from 0 to 4,294,967,295, compressed.
///
/// The rows are cut into blocks of 65,536; each block is kept as a sorted array, a bitmap or runs, whichever suits it
/// (the idea of Roaring bitmaps, Chambi, Lemire and others, 2016). A value type: a copy costs two references.
///
/// Reading from many tasks at once is safe, as with an array.
public struct RowSet: Sendable {
    /// The largest row number.
    public static let maximumRow = Int(UInt32.max)

    /// The high 16 bits of each block that is not empty, ascending.
    var keys: [UInt16] = []
    /// The blocks, none empty.
    var containers: [RowContainer] = []

    /// The empty set.
    public init() {}

    /// The rows of a sequence, in any order. Rows outside 0...`maximumRow` are a programmer's error.
    public init(_ rows: some Sequence<Int>) {
        for row in rows { insert(row) }
    }

    /// The rows of a range within 0...`maximumRow`.
    public init(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        precondition(range.lowerBound >= 0 && range.upperBound - 1 <= Self.maximumRow, "a row number is out of range")
        let last = range.upperBound - 1
        for key in range.lowerBound >> 16...last >> 16 {
            let low = key == range.lowerBound >> 16 ? range.lowerBound & 0xFFFF : 0
            let high = key == last >> 16 ? last & 0xFFFF : 0xFFFF
            keys.append(UInt16(key))
            containers.append(RowContainer(runs: [UInt16(low), UInt16(high)]))
        }
    }

    /// The number of rows.
    public var count: Int { containers.reduce(0) { $0 &+ $1.count } }

    /// Whether there is no row.
    public var isEmpty: Bool { keys.isEmpty }

    /// The smallest row, or nil.
    public var first: Int? { isEmpty ? nil : row(at: 0) }

    /// The largest row, or nil.
    public var last: Int? {
        guard let key = keys.last, let container = containers.last else { return nil }
        return Int(key) << 16 | Int(container.member(at: container.count - 1))
    }

    /// The place of the block, or, as a complement (`~place`), where it would be.
    @inline(__always)
    func place(of key: Int) -> Int {
        // Rows are numbered from 0 without large gaps, so that most often block n is at place n.
        if key >= 0 && key < keys.count && Int(keys[key]) == key { return key }
        var first = 0
        var end = keys.count
        while first < end {
            let middle = (first &+ end) >> 1
            if Int(keys[middle]) < key { first = middle &+ 1 } else { end = middle }
        }
        return first < keys.count && Int(keys[first]) == key ? first : ~first
    }

    /// Whether the row is a member. A number out of range is not.
    public func contains(_ row: Int) -> Bool {
        let place = place(of: row >> 16)
        guard place >= 0 && row >= 0 else { return false }
        return containers[place].contains(UInt16(truncatingIfNeeded: row))
    }

    /// Adds a row. A number outside 0...`maximumRow` is a programmer's error.
    /// - Returns: Whether it was new.
    @discardableResult
    public mutating func insert(_ row: Int) -> Bool {
        precondition(row >= 0 && row <= Self.maximumRow, "a row number is out of range")
        let found = place(of: row >> 16)
        if found >= 0 { return containers[found].insert(UInt16(truncatingIfNeeded: row)) }
        keys.insert(UInt16(row >> 16), at: ~found)
        containers.insert(RowContainer(array: [UInt16(truncatingIfNeeded: row)]), at: ~found)
        return true
    }

    /// Removes a row.
    /// - Returns: Whether it was there.
    @discardableResult
    public mutating func remove(_ row: Int) -> Bool {
        let place = place(of: row >> 16)
        guard place >= 0 && row >= 0, containers[place].remove(UInt16(truncatingIfNeeded: row)) else { return false }
        if containers[place].count == 0 {
            keys.remove(at: place)
            containers.remove(at: place)
        }
        return true
    }

    // MARK: Order

    /// How many members are below the row.
    public func rank(_ row: Int) -> Int {
        guard row > 0 else { return 0 }
        guard row <= Self.maximumRow else { return count }
        var rank = 0
        for (key, container) in zip(keys, containers) {
            if Int(key) < row >> 16 {
                rank += container.count
            } else {
                return Int(key) == row >> 16 ? rank + container.rank(UInt16(truncatingIfNeeded: row)) : rank
            }
        }
        return rank
    }

    /// The member that has `rank` members below it, or nil when there are not so many.
    public func row(at rank: Int) -> Int? {
        guard rank >= 0 else { return nil }
        var rest = rank
        for (key, container) in zip(keys, containers) {
            if rest < container.count { return Int(key) << 16 | Int(container.member(at: rest)) }
            rest -= container.count
        }
        return nil
    }

    /// Calls a function for each row, in ascending order.
    public func forEachRow(_ body: (Int) -> Void) {
        for (key, container) in zip(keys, containers) {
            let base = Int(key) << 16
            container.forEach { body(base | Int($0)) }
        }
    }

    /// The rows, ascending.
    public var rows: [Int] {
        var rows: [Int] = []
        rows.reserveCapacity(count)
        forEachRow { rows.append($0) }
        return rows
    }

    /// Puts blocks with long runs into the form that is smallest.
    public mutating func compact() {
        for place in containers.indices { containers[place] = containers[place].compacted() }
    }

    /// Bytes of memory, without the allocator's overhead.
    public var memory: Int {
        containers.reduce(keys.count * 2) {
            $0 + MemoryLayout<RowContainer>.stride + $1.values.capacity * 2 + $1.words.capacity * 8
        }
    }
}

extension RowSet: RowMembership {}

extension RowSet: Equatable {
    /// Whether both have the same rows, in whatever form.
    public static func == (left: RowSet, right: RowSet) -> Bool {
        left.keys == right.keys && zip(left.containers, right.containers).allSatisfy { $0.isEqual($1) }
    }
}

extension RowSet: ExpressibleByArrayLiteral {
    public init(arrayLiteral rows: Int...) { self.init(rows) }
}
