/// A regular expression as a graph of states. It never changes.
struct PatternProgram: Sendable {
    /// How many states an expression may have; repetitions with numbers count for as many as they say.
    static let limit = 20_000

    enum State: Sendable {
        /// Takes one scalar of the set with this number.
        case scalar(Int, next: Int)
        case split(Int, Int)
        case start(next: Int)
        case end(next: Int)
        case wordBoundary(isNegated: Bool, next: Int)
        case look(entry: Int, isBehind: Bool, isNegated: Bool, next: Int)
        case match
    }

    private(set) var states: [State] = [.match]
    let sets: [PatternSet]
    private(set) var entry = 0
    /// Whether a match can begin at the start only.
    private(set) var isAnchored = false
    private var work = 0

    init(_ node: PatternNode, sets: [PatternSet]) throws(PatternFailure) {
        self.sets = sets
        entry = try emit(node, next: 0, isBehind: false)
        isAnchored = Self.isAnchored(node)
    }

    private static func isAnchored(_ node: PatternNode) -> Bool {
        switch node {
        case .start: true
        case .sequence(let nodes): nodes.first.map(isAnchored) ?? false
        case .choice(let nodes): nodes.allSatisfy(isAnchored)
        default: false
        }
    }

    private mutating func add(_ state: State) throws(PatternFailure) -> Int {
        try count()
        states.append(state)
        return states.count - 1
    }

    private mutating func count() throws(PatternFailure) {
        work += 1
        guard work <= Self.limit else {
            throw PatternFailure(
                message: "it is too large, mostly because of repetitions such as {1,9999} in one another "
                    + "(at most \(Self.limit) steps).")
        }
    }

    /// Adds the states of a node that go on at `next`, and returns the first. In a look behind, scalars are taken from
    /// the end to the start.
    private mutating func emit(_ node: PatternNode, next: Int, isBehind: Bool) throws(PatternFailure) -> Int {
        switch node {
        case .empty: return next
        case .scalar(let set):
            return try add(.scalar(set, next: next))
        case .sequence(let nodes):
            var next = next
            for node in isBehind ? nodes : nodes.reversed() { next = try emit(node, next: next, isBehind: isBehind) }
            return next
        case .choice(let nodes):
            var entry: Int?
            for node in nodes.reversed() {
                let first = try emit(node, next: next, isBehind: isBehind)
                entry = if let entry { try add(.split(first, entry)) } else { first }
            }
            return entry ?? next
        case .repetition(let node, let least, let most):
            return try emit(node, least, most, next: next, isBehind: isBehind)
        case .start: return try add(.start(next: next))
        case .end: return try add(.end(next: next))
        case .wordBoundary(let isNegated): return try add(.wordBoundary(isNegated: isNegated, next: next))
        case .look(let node, let isBehind, let isNegated):
            let entry = try emit(node, next: 0, isBehind: isBehind)
            return try add(.look(entry: entry, isBehind: isBehind, isNegated: isNegated, next: next))
        case .backReference:
            throw PatternFailure(message: "it refers back to a group, which is not supported.")
        }
    }

    private mutating func emit(
        _ node: PatternNode, _ least: Int, _ most: Int?, next: Int, isBehind: Bool
    ) throws(PatternFailure) -> Int {
        var entry = next
        if let most {
            for _ in least..<most {
                try count()
                entry = try add(.split(try emit(node, next: entry, isBehind: isBehind), next))
            }
        } else {
            entry = try add(.split(next, next))
            states[entry] = .split(try emit(node, next: entry, isBehind: isBehind), next)
        }
        for _ in 0..<least {
            try count()
            entry = try emit(node, next: entry, isBehind: isBehind)
        }
        return entry
    }
}
