import KapellCore
import KapellJSON

/// A filter: what stands behind `|`.
typealias JinjaFilter = @Sendable (JinjaRun, JinjaValue, JinjaArguments) throws(KapellError) -> JinjaValue

/// The filters of jinja2, as far as they do not make HTML.
enum JinjaFilters {
    static let named: [String: JinjaFilter] =
        values.merging(texts) { first, _ in first }.merging(lists) { first, _ in first }
        .merging(selections) { first, _ in first }

    /// Filters for any value.
    private static let values: [String: JinjaFilter] = [
        "tojson": JinjaJSON.filter,
        "from_json": fromJSON,
        "default": fallback,
        "d": fallback,
        "string": { (run, value, _) throws(KapellError) in
            if case .markup = value { return value }
            return .string(try run.text(value))
        },
        "safe": { (run, value, _) throws(KapellError) in .markup(try run.text(value)) },
        "escape": escape,
        "e": escape,
        "int": { (run, value, arguments) throws(KapellError) in
            let given = try arguments.taken(["default", "base"], of: "int", run)
            return whole(value, given[1]) ?? given[0] ?? .int(0)
        },
        "float": { (run, value, arguments) throws(KapellError) in
            let given = try arguments.taken(["default"], of: "float", run)
            if let number = JinjaNumber(value) { return .float(number.double) }
            let text = value.stringValue.map { JinjaText.strip($0, nil) }
            return text.flatMap { Double($0) }.map { .float($0) } ?? given[0] ?? .float(0)
        },
        "abs": { (run, value, _) throws(KapellError) in
            switch JinjaNumber(value) {
            case .int(let number) where number != .min: return .int(abs(number))
            case .float(let number): return .float(abs(number))
            default: throw run.fault("`abs` is given \(value.kindName).")
            }
        },
        "round": { (run, value, arguments) throws(KapellError) in
            let given = try arguments.taken(["precision", "method"], of: "round", run)
            guard let number = JinjaNumber(value) else { throw run.fault("`round` is given \(value.kindName).") }
            var scale = 1.0
            if case .int(let digits)? = given[0].flatMap({ JinjaNumber($0) }) {
                for _ in 0..<min(digits.magnitude, 300) { scale = digits < 0 ? scale / 10 : scale * 10 }
            }
            let rule: FloatingPointRoundingRule =
                switch given[1]?.stringValue {
                case "ceil": .up
                case "floor": .down
                default: .toNearestOrEven
                }
            let scaled = number.double * scale
            return .float(scaled.isFinite ? scaled.rounded(rule) / scale : number.double)
        },
        "attr": { (run, value, arguments) throws(KapellError) in
            let given = try arguments.taken(["name"], of: "attr", run)
            guard let name = given[0]?.stringValue else { throw run.fault("`attr` needs a name.") }
            // Entries are no attributes for this filter.
            if case .dict(let dict) = value, dict[name] != nil, !JinjaMethods.ofDicts.contains(name) {
                return .undefined(name)
            }
            return try run.attribute(name, of: value)
        },
    ]

    private static let fallback: JinjaFilter = { (run, value, arguments) throws(KapellError) in
        let given = try arguments.taken(["default_value", "boolean"], of: "default", run)
        let isMissing = value.isUndefined || given[1]?.isTrue == true && !value.isTrue
        return isMissing ? given[0] ?? .string("") : value
    }

    private static let escape: JinjaFilter = { (run, value, _) throws(KapellError) in
        if case .markup = value { return value }
        return .markup(try run.charged(JinjaText.escape(try run.text(value))))
    }

    private static let fromJSON: JinjaFilter = { (run, value, _) throws(KapellError) in
        guard let text = value.stringValue else { throw run.fault("`from_json` is given \(value.kindName).") }
        do {
            return try run.value(try JSONValue(parsing: text), depth: 0)
        } catch let error as KapellError {
            throw error
        } catch {
            throw run.fault("`from_json` is given a text that is no JSON.")
        }
    }

    /// The whole number that Python's `int` makes of a value.
    private static func whole(_ value: JinjaValue, _ base: JinjaValue?) -> JinjaValue? {
        switch value {
        case .bool, .int, .float:
            guard let number = JinjaNumber(value) else { return nil }
            if case .int(let whole) = number { return .int(whole) }
            return Int(exactly: number.double.rounded(.towardZero)).map { .int($0) }
        case .string(let text), .markup(let text):
            let digits = JinjaText.strip(text, nil).filter { $0 != "_" }
            var radix = 10
            if case .int(let given)? = base, (2...36).contains(given) { radix = given }
            if let whole = Int(digits, radix: radix) { return .int(whole) }
            return Double(digits).flatMap { Int(exactly: $0.rounded(.towardZero)) }.map { .int($0) }
        default: return nil
        }
    }
}
