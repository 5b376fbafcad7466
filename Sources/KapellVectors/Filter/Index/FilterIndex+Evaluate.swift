extension FilterIndex {
    /// The rows that match, exactly.
    /// - Throws: What `plan(_:unknownFields:limits:)` throws.
    public func rows(
        matching filter: Filter, unknownFields: UnknownFields = .refused, limits: FilterLimits = FilterLimits()
    ) throws(FilterError) -> RowSet {
        evaluate(try plan(filter, unknownFields: unknownFields, limits: limits).filter)
    }

    /// The rows that match now; the plan may be of an earlier state of the index.
    public func rows(matching plan: FilterPlan) -> RowSet { evaluate(plan.filter) }

    /// Whether one row matches; false for a row that is not there. For a search that asks few rows.
    public func matches(_ filter: Filter, row: Int) -> Bool {
        rows.contains(row) && filter.matches { field($0)?.value(row: row) ?? .null }
    }

    private func evaluate(_ filter: Filter) -> RowSet {
        switch filter {
        case .everything: rows
        case .nothing: RowSet()
        case .and(let filters): all(filters)
        case .or(let filters): filters.reduce(RowSet()) { $0.union(evaluate($1)) }
        case .not(let filter): rows.subtracting(evaluate(filter))
        case .comparison(let name, let comparison, let value): evaluate(name, comparison, value)
        case .isIn(let name, let values): union(of: Set(values.map(\.canonical)), in: field(name))
        case .containsAny(let name, let values): any(values, in: field(name))
        case .containsAll(let name, let values): every(values, in: field(name))
        case .exists(let name): exists(field(name))
        }
    }

    /// What is quick to find goes first; orders are asked row by row when few rows are left.
    private func all(_ filters: [Filter]) -> RowSet {
        var result = rows
        for filter in filters.sorted(by: { $0.rank < $1.rank }) {
            if result.isEmpty { break }
            switch filter {
            case .not(let inner): result = result.subtracting(evaluate(inner))
            case .comparison(let name, .notEqual, let value):
                result = result.subtracting(evaluate(name, .equal, value))
            case .comparison(let name, let comparison, let value)
            where comparison.isOrdering && result.count < rows.count / 256:
                guard let field = field(name) else { return RowSet() }
                result = result.filter { row in field.value(row: row).map { comparison.holds($0, value) } ?? false }
            default: result = result.intersection(evaluate(filter))
            }
        }
        return result
    }

    private func evaluate(_ name: String, _ comparison: Filter.Comparison, _ value: MetadataValue) -> RowSet {
        let field = field(name)
        switch comparison {
        case .equal: return equal(value, in: field)
        case .notEqual: return rows.subtracting(equal(value, in: field))
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            guard let field else { return RowSet() }
            if case .string(let text) = value {
                return Self.rows(codes: field.textCodes(comparison, text), in: field.table(.string))
            }
            return field.ranges(comparison, value).reduce(RowSet()) { $0.union(field.table($1.0).rows(in: $1.1)) }
        }
    }

    private func equal(_ value: MetadataValue, in field: FieldIndex?) -> RowSet {
        guard let field else { return value == .null ? rows : RowSet() }
        if value == .null { return rows.subtracting(exists(field)) }
        return field.cell(value).map { field.table($0.kind).rows(in: $0.key...$0.key) } ?? RowSet()
    }

    private func exists(_ field: FieldIndex?) -> RowSet {
        guard let field else { return RowSet() }
        return Cell.Kind.allCases.reduce(RowSet()) { $1.type == .null ? $0 : $0.union(field.table($1).all) }
    }

    private func union(of values: Set<MetadataValue>, in field: FieldIndex?) -> RowSet {
        guard values.count > 8, let field else {
            return values.reduce(RowSet()) { $0.union(equal($1, in: field)) }
        }
        var collector = RowCollector(within: rows)
        for value in values where value != .null {
            guard let cell = field.cell(value) else { continue }
            field.table(cell.kind).add(cell.key...cell.key, to: &collector)
        }
        let found = collector.rows()
        return values.contains(.null) ? found.union(equal(.null, in: field)) : found
    }

    /// The rows of many texts: gathered value by value, or, when they are many, all pairs are asked.
    private static func rows(codes: [UInt32], in table: OrderedRows) -> RowSet {
        var collector = RowCollector(within: table.all)
        if codes.count <= 1_000 {
            for code in codes { table.add(Int64(code)...Int64(code), to: &collector) }
        } else {
            let wanted = RowSet(codes.lazy.map { Int($0) })
            table.add(keysIn: wanted, to: &collector)
        }
        return collector.rows()
    }

    // MARK: Arrays

    private func any(_ values: [MetadataValue], in field: FieldIndex?) -> RowSet {
        guard let field else { return RowSet() }
        let cells = Set(values.map(\.canonical)).compactMap { field.cell($0) }
        if cells.count == 1 { return field.elements[Int(cells[0].kind.rawValue)].rows(in: cells[0].key...cells[0].key) }
        var collector = RowCollector(within: field.table(.array).all)
        for cell in cells { field.elements[Int(cell.kind.rawValue)].add(cell.key...cell.key, to: &collector) }
        return collector.rows()
    }

    private func every(_ values: [MetadataValue], in field: FieldIndex?) -> RowSet {
        guard let field else { return RowSet() }
        var result = field.table(.array).all
        for value in Set(values.map(\.canonical)) {
            guard let cell = field.cell(value), !result.isEmpty else { return RowSet() }
            result = result.intersection(field.elements[Int(cell.kind.rawValue)].rows(in: cell.key...cell.key))
        }
        return result
    }
}

extension Filter {
    /// What is answered by one bitmap comes before what has to be gathered.
    fileprivate var rank: Int {
        switch self {
        case .everything, .nothing, .exists: 0
        case .comparison(_, .equal, _): 0
        case .containsAny, .containsAll, .isIn: 1
        case .comparison(_, .notEqual, _): 1
        case .comparison: 3
        case .not(let filter): filter.rank
        case .and(let filters), .or(let filters): filters.reduce(2) { max($0, $1.rank) }
        }
    }
}
