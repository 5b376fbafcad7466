extension Filter {
    /// Whether the metadata meets the filter: the definition of the language, one row at a time. `FilterIndex` gives
    /// the same answer for all rows at once.
    public func matches(_ metadata: Metadata) -> Bool {
        matches { metadata[$0] ?? .null }
    }

    /// Whether a row meets the filter.
    /// - Parameter value: The row's value of a field; null when it is missing.
    package func matches(_ value: (String) -> MetadataValue) -> Bool {
        switch self {
        case .everything: return true
        case .nothing: return false
        case .and(let filters): return filters.allSatisfy { $0.matches(value) }
        case .or(let filters): return filters.contains { $0.matches(value) }
        case .not(let filter): return !filter.matches(value)
        case .comparison(let field, let comparison, let literal): return comparison.holds(value(field), literal)
        case .isIn(let field, let literals):
            let value = value(field)
            return literals.contains { value.isSame(as: $0) }
        case .containsAny(let field, let literals):
            guard case .array(let elements) = value(field) else { return false }
            return literals.contains { literal in elements.contains { $0.isSame(as: literal) } }
        case .containsAll(let field, let literals):
            guard case .array(let elements) = value(field) else { return false }
            return literals.allSatisfy { literal in elements.contains { $0.isSame(as: literal) } }
        case .exists(let field): return value(field) != .null
        }
    }
}

extension Filter.Comparison {
    /// Whether it holds between a row's value and a filter's. False for an order between different types.
    func holds(_ value: MetadataValue, _ literal: MetadataValue) -> Bool {
        switch self {
        case .equal: value.isSame(as: literal)
        case .notEqual: !value.isSame(as: literal)
        case .less: value.order(to: literal).map { $0 < 0 } ?? false
        case .lessOrEqual: value.order(to: literal).map { $0 <= 0 } ?? false
        case .greater: value.order(to: literal).map { $0 > 0 } ?? false
        case .greaterOrEqual: value.order(to: literal).map { $0 >= 0 } ?? false
        }
    }
}
