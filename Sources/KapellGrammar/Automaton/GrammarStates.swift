/// The states that a grammar's texts were in so far, each made when it is first needed: a state is the set of all
/// situations that the text read so far may be in, and equal sets are one state. What was done once is a look into a
/// table after that.
///
/// Frames form a stack that many texts share. Where several situations enter the same rule at the same byte, they share
/// one frame, so that choices within one another do not multiply.
struct GrammarStates {
    static let unknown: Int32 = -2
    static let dead: Int32 = -1
    /// More situations than these in one state are not followed: such a text is refused.
    static let situationLimit = 4_096

    let program: GrammarProgram
    /// The next state, by state and class of byte.
    private(set) var table: [Int32] = []
    private var situations: [[Situation]] = []
    private var accepts: [Bool] = []
    private var numbers: [StateKey: Int32] = [:]

    private var frames: [[Situation]] = [[]]
    private var frameDepths: [Int32] = [0]
    private var frameNumbers: [FrameKey: Int32] = [:]
    private var memory = KeyMemory()

    // Kept between calls, so that they need not be allocated again.
    private var work: [Situation] = []
    private var seen: Set<Situation> = []
    private var found: [Situation] = []

    private struct StateKey: Hashable {
        var situations: [Situation]
        var accepts: Bool
    }

    private struct FrameKey: Hashable {
        var returns: [Situation]
        var isContainer: Bool
    }

    init(_ program: GrammarProgram) {
        self.program = program
        _ = close([Situation(node: program.start)])
    }

    /// The state before the first byte.
    static let start: Int32 = 0

    /// Whether so much is remembered that it is better to begin anew.
    var isFull: Bool { situations.count > program.situations || memory.count > program.situations * 8 }

    func accepts(_ state: Int32) -> Bool { accepts[Int(state)] }

    /// Whether no byte can follow.
    func isLast(_ state: Int32) -> Bool { situations[Int(state)].isEmpty }

    /// Whether any text of so many characters may follow, as within a string.
    func takesText(_ state: Int32, characters: Int32) -> Bool {
        situations[Int(state)].contains { situation in
            guard let most = program.freeText[situation.node] else { return false }
            return most < 0 || most - situation.count >= characters
        }
    }

    /// The state after one more byte; ``dead`` where it cannot follow.
    @inline(__always)
    mutating func step(_ state: Int32, _ byte: UInt8) -> Int32 {
        let place = Int(state) * program.classCount + Int(program.classOf[Int(byte)])
        let next = table[place]
        return next != Self.unknown ? next : slowStep(state, byte, place)
    }

    @inline(never)
    private mutating func slowStep(_ state: Int32, _ byte: UInt8, _ place: Int) -> Int32 {
        var seeds: [Situation] = []
        for situation in situations[Int(state)] {
            guard case .bytes(let first, let count) = program.nodes[Int(situation.node)] else { continue }
            for edge in program.edges[Int(first)..<Int(first + count)] where edge.low <= byte && byte <= edge.high {
                var next = situation
                next.node = edge.target
                if program.hasKeys, memory.isWithin(situation.keys), !endsKey(edge.target) {
                    next.keys = memory.extend(situation.keys, by: byte)
                }
                seeds.append(next)
            }
        }
        let next = seeds.isEmpty ? Self.dead : close(seeds)
        table[place] = next
        return next
    }

    /// Whether the byte before a node is the quotation mark that ends a key.
    private func endsKey(_ node: Int32) -> Bool {
        if case .keyEnd = program.nodes[Int(node)] { return true }
        return false
    }

    /// The same state, for trying many tokens out; see ``KeyMemory``.
    mutating func probe(_ state: Int32) -> Int32 {
        guard program.hasKeys else { return state }
        var probes = situations[Int(state)]
        for place in probes.indices { probes[place].keys = memory.probe(probes[place].keys) }
        return number(of: StateKey(situations: probes.sorted(), accepts: accepts[Int(state)]))
    }

    // MARK: States

    /// The state of these situations and of all that they lead to without a byte.
    private mutating func close(_ seeds: [Situation]) -> Int32 {
        work.removeAll(keepingCapacity: true)
        seen.removeAll(keepingCapacity: true)
        found.removeAll(keepingCapacity: true)
        var isAccepting = false
        var calls: [(rule: Int32, returns: [Situation])] = []
        for seed in seeds { add(seed) }
        repeat {
            while let situation = work.popLast() { follow(situation, &calls, &isAccepting) }
            // All that enter a rule here share one frame.
            let entered = calls
            calls.removeAll()
            for (number, returns) in entered {
                let rule = program.rules[Int(number)]
                add(Situation(node: rule.entry, frame: frame(returns, isContainer: rule.isContainer)))
            }
        } while !work.isEmpty
        guard !found.isEmpty || isAccepting, found.count <= Self.situationLimit else { return Self.dead }
        return number(of: StateKey(situations: found.sorted(), accepts: isAccepting))
    }

