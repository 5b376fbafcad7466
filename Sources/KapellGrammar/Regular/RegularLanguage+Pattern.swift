import KapellCore
import KapellJSON

extension RegularLanguage {
    /// The texts that a regular expression matches: as a whole, or in some part of them.
    ///
    /// - Throws: `.unsupported` for what no automaton can follow and where too many states are needed,
    ///   `.invalidRequest` where it cannot be read. The message is a part of a sentence.
    static func pattern(_ text: String, isSearch: Bool, limit: Int) throws(KapellError) -> RegularLanguage {
        guard text.utf8.count <= 100_000 else {
            throw KapellError(.tooLarge, "it is longer than 100000 bytes", remedy: "Make it shorter.")
        }
        let graph: PatternGraph
        do { graph = try PatternGraph(text) } catch {
            throw KapellError(
                .invalidRequest, "it cannot be used: \(error.message)", remedy: "Write it as ECMA-262 does.")
        }
        for case .other(let what) in graph.states {
            throw KapellError(
                .unsupported, "it has \(what), which cannot be enforced", remedy: "Write it without.")
        }
        var construction = PatternConstruction(graph, isSearch: isSearch, limit: limit)
        return try construction.run()
    }
}

/// Makes a deterministic automaton of an expression: each of its states is a set of states of the expression.
private struct PatternConstruction {
    let graph: PatternGraph
    let isSearch: Bool
    let limit: Int
    private var work = 0
    private var marks: [Int]
    private var round = 0

    /// Stands for: some part has matched, and whatever follows does no harm.
    private static let matched = [-1]
    private static let workLimit = 20_000_000

    init(_ graph: PatternGraph, isSearch: Bool, limit: Int) {
        self.graph = graph
        self.isSearch = isSearch
        self.limit = limit
        marks = [Int](repeating: 0, count: graph.states.count)
    }

    private struct Key: Hashable {
        var states: [Int]
        var isStart: Bool
    }

    mutating func run() throws(KapellError) -> RegularLanguage {
        // Equal sets are one: an expression of many letters has few different ones.
        var sets: [[ClosedRange<UInt32>]] = []
        var numbers: [[ClosedRange<UInt32>]: Int] = [:]
        let setOf = graph.sets.map { set in
            if let number = numbers[set] { return number }
            numbers[set] = sets.count
            sets.append(set)
            return sets.count - 1
        }
        let (partition, members) = ScalarPartition.separating(sets)
        let width = partition.classCount
        var result = RegularLanguage(partition: partition, table: [], accepts: [])
        var known: [Key: Int32] = [:]
        var keys: [Key] = []
        func number(_ key: Key) -> Int32 {
            if let number = known[key] { return number }
            known[key] = Int32(keys.count)
            keys.append(key)
            return Int32(keys.count - 1)
        }
        _ = number(Key(states: closure([graph.entry], isStart: true, isEnd: false), isStart: true))
        var place = 0
        while place < keys.count {
            guard keys.count <= limit, work <= Self.workLimit, result.table.count <= RegularLanguage.tableLimit else {
                throw RegularLanguage.tooLarge(limit)
            }
            let key = keys[place]
            let own = Int32(place)
            place += 1
            if key.states == Self.matched {
                result.accepts.append(true)
                result.table += [Int32](repeating: own, count: width)
                continue
            }
            result.accepts.append(isMatch(key))
            var targets = [[Int]](repeating: [], count: width)
            for state in key.states {
                guard case .scalar(let set, let next) = graph.states[state] else { continue }
                for member in members[setOf[set]] { targets[member].append(next) }
            }
            work += key.states.count + width
            var rows: [[Int]: Int32] = [:]
            for number0 in 0..<width {
                let seeds = targets[number0]
                if let row = rows[seeds] {
                    result.table.append(row)
                    continue
                }
                let states = closure(isSearch ? seeds + [graph.entry] : seeds, isStart: false, isEnd: false)
                let row = states.isEmpty ? RegularLanguage.dead : number(Key(states: states, isStart: false))
                rows[seeds] = row
                result.table.append(row)
            }
        }
        return result.trimmed()
    }

    /// The states that take a scalar, or wait for the end, or have matched.
    private mutating func closure(_ seeds: [Int], isStart: Bool, isEnd: Bool) -> [Int] {
        round += 1
        var open = seeds
        var found: [Int] = []
        while let state = open.popLast() {
            guard marks[state] != round else { continue }
            marks[state] = round
            work += 1
            switch graph.states[state] {
            case .split(let first, let second):
                open.append(second)
                open.append(first)
            case .start(let next): if isStart { open.append(next) }
            case .end(let next): if isEnd { open.append(next) } else { found.append(state) }
            case .match:
                if isSearch, !isEnd { return Self.matched }
                found.append(state)
            case .scalar, .other: found.append(state)
            }
        }
        return found.sorted()
    }

    /// Whether the text may end at a set of states.
    private mutating func isMatch(_ key: Key) -> Bool {
        let end = closure(key.states, isStart: key.isStart, isEnd: true)
        return end.contains { if case .match = graph.states[$0] { true } else { false } }
    }
}
