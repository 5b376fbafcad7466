/// Decimal numbers without sign, compared with a bound digit by digit.
enum DecimalComparison {
    enum Side {
        /// Not less than the bound.
        case least
        /// Not greater than it.
        case most
    }

    private enum State: Hashable {
        /// So many digits before the point were read; what they are beside the bound's first ones, if as many as those
        /// follow.
        case whole(Int, Order)
        /// All digits before the point, and so many behind it, are the bound's.
        case same(Int)
        /// What follows makes no difference.
        case decided(Order)
    }

    private enum Order: Hashable {
        case less, equal, greater
    }

    /// Each digit, the point, and all else.
    private static let classes = ScalarPartition.separating(
        (UInt32(0)..<10).map { [(0x30 + $0)...(0x30 + $0)] } + [[0x2E...0x2E]])

    /// The numbers on one side of a bound. Of texts that are no decimal numbers nothing is said.
    static func language(_ bound: DecimalBound, _ side: Side, isExclusive: Bool) -> RegularLanguage {
        let (partition, members) = classes
        var result = RegularLanguage(partition: partition, table: [], accepts: [])
        var numbers: [State: Int32] = [.whole(0, .equal): 0]
        var states: [State] = [.whole(0, .equal)]
        var place = 0
        while place < states.count {
            let state = states[place]
            place += 1
            var row = [Int32](repeating: RegularLanguage.dead, count: partition.classCount)
            for sign in 0...10 {
                guard let next = next(state, sign, bound) else { continue }
                if numbers[next] == nil {
                    numbers[next] = Int32(states.count)
                    states.append(next)
                }
                row[members[sign][0]] = numbers[next] ?? RegularLanguage.dead
            }
            result.table += row
            let accepts =
                switch order(state, bound) {
                case .equal: !isExclusive
                case .less: side == .most
                case .greater: side == .least
                }
            result.accepts.append(accepts)
        }
        return result.trimmed()
    }

    /// What the number is beside the bound when it ends here.
    private static func order(_ state: State, _ bound: DecimalBound) -> Order {
        switch state {
        case .whole:
            let order = whole(state, bound)
            return order == .equal && !bound.fraction.isEmpty ? .less : order
        case .same(let digits): return digits < bound.fraction.count ? .less : .equal
        case .decided(let order): return order
        }
    }

    /// What the digits before the point are, once all are there.
    private static func whole(_ state: State, _ bound: DecimalBound) -> Order {
        guard case .whole(let digits, let order) = state else { return .equal }
        return digits < bound.whole.count ? .less : digits > bound.whole.count ? .greater : order
    }

    /// The state after a digit, or after the point (10).
    private static func next(_ state: State, _ sign: Int, _ bound: DecimalBound) -> State? {
        switch state {
        case .whole(let digits, let order):
            guard sign < 10 else {
                let order = whole(state, bound)
                return order == .equal ? .same(0) : .decided(order)
            }
            guard digits < bound.whole.count else { return .whole(bound.whole.count + 1, .greater) }
            return .whole(digits + 1, order == .equal ? compare(sign, bound.whole[digits]) : order)
        case .same(let digits):
            guard sign < 10 else { return nil }
            guard digits < bound.fraction.count else { return sign == 0 ? state : .decided(.greater) }
            let order = compare(sign, bound.fraction[digits])
            return order == .equal ? .same(digits + 1) : .decided(order)
        case .decided: return state
        }
    }

    private static func compare(_ digit: Int, _ other: UInt8) -> Order {
        digit < Int(other) ? .less : digit > Int(other) ? .greater : .equal
    }
}
