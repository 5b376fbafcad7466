/// Gathers many rows in any order, with repetitions, and makes a set of them.
///
/// A bitmap of the blocks in which rows may be: 125 KB for a million rows, and a few instructions a row.
struct RowCollector {
    private let keys: [UInt16]
    /// For each block up to the last, where its words begin.
    private let starts: [Int]
    private var words: [UInt64]

    /// - Parameter blocks: The high 16 bits of the rows, ascending. A row elsewhere is a programmer's error.
    init(blocks: [Int]) {
        keys = blocks.map { UInt16($0) }
        var starts = [Int](repeating: -1, count: (blocks.last ?? -1) + 1)
        for (place, block) in blocks.enumerated() { starts[block] = place * RowContainer.wordCount }
        self.starts = starts
        words = [UInt64](repeating: 0, count: blocks.count * RowContainer.wordCount)
    }

    /// For rows of this set.
    init(within rows: RowSet) { self.init(blocks: rows.keys.map { Int($0) }) }

    mutating func insert(_ rows: ArraySlice<UInt32>) {
        starts.withUnsafeBufferPointer { starts in
            words.withUnsafeMutableBufferPointer { words in
                rows.withUnsafeBufferPointer { rows in
                    for row in rows {
                        words[starts[Int(row >> 16)] &+ Int((row & 0xFFFF) >> 6)] |= 1 << UInt64(row & 63)
                    }
                }
            }
        }
    }

    mutating func insert(_ row: UInt32) {
        words[starts[Int(row >> 16)] &+ Int((row & 0xFFFF) >> 6)] |= 1 << UInt64(row & 63)
    }

    mutating func insert(_ set: RowSet) {
        let starts = starts
        words.withUnsafeMutableBufferPointer { words in
            for (key, container) in zip(set.keys, set.containers) {
                let start = starts[Int(key)]
                container.add(to: UnsafeMutableBufferPointer(rebasing: words[start..<start + RowContainer.wordCount]))
            }
        }
    }

    /// The rows that were inserted.
    func rows() -> RowSet {
        var result = RowSet()
        for (place, key) in keys.enumerated() {
            let slice = words[place * RowContainer.wordCount..<(place + 1) * RowContainer.wordCount]
            let count = slice.reduce(0) { $0 &+ $1.nonzeroBitCount }
            if count > 0 { result.append(key, RowContainer(words: Array(slice), count: count)) }
        }
        return result
    }
}
