import KapellCore
import KapellJSON

extension GuideRule {
    /// Puts the rules into a JSON Schema, beside what stands there: all of it holds.
    ///
    /// - Throws: `KapellError` for rules that no value can keep; the message goes on from the name of the property.
    static func apply(_ rules: [GuideRule], to schema: inout JSONObject) throws(KapellError) {
        for rule in rules {
            switch rule {
            case .minimum(let bound):
                try tighten("minimum", to: bound, in: &schema) { $0.isGreater(than: $1) }
            case .maximum(let bound):
                try tighten("maximum", to: bound, in: &schema) { $1.isGreater(than: $0) }
            case .minimumCount(let count):
                try limit("minItems", to: count, in: &schema, using: max)
            case .maximumCount(let count):
                try limit("maxItems", to: count, in: &schema, using: min)
            case .choices(let values):
                try choose(values, in: &schema)
            case .pattern(let pattern):
                add(pattern, to: &schema)
            case .element(let rules):
                guard var items = schema["items"]?.objectValue else {
                    throw impossible("a guide for elements stands on what is not an array.")
                }
                try apply(rules, to: &items)
                schema["items"] = .object(items)
            case .impossible(let reason):
                throw impossible(reason)
            }
        }
    }

    private static func tighten(
        _ keyword: String, to bound: JSONValue, in schema: inout JSONObject, isTighter: (JSONValue, JSONValue) -> Bool
    ) throws(KapellError) {
        guard bound.doubleValue?.isFinite == true else {
            throw impossible("the guide \"\(keyword)\" needs a finite number.")
        }
        if let present = schema[keyword], !isTighter(bound, present) { return }
        schema[keyword] = bound
    }

    private static func limit(
        _ keyword: String, to count: Int, in schema: inout JSONObject, using tighter: (Int, Int) -> Int
    ) throws(KapellError) {
        guard count >= 0 else { throw impossible("an array cannot have \(count) elements.") }
        let present = schema[keyword]?.intValue
        schema[keyword] = .integer(Int64(present.map { tighter($0, count) } ?? count))
    }

    private static func choose(_ values: [String], in schema: inout JSONObject) throws(KapellError) {
        guard !values.isEmpty else { throw impossible("the guide \"anyOf\" has no choices.") }
        var seen = Set<String>()
        var kept = values.filter { seen.insert($0).inserted }
        if let present = schema["enum"]?.arrayValue {
            kept = kept.filter { present.contains(.string($0)) }
            guard !kept.isEmpty else {
                throw impossible("its guides allow no string together: their choices have none in common.")
            }
        }
        schema["enum"] = .array(kept.map { .string($0) })
    }

    /// A second pattern stands in `allOf`, because a schema has one `pattern` only.
    private static func add(_ pattern: String, to schema: inout JSONObject) {
        guard let present = schema["pattern"] else {
            schema["pattern"] = .string(pattern)
            return
        }
        guard present != .string(pattern) else { return }
        let others = schema["allOf"]?.arrayValue ?? []
        schema["allOf"] = .array(others + [["pattern": .string(pattern)]])
    }

    private static func impossible(_ reason: String) -> KapellError {
        KapellError(.invalidRequest, reason, remedy: "Change the guides of the property.")
    }
}

extension JSONValue {
    /// Whether this is a greater number; integers are compared exactly.
    fileprivate func isGreater(than other: JSONValue) -> Bool {
        if case .integer(let left) = self, case .integer(let right) = other { return left > right }
        guard let left = doubleValue, let right = other.doubleValue else { return false }
        return left > right
    }
}