    private mutating func add(_ situation: Situation) {
        if seen.insert(situation).inserted { work.append(situation) }
    }

    private mutating func follow(
        _ situation: Situation, _ calls: inout [(rule: Int32, returns: [Situation])], _ isAccepting: inout Bool
    ) {
        var next = situation
        switch program.nodes[Int(situation.node)] {
        case .bytes(_, let count):
            guard count > 0, !isUsedUp(situation) else { return }
            found.append(situation)
            return
        case .split(let first, let count):
            for target in program.targets[Int(first)..<Int(first + count)] {
                next.node = target
                add(next)
            }
            return
        case .call(let rule, let target):
            guard frameDepths[Int(situation.frame)] + program.rules[Int(rule)].need <= program.depth else { return }
            next.node = target
            if let place = calls.firstIndex(where: { $0.rule == rule }) {
                calls[place].returns.append(next)
            } else {
                calls.append((rule, [next]))
            }
            return
        case .pop:
            for back in frames[Int(situation.frame)] { add(back) }
            return
        case .accept:
            isAccepting = true
            return
        case .increment(let cap, let target):
            next.node = target
            next.count = min(next.count + 1, cap)
        case .ifLess(let bound, let target):
            guard situation.count < bound else { return }
            next.node = target
        case .ifAtLeast(let bound, let target):
            guard situation.count >= bound else { return }
            next.node = target
        case .ifRoom(let need, let target):
            guard frameDepths[Int(situation.frame)] + need <= program.depth else { return }
            next.node = target
        case .keyStart(let target):
            next.node = target
            next.keys = memory.begin(situation.keys)
        case .keyEnd(let keyClass, let target):
            guard let keys = memory.end(situation.keys, keyClass: keyClass) else { return }
            next.node = target
            next.keys = keys
        case .ifKeys(let keyClass, let total, let target):
            guard memory.seen(situation.keys, keyClass: -1) < program.keys,
                memory.seen(situation.keys, keyClass: keyClass) < total
            else { return }
            next.node = target
        }
        add(next)
    }

    /// Whether each key that could still be written from here was written before.
    private func isUsedUp(_ situation: Situation) -> Bool {
        guard program.hasKeys, let left = program.remaining[situation.node], memory.isWithin(situation.keys) else {
            return false
        }
        return memory.seen(situation.keys, keyClass: left.keyClass) >= left.count
    }

    private mutating func number(of key: StateKey) -> Int32 {
        if let number = numbers[key] { return number }
        let number = Int32(situations.count)
        situations.append(key.situations)
        accepts.append(key.accepts)
        numbers[key] = number
        table.append(contentsOf: repeatElement(Self.unknown, count: program.classCount))
        return number
    }

    private mutating func frame(_ returns: [Situation], isContainer: Bool) -> Int32 {
        let key = FrameKey(returns: returns.sorted(), isContainer: isContainer)
        if let number = frameNumbers[key] { return number }
        let number = Int32(frames.count)
        frames.append(key.returns)
        let depth = key.returns.map { frameDepths[Int($0.frame)] }.max() ?? 0
        frameDepths.append(depth + (isContainer ? 1 : 0))
        frameNumbers[key] = number
        return number
    }

    // MARK: Beginning anew

    /// The same state, in `other`, which is of the same grammar.
    func moved(_ state: Int32, to other: inout GrammarStates) -> Int32 {
        var moved: [Int32: Int32] = [0: 0]
        // Frames lead to frames with lesser numbers only.
        var needed: Set<Int32> = []
        var open = situations[Int(state)].map(\.frame)
        while let frame = open.popLast() {
            guard frame != 0, needed.insert(frame).inserted else { continue }
            open += frames[Int(frame)].map(\.frame)
        }
        for frame in needed.sorted() {
            let returns = frames[Int(frame)].map { self.moved($0, moved, &other) }
            let depth = returns.map { other.frameDepths[Int($0.frame)] }.max() ?? 0
            moved[frame] = other.frame(returns, isContainer: frameDepths[Int(frame)] > depth)
        }
        let situations = situations[Int(state)].map { self.moved($0, moved, &other) }
        return other.number(of: StateKey(situations: situations.sorted(), accepts: accepts[Int(state)]))
    }

    private func moved(_ situation: Situation, _ frames: [Int32: Int32], _ other: inout GrammarStates) -> Situation {
        var result = situation
        result.frame = frames[situation.frame] ?? 0
        if situation.keys != 0 { result.keys = memory.moved(situation.keys, to: &other.memory) }
        return result
    }
}
