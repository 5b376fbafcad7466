import KapellCore

/// Arithmetic and comparison.
extension JinjaRun {
    func calculate(
        _ operation: JinjaNumber.Operation, _ left: JinjaValue, _ right: JinjaValue
    ) throws(KapellError) -> JinjaValue {
        if let first = JinjaNumber(left), let second = JinjaNumber(right) {
            do throws(JinjaNumber.Fault) {
                return try JinjaNumber.calculate(operation, first, second)
            } catch {
                switch error {
                case .tooLarge: throw JinjaFault.limit(line, "a number needs more than 64 bits.")
                case .divisionByZero: throw fault("a number is divided by 0.")
                }
            }
        }
        switch (operation, left, right) {
        case (.add, .string(let first), .string(let second)): return .string(try charged(first + second))
        case (.add, .markup(let first), .markup(let second)): return .markup(try charged(first + second))
        case (.add, .markup(let first), .string(let second)):
            return .markup(try charged(first + JinjaText.escape(second)))
        case (.add, .string(let first), .markup(let second)):
            return .markup(try charged(JinjaText.escape(first) + second))
        case (.add, .list(let first), .list(let second))
        where first.kind == second.kind && (first.kind == .list || first.kind == .tuple):
            return try list(first.items + second.items, first.kind)
        case (.multiply, .string(let text), .int(let count)), (.multiply, .int(let count), .string(let text)):
            return .string(try repeated(text, count))
        case (.multiply, .list(let list), .int(let count)), (.multiply, .int(let count), .list(let list)):
            guard list.kind == .list || list.kind == .tuple else { break }
            let times = max(count, 0)
            try charge(size(list.items.count, times: times))
            return try self.list(Array(repeatElement(list.items, count: times).joined()), list.kind)
        case (.remainder, .string(let text), _): return .string(try charged(try printf(text, right)))
        default: break
        }
        throw fault("an operator stands between \(left.kindName) and \(right.kindName).")
    }

    func repeated(_ text: String, _ count: Int) throws(KapellError) -> String {
        let times = max(count, 0)
        try charge(size(text.utf8.count, times: times))
        return String(repeating: text, count: times)
    }

    /// Never so large that counting it could overflow.
    private func size(_ bytes: Int, times: Int) -> Int {
        let size = bytes.multipliedReportingOverflow(by: times)
        return size.overflow ? limits.workBytes + 1 : min(size.partialValue, limits.workBytes + 1)
    }

    func holds(
        _ relation: JinjaComparison.Relation, _ left: JinjaValue, _ right: JinjaValue
    ) throws(KapellError) -> Bool {
        switch relation {
        case .equal: try areEqual(left, right)
        case .notEqual: !(try areEqual(left, right))
        case .less: try isLess(left, right)
        case .greater: try isLess(right, left)
        case .lessOrEqual: try isLess(left, right, orEqual: true)
        case .greaterOrEqual: try isLess(right, left, orEqual: true)
        case .isIn: try contains(right, left)
        case .isNotIn: !(try contains(right, left))
        }
    }

    private func contains(_ container: JinjaValue, _ value: JinjaValue) throws(KapellError) -> Bool {
        if let text = container.stringValue {
            guard let needle = value.stringValue else { throw fault("`in` looks for \(value.kindName) in a text.") }
            try charge(text.utf8.count / 8)
            return JinjaText.contains(text, needle)
        }
        if case .dict(let dict) = container { return dict[value] != nil }
        for item in try elements(container) where try areEqual(item, value) { return true }
        return false
    }

    func areEqual(_ left: JinjaValue, _ right: JinjaValue) throws(KapellError) -> Bool {
        try step()
        switch (left, right) {
        case (.undefined, .undefined), (.none, .none): return true
        case (.list(let first), .list(let second)):
            guard first.kind == second.kind, first.items.count == second.items.count else { return false }
            if first === second { return true }
            try enter()
            defer { leave() }
            for (one, other) in zip(first.items, second.items) where !(try areEqual(one, other)) { return false }
            return true
        case (.dict(let first), .dict(let second)):
            guard first.count == second.count else { return false }
            if first === second { return true }
            try enter()
            defer { leave() }
            for (key, value) in zip(first.keys, first.values) {
                guard let other = second[key], try areEqual(value, other) else { return false }
            }
            return true
        case (.namespace(let first), .namespace(let second)): return first === second
        case (.macro(let first), .macro(let second)): return first === second
        case (.generator(let first), .generator(let second)): return first === second
        case (.loop(let first), .loop(let second)): return first === second
        case (.function(let first), .function(let second)): return first == second
        default: break
        }
        if let first = left.stringValue, let second = right.stringValue { return JinjaText.areSame(first, second) }
        if let first = JinjaNumber(left), let second = JinjaNumber(right) { return first == second }
        return false
    }

    func isLess(_ left: JinjaValue, _ right: JinjaValue, orEqual: Bool = false) throws(KapellError) -> Bool {
        try step()
        if let first = left.stringValue, let second = right.stringValue {
            return first.utf8.lexicographicallyPrecedes(second.utf8) || orEqual && JinjaText.areSame(first, second)
        }
        if let first = JinjaNumber(left), let second = JinjaNumber(right) {
            return first < second || orEqual && first == second
        }
        if case .list(let first) = left, case .list(let second) = right, first.kind == second.kind, first.isIndexed {
            try enter()
            defer { leave() }
            for (one, other) in zip(first.items, second.items) where !(try areEqual(one, other)) {
                return try isLess(one, other)
            }
            return first.items.count < second.items.count || orEqual && first.items.count == second.items.count
        }
        throw fault("\(left.kindName) and \(right.kindName) have no order.")
    }
}
