/// One search: all states that the expression can be in are followed together, one scalar after the other, so that
/// the time is at most the number of states times the length of the text (for each look ahead or behind, too).
struct PatternRun {
    let program: PatternProgram
    let text: [UInt32]
    var budget: Int

    /// Whether a match begins at `start`, or, in a search, anywhere behind; nil where the budget is used up.
    mutating func matches(from entry: Int, at start: Int, isBehind: Bool, isSearch: Bool) -> Bool? {
        var seen = [Int](repeating: -1, count: program.states.count)
        budget -= program.states.count / 16
        var now: [Int] = []
        var later: [Int] = []
        var place = start
        // Numbers the rounds, so that `seen` need not be cleared.
        var round = 0
        switch add(entry, at: place, round, &now, &seen) {
        case .some(true): return true
        case .some(false): break
        case nil: return nil
        }
        while isBehind ? place > 0 : place < text.count {
            if now.isEmpty, !isSearch { return false }
            let scalar = text[isBehind ? place - 1 : place]
            place += isBehind ? -1 : 1
            round += 1
            later.removeAll(keepingCapacity: true)
            budget -= now.count + 1
            for state in now {
                guard case .scalar(let set, let next) = program.states[state], program.sets[set].contains(scalar)
                else { continue }
                switch add(next, at: place, round, &later, &seen) {
                case .some(true): return true
                case .some(false): break
                case nil: return nil
                }
            }
            if isSearch {
                switch add(entry, at: place, round, &later, &seen) {
                case .some(true): return true
                case .some(false): break
                case nil: return nil
                }
            }
            swap(&now, &later)
            if budget < 0 { return nil }
        }
        return false
    }

    /// Adds a state and those that can be reached from it without a scalar. True where one is the match.
    private mutating func add(
        _ first: Int, at place: Int, _ round: Int, _ list: inout [Int], _ seen: inout [Int]
    ) -> Bool? {
        var pending = [first]
        while let state = pending.popLast() {
            guard seen[state] != round else { continue }
            seen[state] = round
            budget -= 1
            switch program.states[state] {
            case .scalar: list.append(state)
            case .split(let left, let right):
                pending.append(right)
                pending.append(left)
            case .start(let next): if place == 0 { pending.append(next) }
            case .end(let next): if place == text.count { pending.append(next) }
            case .wordBoundary(let isNegated, let next):
                let before = place > 0 && PatternSet.word.contains(text[place - 1])
                let after = place < text.count && PatternSet.word.contains(text[place])
                if (before != after) != isNegated { pending.append(next) }
            case .look(let entry, let isBehind, let isNegated, let next):
                guard budget >= 0,
                    let found = matches(from: entry, at: place, isBehind: isBehind, isSearch: false)
                else { return nil }
                if found != isNegated { pending.append(next) }
            case .match: return true
            }
        }
        return false
    }
}
