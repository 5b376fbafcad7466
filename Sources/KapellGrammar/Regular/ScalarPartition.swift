/// Unicode scalars in classes: those that an automaton does not tell apart share one.
struct ScalarPartition: Sendable {
    static let scalars: UInt32 = 0x11_0000

    /// The first scalar of each interval, in order, from 0 on.
    private(set) var starts: [UInt32]
    /// The class of each interval.
    private(set) var classes: [Int32]
    private(set) var classCount: Int

    /// One class for all.
    static let whole = ScalarPartition(starts: [0], classes: [0], classCount: 1)

    private init(starts: [UInt32], classes: [Int32], classCount: Int) {
        self.starts = starts
        self.classes = classes
        self.classCount = classCount
    }

    /// The classes of scalars that lie in the same sets, and for each set the classes in it.
    static func separating(_ sets: [[ClosedRange<UInt32>]]) -> (ScalarPartition, members: [[Int]]) {
        var cuts: Set<UInt32> = [0]
        for set in sets {
            for range in set {
                cuts.insert(range.lowerBound)
                if range.upperBound + 1 < scalars { cuts.insert(range.upperBound + 1) }
            }
        }
        let starts = cuts.sorted()
        let places = Dictionary(uniqueKeysWithValues: starts.enumerated().map { ($1, $0) })
        let words = (sets.count + 63) / 64
        var signatures = [[UInt64]](repeating: [UInt64](repeating: 0, count: words), count: starts.count)
        for (number, set) in sets.enumerated() {
            for range in set {
                var place = places[range.lowerBound] ?? 0
                while place < starts.count, starts[place] <= range.upperBound {
                    signatures[place][number / 64] |= 1 << UInt64(number % 64)
                    place += 1
                }
            }
        }
        var numbers: [[UInt64]: Int32] = [:]
        var classes: [Int32] = []
        var members = [[Int]](repeating: [], count: sets.count)
        for signature in signatures {
            if let number = numbers[signature] {
                classes.append(number)
                continue
            }
            let number = Int32(numbers.count)
            numbers[signature] = number
            classes.append(number)
            for set in sets.indices where signature[set / 64] >> UInt64(set % 64) & 1 == 1 {
                members[set].append(Int(number))
            }
        }
        return (ScalarPartition(starts: starts, classes: classes, classCount: numbers.count), members)
    }

    /// The classes that two partitions make together, with the class of each that a common one lies in.
    func joined(with other: ScalarPartition) -> (ScalarPartition, first: [Int], second: [Int]) {
        let starts = Set(self.starts).union(other.starts).sorted()
        var numbers: [[Int]: Int32] = [:]
        var classes: [Int32] = []
        var first: [Int] = []
        var second: [Int] = []
        for start in starts {
            let pair = [classOf(start), other.classOf(start)]
            if let number = numbers[pair] {
                classes.append(number)
            } else {
                let number = Int32(numbers.count)
                numbers[pair] = number
                classes.append(number)
                first.append(pair[0])
                second.append(pair[1])
            }
        }
        return (ScalarPartition(starts: starts, classes: classes, classCount: numbers.count), first, second)
    }

    func classOf(_ scalar: UInt32) -> Int {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= scalar { low = middle } else { high = middle }
        }
        return Int(classes[low])
    }

    /// The intervals with their classes, without the surrogates, which are no scalars.
    var intervals: [(range: ClosedRange<UInt32>, number: Int)] {
        var result: [(range: ClosedRange<UInt32>, number: Int)] = []
        for (place, start) in starts.enumerated() {
            let end = (place + 1 < starts.count ? starts[place + 1] : Self.scalars) - 1
            let number = Int(classes[place])
            if start < 0xD800 { result.append((start...min(end, 0xD7FF), number)) }
            if end > 0xDFFF { result.append((max(start, 0xE000)...end, number)) }
        }
        return result
    }

    /// How many scalars there are in each class.
    var weights: [Int] {
        var weights = [Int](repeating: 0, count: classCount)
        for (range, number) in intervals { weights[number] += range.count }
        return weights
    }
}
