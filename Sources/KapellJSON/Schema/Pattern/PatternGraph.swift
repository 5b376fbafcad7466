import Synchronization

/// A regular expression as a graph of states, for those who build automata of their own from it: ECMA-262 with the flag
/// `u`, as ``JSONSchema`` reads it. What no automaton can follow (word boundaries, looks ahead and behind) is a state of
/// its own, so that its user can refuse it.
package struct PatternGraph: Sendable {
    /// One state. Numbers are places in ``states``.
    package enum State: Sendable {
        /// Takes one scalar of the set with this number.
        case scalar(Int, next: Int)
        case split(Int, Int)
        case start(next: Int)
        case end(next: Int)
        /// What it is, in words.
        case other(String)
        case match
    }

    package let states: [State]
    package let entry: Int
    /// The sets of scalars, as ranges that are in order and do not touch.
    package let sets: [[ClosedRange<UInt32>]]

    /// Reads an expression.
    ///
    /// - Throws: ``SchemaError`` where it cannot be read, has a back reference, or is too large.
    package init(_ text: String) throws(SchemaError) {
        do throws(PatternFailure) {
            let (node, sets) = try PatternParser.parse(text)
            let program = try PatternProgram(node, sets: sets)
            states = program.states.map { (state: PatternProgram.State) -> State in
                switch state {
                case .scalar(let set, let next): .scalar(set, next: next)
                case .split(let first, let second): .split(first, second)
                case .start(let next): .start(next: next)
                case .end(let next): .end(next: next)
                case .wordBoundary: .other("a word boundary (\\b)")
                case .look(_, let isBehind, _, _): .other(isBehind ? "a look behind" : "a look ahead")
                case .match: .match
                }
            }
            entry = program.entry
            self.sets = sets.map { $0.ranges }
        } catch {
            throw SchemaError(place: text, message: error.message)
        }
    }
}

extension PatternSet {
    /// The members, as ranges that are in order and do not touch.
    fileprivate var ranges: [ClosedRange<UInt32>] {
        var found: [ClosedRange<UInt32>] = []
        for item in items {
            switch item {
            case .range(let low, let high): found.append(low...high)
            case .complement(let set): found += Self.complement(set.ranges)
            case .property(let property, let isNegated):
                let ranges = Self.ranges(of: property)
                found += isNegated ? Self.complement(ranges) : ranges
            }
        }
        let merged = Self.merged(found)
        return isNegated ? Self.complement(merged) : merged
    }

    /// What was found before, by the property's description: there are some fifty.
    private static let known = Mutex<[String: [ClosedRange<UInt32>]]>([:])

    private static func ranges(of property: PatternProperty) -> [ClosedRange<UInt32>] {
        let name = "\(property)"
        if let ranges = known.withLock({ $0[name] }) { return ranges }
        let ranges = search(property)
        known.withLock { $0[name] = ranges }
        return ranges
    }

    /// One walk over all scalars, some hundredths of a second.
    private static func search(_ property: PatternProperty) -> [ClosedRange<UInt32>] {
        var ranges: [ClosedRange<UInt32>] = []
        var first: UInt32?
        for scalar in UInt32(0)...0x11_0000 {
            let isIn = scalar < 0x11_0000 && property.contains(scalar)
            if isIn, first == nil { first = scalar }
            if !isIn, let low = first {
                ranges.append(low...(scalar - 1))
                first = nil
            }
        }
        return ranges
    }

    private static func merged(_ ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
        var result: [ClosedRange<UInt32>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = result.last, UInt64(range.lowerBound) <= UInt64(last.upperBound) + 1 {
                result[result.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                result.append(range)
            }
        }
        return result
    }

    /// All scalars but these ranges, which are in order.
    private static func complement(_ ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
        var result: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges {
            if range.lowerBound > next { result.append(next...(range.lowerBound - 1)) }
            next = max(next, range.upperBound + 1)
        }
        if next <= 0x10_FFFF { result.append(next...0x10_FFFF) }
        return result
    }
}
