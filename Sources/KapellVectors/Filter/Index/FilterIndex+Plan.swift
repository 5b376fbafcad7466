extension FilterIndex {
    /// What happens to a condition on a field that no row ever had.
    public enum UnknownFields: Sendable, Hashable {
        /// It is refused, with names that are like it. (`exists` is never refused.)
        case refused
        /// The field is missing in every row, and the condition is decided so.
        case missing
    }

    /// Checks a filter against what the rows have, and tells how many will match, without finding them.
    ///
    /// An index that never had a field accepts every filter.
    /// - Throws: `FilterError`: `unknownField`, `wrongType` when the field's values have other types than the
    ///   filter's, `undefined`, `notFinite`, `emptyName`, `tooDeep` or `tooManyTerms`.
    public func plan(
        _ filter: Filter, unknownFields: UnknownFields = .refused, limits: FilterLimits = FilterLimits()
    ) throws(FilterError) -> FilterPlan {
        var planner = FilterPlanner(index: self, unknownFields: unknownFields, limits: limits)
        let bounds = try planner.plan(filter, depth: 0)
        return FilterPlan(filter: filter, rowCount: count, matches: bounds, explanation: planner.lines)
    }
}

private struct FilterPlanner {
    let index: FilterIndex
    let unknownFields: FilterIndex.UnknownFields
    let limits: FilterLimits
    let total: Int
    var terms = 0
    var lines: [String] = []

    init(index: FilterIndex, unknownFields: FilterIndex.UnknownFields, limits: FilterLimits) {
        self.index = index
        self.unknownFields = unknownFields
        self.limits = limits
        total = index.count
    }

    mutating func plan(_ filter: Filter, depth: Int) throws(FilterError) -> FilterPlan.Bounds {
        // Text counts parentheses, a value the connectives: one level of text is at most two of these.
        guard depth <= 2 * limits.depth + 2 else { throw .tooDeep(limit: limits.depth) }
        try count(1)
        let place = lines.count
        lines.append("")
        let what: String
        let bounds: FilterPlan.Bounds
        switch filter {
        case .everything, .nothing:
            what = filter.description
            bounds = FilterPlan.Bounds(exactly: filter == .everything ? total : 0)
        case .and(let filters):
            what = "and"
            var parts: [FilterPlan.Bounds] = []
            for filter in filters { parts.append(try plan(filter, depth: depth + 1)) }
            bounds = parts.isEmpty ? FilterPlan.Bounds(exactly: total) : .all(parts, of: total)
        case .or(let filters):
            what = "or"
            var parts: [FilterPlan.Bounds] = []
            for filter in filters { parts.append(try plan(filter, depth: depth + 1)) }
            bounds = parts.isEmpty ? FilterPlan.Bounds(exactly: 0) : .any(parts, of: total)
        case .not(let filter):
            what = "not"
            bounds = try plan(filter, depth: depth + 1).complement(of: total)
        case .comparison(let name, let comparison, let value):
            what = Self.short(filter)
            bounds = try self.comparison(name, comparison, value)
        case .isIn(let name, let values):
            what = Self.short(filter)
            bounds = try isIn(name, values)
        case .containsAny(let name, let values), .containsAll(let name, let values):
            what = Self.short(filter)
            var isAny = false
            if case .containsAny = filter { isAny = true }
            bounds = try contains(name, values, isAny: isAny)
        case .exists(let name):
            guard !name.isEmpty else { throw .emptyName }
            what = Self.short(filter)
            bounds = FilterPlan.Bounds(exactly: index.field(name).map { $0.count - $0.table(.null).count } ?? 0)
        }
        lines[place] = String(repeating: "  ", count: min(depth, 32)) + "\(what): \(bounds) of \(total)"
        return bounds
    }

    private mutating func count(_ more: Int) throws(FilterError) {
        terms += more
        guard terms <= limits.terms else { throw .tooManyTerms(limit: limits.terms) }
    }

    private static func short(_ filter: Filter) -> String {
        let text = filter.description
        return text.utf8.count > 200 ? text.prefix(120) + "…" : text
    }

    // MARK: Checks

