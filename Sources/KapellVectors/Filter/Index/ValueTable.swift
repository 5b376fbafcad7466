internal import Synchronization

/// Distinct values, numbered from 0 in the order of their arrival.
///
/// It only grows, so that copies of a field's index share one table: an older copy has no rows under newer numbers.
/// A field with many numbers out of use gets a new table (`FieldIndex.renewed()`).
final class ValueTable<Value: Hashable & Sendable>: Sendable {
    private struct State {
        var codes: [Value: UInt32] = [:]
        var values: [Value] = []
        /// Numbers by ascending value; nil when values have come since it was made.
        var order: [UInt32]?
    }

    private let state: Mutex<State>

    init() { state = Mutex(State()) }

    /// With these values, in this order; nil when one is there twice.
    init?(_ values: [Value]) {
        var codes: [Value: UInt32] = [:]
        codes.reserveCapacity(values.count)
        for (code, value) in values.enumerated() { codes[value] = UInt32(truncatingIfNeeded: code) }
        guard codes.count == values.count else { return nil }
        state = Mutex(State(codes: codes, values: values))
    }

    /// The values in the order of their numbers.
    var all: [Value] { state.withLock { $0.values } }

    var count: Int { state.withLock { $0.values.count } }

    /// The value's number; a new one when it has none.
    func intern(_ value: Value) -> Int64 {
        state.withLock { state in
            if let code = state.codes[value] { return Int64(code) }
            let code = UInt32(truncatingIfNeeded: state.values.count)
            state.codes[value] = code
            state.values.append(value)
            state.order = nil
            return Int64(code)
        }
    }

    /// The value's number, or nil.
    func code(of value: Value) -> Int64? { state.withLock { $0.codes[value].map { Int64($0) } } }

    func value(of code: Int64) -> Value { state.withLock { $0.values[Int(code)] } }
}

extension ValueTable where Value: Comparable {
    /// The numbers of the values that the operator with the literal holds for.
    func codes(_ comparison: Filter.Comparison, _ literal: Value) -> [UInt32] {
        state.withLock { state in
            let order: [UInt32]
            if let known = state.order {
                order = known
            } else {
                let values = state.values
                order = values.indices.map { UInt32($0) }.sorted { values[Int($0)] < values[Int($1)] }
                state.order = order
            }
            func place(_ isBefore: (Value) -> Bool) -> Int {
                var (first, end) = (0, order.count)
                while first < end {
                    let middle = (first + end) / 2
                    if isBefore(state.values[Int(order[middle])]) { first = middle + 1 } else { end = middle }
                }
                return first
            }
            switch comparison {
            case .less: return Array(order[..<place { $0 < literal }])
            case .lessOrEqual: return Array(order[..<place { $0 <= literal }])
            case .greater: return Array(order[place { $0 <= literal }...])
            case .greaterOrEqual: return Array(order[place { $0 < literal }...])
            case .equal, .notEqual: return []
            }
        }
    }
}
