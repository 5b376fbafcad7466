import KapellCore

extension RegularLanguage {
    enum Operation {
        case intersection
        /// The first without the second.
        case difference
        case union

        func holds(_ first: Bool, _ second: Bool) -> Bool {
            switch self {
            case .intersection: first && second
            case .difference: first && !second
            case .union: first || second
            }
        }
    }

    /// Two languages as one.
    ///
    /// - Throws: `.unsupported` where that takes more than `limit` states.
    func combined(
        _ operation: Operation, _ other: RegularLanguage, limit: Int
    ) throws(KapellError) -> RegularLanguage {
        let (partition, first, second) = partition.joined(with: other.partition)
        var result = RegularLanguage(partition: partition, table: [], accepts: [])
        var numbers: [UInt64: Int32] = [:]
        var pairs: [(Int32, Int32)] = []
        func number(_ left: Int32, _ right: Int32) -> Int32 {
            let isPossible =
                switch operation {
                case .intersection: left >= 0 && right >= 0
                case .difference: left >= 0
                case .union: left >= 0 || right >= 0
                }
            guard isPossible else { return Self.dead }
            let key = UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
            if let number = numbers[key] { return number }
            let number = Int32(pairs.count)
            numbers[key] = number
            pairs.append((left, right))
            return number
        }
        _ = number(0, 0)
        var place = 0
        while place < pairs.count {
            guard pairs.count <= limit, result.table.count <= Self.tableLimit else {
                throw Self.tooLarge(limit)
            }
            let (left, right) = pairs[place]
            place += 1
            result.accepts.append(
                operation.holds(left >= 0 && accepts[Int(left)], right >= 0 && other.accepts[Int(right)]))
            for number0 in 0..<partition.classCount {
                let nextLeft =
                    left < 0 ? Self.dead : table[Int(left) * self.partition.classCount + first[number0]]
                let nextRight =
                    right < 0 ? Self.dead : other.table[Int(right) * other.partition.classCount + second[number0]]
                result.table.append(number(nextLeft, nextRight))
            }
        }
        return result.trimmed()
    }

    /// How many entries a table may have at most.
    static let tableLimit = 20_000_000

    static func tooLarge(_ limit: Int) -> KapellError {
        KapellError(
            .unsupported, "it needs more than \(limit) states",
            remedy: "Make the expression or the lengths smaller, or leave one of them out.")
    }

    /// Texts by their number of scalars.
    static func length(_ least: Int, _ most: Int?, limit: Int) throws(KapellError) -> RegularLanguage {
        let count = (most ?? least) + 1
        guard count <= limit else { throw tooLarge(limit) }
        var table: [Int32] = []
        for state in 0..<count {
            table.append(state + 1 < count ? Int32(state + 1) : most == nil ? Int32(state) : dead)
        }
        return RegularLanguage(partition: .whole, table: table, accepts: (0..<count).map { $0 >= least })
    }

    /// All texts.
    static let anything = RegularLanguage(partition: .whole, table: [0], accepts: [true])

    static let nothing = RegularLanguage(partition: .whole, table: [dead], accepts: [false])

    /// These texts, and no others.
    static func words(_ words: [String]) -> RegularLanguage {
        let scalars = Set(words.flatMap { $0.unicodeScalars.map(\.value) }).sorted()
        let (partition, _) = ScalarPartition.separating(scalars.map { [$0...$0] })
        let width = partition.classCount
        var result = RegularLanguage(
            partition: partition, table: [Int32](repeating: dead, count: width), accepts: [false])
        for word in words {
            var state = 0
            for scalar in word.unicodeScalars {
                let place = state * width + partition.classOf(scalar.value)
                if result.table[place] < 0 {
                    result.table[place] = Int32(result.accepts.count)
                    result.accepts.append(false)
                    result.table += [Int32](repeating: dead, count: width)
                }
                state = Int(result.table[place])
            }
            result.accepts[state] = true
        }
        return result
    }

    /// The texts with one scalar before each.
    func preceded(by scalar: UInt32) -> RegularLanguage {
        let (partition, first, second) = partition.joined(with: .separating([[scalar...scalar]]).0)
        let own = second[partition.classOf(scalar)]
        var result = RegularLanguage(partition: partition, table: [], accepts: [false] + accepts)
        for number in 0..<partition.classCount { result.table.append(second[number] == own ? 1 : Self.dead) }
        for state in 0..<stateCount {
            for number in 0..<partition.classCount {
                let target = table[state * self.partition.classCount + first[number]]
                result.table.append(target < 0 ? Self.dead : target + 1)
            }
        }
        return result.trimmed()
    }

    /// Texts that end with the first place where `word` stands.
    static func until(_ word: String) -> RegularLanguage { search(word, ends: true) }

    /// Texts in which `word` does not stand.
    static func without(_ word: String) -> RegularLanguage { search(word, ends: false) }

    /// Follows how much of the word stands at the end of the text so far (Knuth, Morris and Pratt, 1977).
    private static func search(_ word: String, ends: Bool) -> RegularLanguage {
        let word = word.unicodeScalars.map(\.value)
        let scalars = Set(word).sorted()
        let (partition, members) = ScalarPartition.separating(scalars.map { [$0...$0] })
        let classes = word.map { scalar in members[scalars.firstIndex(of: scalar) ?? 0][0] }
        let width = partition.classCount
        var table: [[Int32]] = [(0..<width).map { !word.isEmpty && classes[0] == $0 ? 1 : 0 }]
        // The state that the text without its first scalar would be in.
        var shorter = 0
        for place in 1..<max(word.count, 1) {
            var row = table[shorter]
            row[classes[place]] = Int32(place + 1)
            table.append(row)
            shorter = Int(table[shorter][classes[place]])
        }
        let full = Int32(word.count)
        var flat = table.flatMap { $0 }
        if ends {
            flat += [Int32](repeating: dead, count: width)
            return RegularLanguage(
                partition: partition, table: flat, accepts: table.map { _ in false } + [true])
        }
        flat = flat.map { $0 == full ? dead : $0 }
        return RegularLanguage(partition: partition, table: flat, accepts: table.map { _ in true })
    }
}
