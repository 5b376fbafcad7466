package import KapellCore
package import KapellVectors

/// A filter as a condition in SQL. Fields and values travel as parameters; no text of the filter stands in the SQL.
///
/// The column `fields` holds the metadata as `jsonb` in Unicode's composed form, a date as `{"$date": milliseconds}`.
/// Each condition is true or false, never null, so that `not` is exactly the other rows:
///
/// | Condition | SQL |
/// |---|---|
/// | `f == v` | `fields @> {f: v}` for scalars, `fields -> f = v` for arrays, absent or null for null |
/// | `f < v` | only of values of the type; texts in the order of their bytes |
/// | `f in […]` | `fields -> f = any(…)` |
/// | `f contains v`, `all` | `fields @> {f: […]}` |
/// | `exists f` | neither absent nor null |
package struct PostgresFilter {
    package private(set) var parameters: [PostgresParameter]
    private var places: [PostgresParameter: Int] = [:]

    /// - Parameter parameters: those that the statement has before the filter's.
    package init(_ parameters: [PostgresParameter] = []) { self.parameters = parameters }

    /// - Throws: `invalidRequest` for a filter that is nested too deep, is too large, or compares with NaN.
    package mutating func condition(_ filter: Filter) throws(KapellError) -> String {
        try filter.checkDepth()
        return try sql(filter)
    }

    private mutating func sql(_ filter: Filter) throws(KapellError) -> String {
        switch filter {
        case .everything: return "true"
        case .nothing: return "false"
        case .and(let filters): return try joined(filters, " and ", "true")
        case .or(let filters): return try joined(filters, " or ", "false")
        case .not(let filter): return "not \(try sql(filter))"
        case .comparison(let field, .equal, let value): return try same(field, value)
        case .comparison(let field, .notEqual, let value): return "not \(try same(field, value))"
        case .comparison(let field, let comparison, let value): return try ordered(field, comparison, value)
        case .isIn(let field, let values): return "(\(try value(field)) = any (\(try list(values))))"
        case .containsAny(let field, let values): return try containsAny(field, values)
        case .containsAll(let field, let values): return try contains(field, .array(values))
        case .exists(let field): return "(\(try value(field)) <> 'null'::jsonb)"
        }
    }

    private mutating func joined(_ filters: [Filter], _ word: String, _ empty: String) throws(KapellError) -> String {
        var parts: [String] = []
        for filter in filters { parts.append(try sql(filter)) }
        return parts.isEmpty ? empty : "(" + parts.joined(separator: word) + ")"
    }

    // MARK: Conditions

    private mutating func same(_ field: String, _ value: MetadataValue) throws(KapellError) -> String {
        switch value {
        case .null: "(\(try self.value(field)) = 'null'::jsonb)"
        case .array: "(\(try self.value(field)) = \(try json(value)))"
        default: try contains(field, value)
        }
    }

    private mutating func contains(_ field: String, _ value: MetadataValue) throws(KapellError) -> String {
        "(fields @> jsonb_build_object(\(try name(field)), \(try json(value))))"
    }

    private mutating func containsAny(_ field: String, _ values: [MetadataValue]) throws(KapellError) -> String {
        if values.count <= 4 {
            var parts: [String] = []
            for value in values {
                // No array holds an array, and one within the list would mean its elements.
                parts.append(value.type == .array ? "false" : try contains(field, .array([value])))
            }
            return parts.isEmpty ? "false" : "(" + parts.joined(separator: " or ") + ")"
        }
        let field = try value(field)
        return "exists (select from jsonb_array_elements(case jsonb_typeof(\(field)) when 'array' then \(field) "
            + "else '[]'::jsonb end) as e where e = any (\(try list(values))))"
    }

    private mutating func ordered(
        _ field: String, _ comparison: Filter.Comparison, _ literal: MetadataValue
    ) throws(KapellError) -> String {
        let field = try value(field)
        let sign = comparison.rawValue
        switch literal {
        case .integer, .number:
            let number = parameter(.text(MetadataJSON.text(literal)))
            try checkFinite(literal)
            return "(case jsonb_typeof(\(field)) when 'number' then (\(field))::numeric \(sign) \(number)::numeric "
                + "else false end)"
        case .string(let text):
            try PostgresText.check(text, "A value of the filter")
            let text = "normalize(\(parameter(.text(text)))::text, nfc)"
            return "(case jsonb_typeof(\(field)) when 'string' then (\(field) #>> '{}') collate \"C\" \(sign) \(text) "
                + "else false end)"
        case .date(let milliseconds):
            let date = parameter(.text(String(milliseconds)))
            return "(case jsonb_typeof(\(field)) when 'object' then (\(field) ->> '$date')::bigint \(sign) "
                + "\(date)::bigint else false end)"
        default: return "false"
        }
    }

    // MARK: Parts

    private mutating func name(_ field: String) throws(KapellError) -> String {
        try PostgresText.check(field, "A field's name in the filter")
        return "normalize(\(parameter(.text(field)))::text, nfc)"
    }

    /// The row's value, never null of SQL.
    private mutating func value(_ field: String) throws(KapellError) -> String {
        "coalesce(fields -> \(try name(field)), 'null'::jsonb)"
    }

    private mutating func json(_ value: MetadataValue) throws(KapellError) -> String {
        try PostgresText.check(value, "A value of the filter")
        try checkFinite(value)
        return "normalize(\(parameter(.text(MetadataJSON.text(value))))::text, nfc)::jsonb"
    }

    /// Many values as one parameter.
    private mutating func list(_ values: [MetadataValue]) throws(KapellError) -> String {
        var texts: [String] = []
        for value in values {
            try PostgresText.check(value, "A value of the filter")
            try checkFinite(value)
            texts.append(MetadataJSON.text(value))
        }
        return
            "(select coalesce(array_agg(normalize(v, nfc)::jsonb), '{}') from unnest(\(parameter(.texts(texts)))::text[]) "
            + "as v)::jsonb[]"
    }

    private func checkFinite(_ value: MetadataValue) throws(KapellError) {
        switch value {
        case .number(let number) where !number.isFinite:
            throw KapellError(
                .invalidRequest, "The filter compares with NaN or an infinite number.", remedy: "Use a finite number.")
        case .array(let values): for value in values { try checkFinite(value) }
        default: return
        }
    }

    /// Where the value stands; the same value once.
    private mutating func parameter(_ value: PostgresParameter) -> String {
        if let place = places[value] { return "$\(place)" }
        parameters.append(value)
        places[value] = parameters.count
        return "$\(parameters.count)"
    }
}