    /// The field's index; nil when it is unknown and counts as missing.
    private mutating func field(_ name: String, _ values: [MetadataValue]) throws(FilterError) -> FieldIndex? {
        guard !name.isEmpty else { throw .emptyName }
        for value in values {
            guard value.isFinite else { throw .notFinite(field: name) }
            if case .array(let elements) = value { try count(elements.count) } else { try count(1) }
        }
        if let field = index.field(name) { return field }
        if unknownFields == .missing || index.fields.isEmpty { return nil }
        throw .unknownField(name, similar: NameDistance.similar(to: name, in: index.fieldNames))
    }

    /// Refuses a condition when no value has a type that the rows have. Null is in every row that lacks the field.
    private func check(
        _ name: String, _ operation: String, _ values: [MetadataValue], known: [MetadataType], elements: Bool
    ) throws(FilterError) {
        guard let first = values.first, !known.isEmpty else { return }
        if values.contains(where: { known.contains($0.type) || !elements && $0.type == .null }) { return }
        throw .wrongType(field: name, operation: operation, value: first.type, known: known, elements: elements)
    }

    // MARK: Conditions

    private mutating func comparison(
        _ name: String, _ comparison: Filter.Comparison, _ value: MetadataValue
    ) throws(FilterError) -> FilterPlan.Bounds {
        let field = try field(name, [value])
        if comparison.isOrdering && !value.type.isOrdered {
            throw .undefined(field: name, operation: comparison.rawValue, type: value.type)
        }
        if let field {
            try check(name, comparison.rawValue, [value], known: field.types, elements: false)
        }
        switch comparison {
        case .equal: return FilterPlan.Bounds(exactly: index.count(of: value, in: field))
        case .notEqual: return FilterPlan.Bounds(exactly: total - index.count(of: value, in: field))
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            guard let field else { return FilterPlan.Bounds(exactly: 0) }
            if case .string(let text) = value {
                let table = field.table(.string)
                let codes = field.textCodes(comparison, text)
                if codes.count > 1_000 {
                    return FilterPlan.Bounds(lower: 0, upper: table.count, estimate: min(table.count, codes.count))
                }
                return FilterPlan.Bounds(exactly: codes.reduce(0) { $0 + table.count(in: Int64($1)...Int64($1)) })
            }
            return FilterPlan.Bounds(
                exactly: field.ranges(comparison, value).reduce(0) { $0 + field.table($1.0).count(in: $1.1) })
        }
    }

    private mutating func isIn(_ name: String, _ values: [MetadataValue]) throws(FilterError) -> FilterPlan.Bounds {
        let field = try field(name, values)
        if let field { try check(name, "in", values, known: field.types, elements: false) }
        // A row has one value, so that the rows of different values have nothing in common.
        let distinct = Set(values.map(\.canonical))
        return FilterPlan.Bounds(exactly: distinct.reduce(0) { $0 + index.count(of: $1, in: field) })
    }

    private mutating func contains(
        _ name: String, _ values: [MetadataValue], isAny: Bool
    ) throws(FilterError) -> FilterPlan.Bounds {
        if values.contains(where: { $0.type == .array }) {
            throw .undefined(field: name, operation: "contains", type: .array)
        }
        guard let field = try field(name, values) else { return FilterPlan.Bounds(exactly: 0) }
        let arrays = field.table(.array)
        if !values.isEmpty && !field.types.isEmpty && arrays.isEmpty {
            let first = values[0].type
            throw .wrongType(field: name, operation: "contains", value: first, known: field.types, elements: false)
        }
        try check(name, "contains", values, known: field.elementTypes, elements: true)
        let counts = Set(values.map(\.canonical)).map { value in
            FilterPlan.Bounds(
                exactly: field.cell(value).map { field.elements[Int($0.kind.rawValue)].count(in: $0.key...$0.key) } ?? 0
            )
        }
        if counts.isEmpty { return FilterPlan.Bounds(exactly: isAny ? 0 : arrays.count) }
        return isAny ? .any(counts, of: arrays.count) : .all(counts, of: arrays.count)
    }
}

extension FilterIndex {
    /// The number of rows whose value is the same as this one. A missing field reads as null.
    fileprivate func count(of value: MetadataValue, in field: FieldIndex?) -> Int {
        guard let field else { return value == .null ? count : 0 }
        if value == .null { return count - field.count + field.table(.null).count }
        return field.cell(value).map { field.table($0.kind).count(in: $0.key...$0.key) } ?? 0
    }
}
