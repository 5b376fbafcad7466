import KapellCore

/// A set of texts as a deterministic automaton over Unicode scalars. State 0 is the start; there are only states from
/// which a text can still end, so that the language is empty when none accepts.
struct RegularLanguage: Sendable {
    static let dead: Int32 = -1

    var partition: ScalarPartition
    /// The next state, by state and class of scalar.
    var table: [Int32]
    var accepts: [Bool]

    var stateCount: Int { accepts.count }
    var isEmpty: Bool { !accepts.contains(true) }

    func next(_ state: Int32, _ scalar: UInt32) -> Int32 {
        guard state >= 0 else { return Self.dead }
        return table[Int(state) * partition.classCount + partition.classOf(scalar)]
    }

    func contains(_ text: String) -> Bool {
        var state: Int32 = 0
        for scalar in text.unicodeScalars {
            state = next(state, scalar.value)
            if state < 0 { return false }
        }
        return accepts[Int(state)]
    }

    /// The same language without the states from which no text can end.
    func trimmed() -> RegularLanguage {
        let width = partition.classCount
        var before = [[Int32]](repeating: [], count: stateCount)
        for state in 0..<stateCount {
            for target in Set(table[(state * width)..<((state + 1) * width)]) where target >= 0 {
                before[Int(target)].append(Int32(state))
            }
        }
        var isAlive = accepts
        var open = (0..<stateCount).filter { accepts[$0] }
        while let state = open.popLast() {
            for other in before[state] where !isAlive[Int(other)] {
                isAlive[Int(other)] = true
                open.append(Int(other))
            }
        }
        isAlive[0] = true
        var numbers = [Int32](repeating: Self.dead, count: stateCount)
        var count: Int32 = 0
        for state in 0..<stateCount where isAlive[state] {
            numbers[state] = count
            count += 1
        }
        var result = RegularLanguage(partition: partition, table: [], accepts: [])
        for state in 0..<stateCount where isAlive[state] {
            result.accepts.append(accepts[state])
            for target in table[(state * width)..<((state + 1) * width)] {
                result.table.append(target < 0 ? Self.dead : numbers[Int(target)])
            }
        }
        return result
    }

    /// How many texts there are from each state; nil for infinitely many, and for more than `limit`.
    func sizes(limit: Int32 = 1_000_000) -> [Int32?] {
        let width = partition.classCount
        let weights = partition.weights
        var sizes = [Int32?](repeating: nil, count: stateCount)
        // 0: not seen, 1: on the way, 2: done. A state that leads to itself, over whichever others, has no end.
        var marks = [UInt8](repeating: 0, count: stateCount)
        for root in 0..<stateCount where marks[root] == 0 {
            var path = [(state: root, place: 0)]
            marks[root] = 1
            while let (state, place) = path.last {
                if place < width {
                    path[path.count - 1].place += 1
                    let target = table[state * width + place]
                    if target >= 0, marks[Int(target)] == 0 {
                        marks[Int(target)] = 1
                        path.append((Int(target), 0))
                    }
                    continue
                }
                path.removeLast()
                var total: Int64? = accepts[state] ? 1 : 0
                for (place, weight) in weights.enumerated() {
                    let target = table[state * width + place]
                    guard target >= 0 else { continue }
                    if let sum = total, marks[Int(target)] == 2, let size = sizes[Int(target)] {
                        total = sum + Int64(size) * Int64(weight)
                        if sum + Int64(size) * Int64(weight) > Int64(limit) { total = nil }
                    } else {
                        total = nil
                    }
                }
                sizes[state] = total.map { Int32($0) }
                marks[state] = 2
            }
        }
        return sizes
    }
}
