extension RowContainer {
    /// What is in both.
    func intersection(_ other: RowContainer) -> RowContainer {
        if isFull { return other }
        if other.isFull { return self }
        switch (form, other.form) {
        case (.array, .array): return RowContainer(array: Self.common(values, other.values))
        case (.array, _): return RowContainer(array: values.filter { other.contains($0) })
        case (_, .array): return RowContainer(array: other.values.filter { contains($0) })
        default: return combined(with: other) { $0 & $1 }
        }
    }

    /// What is in either.
    func union(_ other: RowContainer) -> RowContainer {
        if isFull { return self }
        if other.isFull { return other }
        if form == .array, other.form == .array, count + other.count <= Self.arrayLimit {
            return RowContainer(array: Self.merged(values, other.values))
        }
        return combined(with: other) { $0 | $1 }
    }

    /// What is in this one and not in the other.
    func subtracting(_ other: RowContainer) -> RowContainer {
        if other.isFull { return RowContainer() }
        if form == .array { return RowContainer(array: values.filter { !other.contains($0) }) }
        return combined(with: other) { $0 & ~$1 }
    }

    func intersectionCount(_ other: RowContainer) -> Int {
        if isFull { return other.count }
        if other.isFull { return count }
        if form == .array && other.form == .array { return Self.common(values, other.values).count }
        if form == .array { return values.reduce(0) { $0 &+ (other.contains($1) ? 1 : 0) } }
        if other.form == .array { return other.values.reduce(0) { $0 &+ (contains($1) ? 1 : 0) } }
        let (left, right) = (bitmap(), other.bitmap())
        var count = 0
        for place in 0..<Self.wordCount { count &+= (left[place] & right[place]).nonzeroBitCount }
        return count
    }

    func isEqual(_ other: RowContainer) -> Bool {
        guard count == other.count else { return false }
        if form == other.form { return values == other.values && words == other.words }
        return intersectionCount(other) == count
    }

    @inline(__always)
    private func combined(with other: RowContainer, _ combine: (UInt64, UInt64) -> UInt64) -> RowContainer {
        let left = bitmap()
        let right = other.bitmap()
        var count = 0
        let words = [UInt64](unsafeUninitializedCapacity: Self.wordCount) { target, initialized in
            left.withUnsafeBufferPointer { left in
                right.withUnsafeBufferPointer { right in
                    for place in 0..<Self.wordCount {
                        let word = combine(left[place], right[place])
                        target[place] = word
                        count &+= word.nonzeroBitCount
                    }
                }
            }
            initialized = Self.wordCount
        }
        return RowContainer(words: words, count: count)
    }

    /// Members of two sorted arrays that both have.
    private static func common(_ left: [UInt16], _ right: [UInt16]) -> [UInt16] {
        let (short, long) = left.count <= right.count ? (left, right) : (right, left)
        if long.count > short.count * 32 {
            return short.filter { low in
                let place = place(of: low, in: long)
                return place < long.count && long[place] == low
            }
        }
        var result: [UInt16] = []
        result.reserveCapacity(short.count)
        var (i, j) = (0, 0)
        while i < short.count && j < long.count {
            let (a, b) = (short[i], long[j])
            if a == b { result.append(a) }
            if a <= b { i &+= 1 }
            if b <= a { j &+= 1 }
        }
        return result
    }

    /// Members of two sorted arrays that either has.
    private static func merged(_ left: [UInt16], _ right: [UInt16]) -> [UInt16] {
        var result: [UInt16] = []
        result.reserveCapacity(left.count + right.count)
        var (i, j) = (0, 0)
        while i < left.count && j < right.count {
            let (a, b) = (left[i], right[j])
            result.append(min(a, b))
            if a <= b { i &+= 1 }
            if b <= a { j &+= 1 }
        }
        result.append(contentsOf: left[i...])
        result.append(contentsOf: right[j...])
        return result
    }

    // MARK: Order

    /// How many members are below `low`.
    func rank(_ low: UInt16) -> Int {
        switch form {
        case .array:
            return Self.place(of: low, in: values)
        case .bitmap:
            let word = Int(low >> 6)
            let full = words[..<word].reduce(0) { $0 &+ $1.nonzeroBitCount }
            return full + (words[word] & ((1 << UInt64(low & 63)) &- 1)).nonzeroBitCount
        case .runs:
            var rank = 0
            for place in stride(from: 0, to: values.count, by: 2) where values[place] < low {
                rank += Int(min(values[place + 1], low - 1)) - Int(values[place]) + 1
            }
            return rank
        }
    }

    /// The member that has `rank` members below it. `rank` is below `count`.
    func member(at rank: Int) -> UInt16 {
        var rest = rank
        switch form {
        case .array:
            return values[rank]
        case .bitmap:
            for (place, word) in words.enumerated() {
                let ones = word.nonzeroBitCount
                if rest < ones {
                    var bits = word
                    for _ in 0..<rest { bits &= bits &- 1 }
                    return UInt16(truncatingIfNeeded: place << 6 | bits.trailingZeroBitCount)
                }
                rest -= ones
            }
        case .runs:
            for place in stride(from: 0, to: values.count, by: 2) {
                let length = Int(values[place + 1]) - Int(values[place]) + 1
                if rest < length { return values[place] + UInt16(rest) }
                rest -= length
            }
        }
        return 0
    }
}
