package import KapellCore
package import KapellVectors

/// A filter in terms of ``EngineTokens``: what every engine can answer.
package indirect enum EngineCondition: Sendable, Hashable {
    case everything
    case nothing
    /// The list holds this text.
    case has(String)
    case hasNot(String)
    /// The number of this name is there and in order.
    case number(String, Filter.Comparison, Double)
    /// Of two or more.
    case all([EngineCondition])
    case any([EngineCondition])
}

/// A filter as a condition, which may let more rows through than the filter does.
package struct EngineFilter: Sendable {
    package let condition: EngineCondition
    /// Whether the condition lets exactly the filter's rows through. Otherwise the filter has to be asked once more on
    /// our side: texts in order, numbers beyond 2^53 in order, very long texts.
    package let isExact: Bool

    /// - Parameter numbers: whether the engine answers conditions on numbers.
    /// - Throws: `invalidRequest` for a filter that is nested too deep or too large.
    package init(_ filter: Filter?, numbers: Bool = true) throws(KapellError) {
        guard let filter else {
            (condition, isExact) = (.everything, true)
            return
        }
        try filter.checkDepth()
        var translation = Translation(numbers: numbers)
        condition = translation.condition(filter, isNegated: false)
        isExact = translation.isExact
    }
}

private struct Translation {
    let numbers: Bool
    var isExact = true

    init(numbers: Bool) { self.numbers = numbers }

    /// What cannot be said lets every row through.
    private mutating func open() -> EngineCondition {
        isExact = false
        return .everything
    }

    mutating func condition(_ filter: Filter, isNegated: Bool) -> EngineCondition {
        switch filter {
        case .everything: return isNegated ? .nothing : .everything
        case .nothing: return isNegated ? .everything : .nothing
        case .not(let filter): return condition(filter, isNegated: !isNegated)
        case .and(let filters):
            let parts = filters.map { condition($0, isNegated: isNegated) }
            return isNegated ? Self.any(parts) : Self.all(parts)
        case .or(let filters):
            let parts = filters.map { condition($0, isNegated: isNegated) }
            return isNegated ? Self.all(parts) : Self.any(parts)
        case .comparison(let field, .equal, let value): return same(field, value, isNegated)
        case .comparison(let field, .notEqual, let value): return same(field, value, !isNegated)
        case .comparison(let field, let comparison, let value): return ordered(field, comparison, value, isNegated)
        case .isIn(let field, let values): return either(values.map { same(field, $0, isNegated) }, isNegated)
        case .containsAny(let field, let values):
            return either(values.map { token(EngineTokens.contains(field, $0), isNegated) }, isNegated)
        case .containsAll(let field, let values):
            let parts =
                [token(EngineTokens.type(field, .array), isNegated)]
                + values.map { token(EngineTokens.contains(field, $0), isNegated) }
            return isNegated ? Self.any(parts) : Self.all(parts)
        case .exists(let field): return exists(field, isNegated)
        }
    }

    private func either(_ parts: [EngineCondition], _ isNegated: Bool) -> EngineCondition {
        isNegated ? Self.all(parts) : Self.any(parts)
    }

    private mutating func same(_ field: String, _ value: MetadataValue, _ isNegated: Bool) -> EngineCondition {
        value == .null ? exists(field, !isNegated) : token(EngineTokens.same(field, value), isNegated)
    }

    private mutating func exists(_ field: String, _ isNegated: Bool) -> EngineCondition {
        either(
            MetadataType.allCases.filter { $0 != .null }.map { token(EngineTokens.type(field, $0), isNegated) },
            isNegated)
    }

    private mutating func token(_ token: String?, _ isNegated: Bool) -> EngineCondition {
        guard let token else { return open() }
        return isNegated ? .hasNot(token) : .has(token)
    }

    private mutating func ordered(
        _ field: String, _ comparison: Filter.Comparison, _ value: MetadataValue, _ isNegated: Bool
    ) -> EngineCondition {
        guard value.type.isOrdered else { return isNegated ? .everything : .nothing }
        let type = token(EngineTokens.type(field, value.type), isNegated)
        guard numbers, let number = EngineTokens.number(value), abs(number) < 0x1p53 else {
            isExact = false
            return isNegated ? .everything : type
        }
        let name = EngineTokens.name(field, value.type)
        // The type, too: an engine that adds to a row instead of replacing it may still have an older number.
        if !isNegated { return Self.all([type, .number(name, comparison, number)]) }
        let opposite: [Filter.Comparison: Filter.Comparison] = [
            .less: .greaterOrEqual, .lessOrEqual: .greater, .greater: .lessOrEqual, .greaterOrEqual: .less,
        ]
        return Self.any([type, .number(name, opposite[comparison] ?? comparison, number)])
    }

    private static func all(_ parts: [EngineCondition]) -> EngineCondition {
        var left: [EngineCondition] = []
        for part in parts {
            switch part {
            case .everything: continue
            case .nothing: return .nothing
            case .all(let inner): left += inner
            default: left.append(part)
            }
        }
        return left.isEmpty ? .everything : left.count == 1 ? left[0] : .all(left)
    }

    private static func any(_ parts: [EngineCondition]) -> EngineCondition {
        var left: [EngineCondition] = []
        for part in parts {
            switch part {
            case .nothing: continue
            case .everything: return .everything
            case .any(let inner): left += inner
            default: left.append(part)
            }
        }
        return left.isEmpty ? .nothing : left.count == 1 ? left[0] : .any(left)
    }
}

extension Filter.Comparison {
    /// As MongoDB's language has it, and engines that took it over.
    var dollarName: String {
        switch self {
        case .equal: "$eq"
        case .notEqual: "$ne"
        case .less: "$lt"
        case .lessOrEqual: "$lte"
        case .greater: "$gt"
        case .greaterOrEqual: "$gte"
        }
    }
}
