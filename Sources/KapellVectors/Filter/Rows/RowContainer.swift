/// The members among 65,536 neighbouring row numbers, by their low 16 bits.
///
/// As in a Roaring bitmap there are three forms: up to 4,096 members a sorted array, above that a bitmap of 8 KB, and,
/// where asked for, runs. A struct with all fields rather than an enum with payloads, so that a change is made in
/// place and nothing is copied.
struct RowContainer: Sendable {
    enum Form: UInt8, Sendable {
        case array = 1
        case bitmap = 2
        case runs = 3
    }

    /// Members in the largest array.
    static let arrayLimit = 4_096
    static let wordCount = 1_024
    static let capacity = 65_536

    private(set) var form: Form
    private(set) var count: Int
    /// Array: the members, ascending. Runs: first and last member of each run, ascending, never touching.
    private(set) var values: [UInt16]
    /// Bitmap: 1,024 words.
    private(set) var words: [UInt64]

    init() {
        form = .array
        count = 0
        values = []
        words = []
    }

    /// Members in ascending order without repetition, at most `arrayLimit`.
    init(array: [UInt16]) {
        form = .array
        count = array.count
        values = array
        words = []
    }

    /// First and last member of each run, ascending, not touching each other.
    init(runs: [UInt16]) {
        form = .runs
        count = 0
        values = runs
        words = []
        for place in stride(from: 0, to: runs.count, by: 2) { count += Int(runs[place + 1]) - Int(runs[place]) + 1 }
    }

    /// A bitmap, put into the form that suits its count.
    init(words: [UInt64], count: Int) {
        self.init()
        self.count = count
        if count == Self.capacity {
            form = .runs
            values = [0, UInt16.max]
        } else if count > Self.arrayLimit {
            form = .bitmap
            self.words = words
        } else {
            values.reserveCapacity(count)
            for (place, word) in words.enumerated() {
                var rest = word
                while rest != 0 {
                    values.append(UInt16(truncatingIfNeeded: place << 6 | rest.trailingZeroBitCount))
                    rest &= rest &- 1
                }
            }
        }
    }

    init(words: [UInt64]) {
        self.init(words: words, count: words.reduce(0) { $0 &+ $1.nonzeroBitCount })
    }

    var isFull: Bool { count == Self.capacity }

    // MARK: Membership

    /// The place of the first entry of `values` that is not below `low`.
    @inline(__always)
    static func place(of low: UInt16, in values: [UInt16]) -> Int {
        var first = 0
        var end = values.count
        while first < end {
            let middle = (first &+ end) >> 1
            if values[middle] < low { first = middle &+ 1 } else { end = middle }
        }
        return first
    }

    @inline(__always)
    func contains(_ low: UInt16) -> Bool {
        switch form {
        case .bitmap:
            return words[Int(low >> 6)] & (1 << UInt64(low & 63)) != 0
        case .array:
            let place = Self.place(of: low, in: values)
            return place < values.count && values[place] == low
        case .runs:
            // An odd place is the end of a run that began before `low`.
            let place = Self.place(of: low, in: values)
            return place < values.count && (place & 1 == 1 || values[place] == low)
        }
    }

    mutating func insert(_ low: UInt16) -> Bool {
        switch form {
        case .bitmap:
            let bit: UInt64 = 1 << UInt64(low & 63)
            guard words[Int(low >> 6)] & bit == 0 else { return false }
            words[Int(low >> 6)] |= bit
            count &+= 1
            if count == Self.capacity { self = RowContainer(runs: [0, UInt16.max]) }
            return true
        case .array:
            if let last = values.last, last < low {
                values.append(low)
            } else {
                let place = Self.place(of: low, in: values)
                if place < values.count && values[place] == low { return false }
                values.insert(low, at: place)
            }
            count &+= 1
            if count > Self.arrayLimit { becomeBitmap() }
            return true
        case .runs:
            if contains(low) { return false }
            self = RowContainer(words: bitmap(), count: count)
            return insert(low)
        }
    }

    mutating func remove(_ low: UInt16) -> Bool {
        switch form {
        case .bitmap:
            let bit: UInt64 = 1 << UInt64(low & 63)
            guard words[Int(low >> 6)] & bit != 0 else { return false }
            words[Int(low >> 6)] &= ~bit
            count &-= 1
            if count <= Self.arrayLimit { self = RowContainer(words: words, count: count) }
            return true
        case .array:
            let place = Self.place(of: low, in: values)
            guard place < values.count && values[place] == low else { return false }
            values.remove(at: place)
            count &-= 1
            return true
        case .runs:
            guard contains(low) else { return false }
            var words = bitmap()
            words[Int(low >> 6)] &= ~(1 << UInt64(low & 63))
            self = RowContainer(words: words, count: count - 1)
            return true
        }
    }

    // MARK: Forms

    /// The members as 1,024 words, whatever the form.
    func bitmap() -> [UInt64] {
        if form == .bitmap { return words }
        var result = [UInt64](repeating: 0, count: Self.wordCount)
        result.withUnsafeMutableBufferPointer { add(to: $0) }
        return result
    }

    /// Sets the members' bits in 1,024 words.
    func add(to target: UnsafeMutableBufferPointer<UInt64>) {
        switch form {
        case .bitmap:
            for place in 0..<Self.wordCount { target[place] |= words[place] }
        case .array:
            for low in values { target[Int(low >> 6)] |= 1 << UInt64(low & 63) }
        case .runs:
            for place in stride(from: 0, to: values.count, by: 2) {
                Self.fill(target, from: Int(values[place]), through: Int(values[place + 1]))
            }
        }
    }

    static func fill(_ target: UnsafeMutableBufferPointer<UInt64>, from first: Int, through last: Int) {
        let firstWord = first >> 6
        let lastWord = last >> 6
        let head = UInt64.max << UInt64(first & 63)
        let tail = UInt64.max >> UInt64(63 - last & 63)
        if firstWord == lastWord {
            target[firstWord] |= head & tail
        } else {
            target[firstWord] |= head
            for word in firstWord + 1..<lastWord { target[word] = .max }
            target[lastWord] |= tail
        }
    }

    private mutating func becomeBitmap() {
        words = bitmap()
        values = []
        form = .bitmap
    }

    /// The same members as runs where that takes less room.
    func compacted() -> RowContainer {
        guard form != .runs else { return self }
        var runs: [UInt16] = []
        let most = form == .bitmap ? Self.wordCount * 4 : values.count
        var last = -2
        forEach { low in
            if Int(low) == last + 1 {
                runs[runs.count - 1] = low
            } else if runs.count < most {
                runs.append(low)
                runs.append(low)
            }
            last = runs.count < most ? Int(low) : -2
        }
        return runs.count < most ? RowContainer(runs: runs) : self
    }

    @inline(__always)
    func forEach(_ body: (UInt16) -> Void) {
        switch form {
        case .array:
            for low in values { body(low) }
        case .bitmap:
            for (place, word) in words.enumerated() {
                var rest = word
                while rest != 0 {
                    body(UInt16(truncatingIfNeeded: place << 6 | rest.trailingZeroBitCount))
                    rest &= rest &- 1
                }
            }
        case .runs:
            for place in stride(from: 0, to: values.count, by: 2) {
                for low in values[place]...values[place + 1] { body(low) }
            }
        }
    }
}
