import KapellCore

/// A test: what stands behind `is`.
typealias JinjaTest = @Sendable (JinjaRun, JinjaValue, JinjaArguments) throws(KapellError) -> Bool

/// The tests of jinja2.
enum JinjaTests {
    static let named: [String: JinjaTest] = kinds.merging(comparisons) { first, _ in first }

    private static let kinds: [String: JinjaTest] = [
        "defined": { (_, value, _) throws(KapellError) in !value.isUndefined },
        "undefined": { (_, value, _) throws(KapellError) in value.isUndefined },
        "none": { (_, value, _) throws(KapellError) in value.isNone },
        "string": { (_, value, _) throws(KapellError) in value.stringValue != nil },
        "mapping": { (_, value, _) throws(KapellError) in
            if case .dict = value { true } else { false }
        },
        "number": { (_, value, _) throws(KapellError) in JinjaNumber(value) != nil },
        "integer": { (_, value, _) throws(KapellError) in
            if case .int = value { true } else { false }
        },
        "float": { (_, value, _) throws(KapellError) in
            if case .float = value { true } else { false }
        },
        "boolean": { (_, value, _) throws(KapellError) in
            if case .bool = value { true } else { false }
        },
        "true": { (_, value, _) throws(KapellError) in
            if case .bool(true) = value { true } else { false }
        },
        "false": { (_, value, _) throws(KapellError) in
            if case .bool(false) = value { true } else { false }
        },
        "sequence": { (_, value, _) throws(KapellError) in
            switch value {
            case .undefined, .string, .markup, .dict: true
            case .list(let list): list.isIndexed
            default: false
            }
        },
        "iterable": { (_, value, _) throws(KapellError) in
            switch value {
            case .undefined, .string, .markup, .dict, .list, .generator, .loop: true
            default: false
            }
        },
        "callable": { (_, value, _) throws(KapellError) in
            switch value {
            case .undefined, .macro, .method, .function, .loop: true
            default: false
            }
        },
        "escaped": { (_, value, _) throws(KapellError) in
            if case .markup = value { true } else { false }
        },
        "lower": { (run, value, _) throws(KapellError) in
            let text = try run.text(value)
            return text.unicodeScalars.contains { $0.properties.isCased } && JinjaText.areSame(text, text.lowercased())
        },
        "upper": { (run, value, _) throws(KapellError) in
            let text = try run.text(value)
            return text.unicodeScalars.contains { $0.properties.isCased } && JinjaText.areSame(text, text.uppercased())
        },
        "filter": { (run, value, _) throws(KapellError) in JinjaFilters.named[try run.text(value)] != nil },
        "test": { (run, value, _) throws(KapellError) in JinjaTests.named[try run.text(value)] != nil },
    ]

    private static let comparisons: [String: JinjaTest] = [
        "even": { (run, value, _) throws(KapellError) in try remainder(value, .int(2), run) == 0 },
        "odd": { (run, value, _) throws(KapellError) in try remainder(value, .int(2), run) == 1 },
        "divisibleby": { (run, value, arguments) throws(KapellError) in
            try remainder(value, try other(arguments, run), run) == 0
        },
        "sameas": isSame,
        "eq": relation(.equal), "equalto": relation(.equal), "==": relation(.equal),
        "ne": relation(.notEqual), "!=": relation(.notEqual),
        "lt": relation(.less), "lessthan": relation(.less), "<": relation(.less),
        "le": relation(.lessOrEqual), "<=": relation(.lessOrEqual),
        "gt": relation(.greater), "greaterthan": relation(.greater), ">": relation(.greater),
        "ge": relation(.greaterOrEqual), ">=": relation(.greaterOrEqual),
        "in": relation(.isIn),
    ]

    private static func relation(_ relation: JinjaComparison.Relation) -> JinjaTest {
        { (run, value, arguments) throws(KapellError) in
            try run.holds(relation, value, try other(arguments, run))
        }
    }

    private static func isSame(
        _ run: JinjaRun, _ value: JinjaValue, _ arguments: JinjaArguments
    ) throws(KapellError) -> Bool {
        let other = try other(arguments, run)
        switch (value, other) {
        case (.bool(let first), .bool(let second)): return first == second
        case (.bool, _), (_, .bool): return false
        default: return try run.areEqual(value, other)
        }
    }

    private static func other(_ arguments: JinjaArguments, _ run: JinjaRun) throws(KapellError) -> JinjaValue {
        guard let other = arguments.positional.first ?? arguments.named.first?.value else {
            throw run.fault("a test lacks its argument.")
        }
        return other
    }

    private static func remainder(_ value: JinjaValue, _ other: JinjaValue, _ run: JinjaRun) throws(KapellError)
        -> Double
    {
        guard let number = JinjaNumber(try run.calculate(.remainder, value, other)) else {
            throw run.fault("a test of numbers is given \(value.kindName).")
        }
        return number.double
    }
}
