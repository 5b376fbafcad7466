extension Filter {
    /// Reads a filter from text; the language is described in Documentation/Filters.md.
    /// - Throws: `FilterError.syntax` with the place, what was expected and a remedy; or `tooLong`, `tooDeep`,
    ///   `tooManyTerms`.
    public init(_ text: String, limits: FilterLimits = FilterLimits()) throws(FilterError) {
        let bytes = Array(text.utf8)
        guard bytes.count <= limits.bytes else { throw .tooLong(bytes: bytes.count, limit: limits.bytes) }
        var parser = try FilterParser(bytes, limits: limits)
        self = try parser.filter()
    }
}

/// Recursive descent, one token of look-ahead:
///
///     or         = and *("or" and)
///     and        = unary *("and" unary)
///     unary      = *"not" primary
///     primary    = "(" or ")" / "exists" name / "true" / "false" / condition
///     condition  = name operator value / value operator name
///                / name ["not"] "in" list / value ["not"] "in" name
///                / name ["not"] "contains" value / name ["not"] "contains" ("any" / "all") list
struct FilterParser {
    private var lexer: FilterLexer
    private var token: FilterToken
    private let limits: FilterLimits
    private var depth = 0
    private var terms = 0

    private static let remedy =
        "A condition looks like year >= 2020, lang in [\"de\", \"en\"], tags contains \"a\" or exists author.name."

    init(_ bytes: [UInt8], limits: FilterLimits) throws(FilterError) {
        lexer = FilterLexer(bytes)
        token = try lexer.next()
        self.limits = limits
    }

    mutating func filter() throws(FilterError) -> Filter {
        let filter = try or()
        guard token.kind == .end else {
            if case .symbol(let symbol) = token.kind, Filter.Comparison(rawValue: symbol) != nil {
                throw expected("and, or or the end", "Write two conditions: 1 < year and year < 5.")
            }
            throw expected("and, or or the end", "Join conditions with and or or.")
        }
        return filter
    }

    // MARK: Tokens

    private func expected(_ what: String, _ remedy: String = FilterParser.remedy) -> FilterError {
        lexer.error(token.start, expected: what, found: token.found(in: lexer.bytes), remedy: remedy)
    }

    private mutating func advance() throws(FilterError) { token = try lexer.next() }

    private mutating func skip(_ kind: FilterToken.Kind) throws(FilterError) -> Bool {
        guard token.kind == kind else { return false }
        try advance()
        return true
    }

    private mutating func require(_ symbol: String, _ remedy: String) throws(FilterError) {
        guard try skip(.symbol(symbol)) else { throw expected(symbol, remedy) }
    }

    private mutating func count() throws(FilterError) {
        terms += 1
        guard terms <= limits.terms else { throw .tooManyTerms(limit: limits.terms) }
    }

    private mutating func enter() throws(FilterError) {
        depth += 1
        guard depth <= limits.depth else { throw .tooDeep(limit: limits.depth) }
    }

    // MARK: Connectives

    private mutating func or() throws(FilterError) -> Filter {
        var filters = [try and()]
        while try skip(.keyword("or")) { filters.append(try and()) }
        return filters.count == 1 ? filters[0] : .or(filters)
    }

    private mutating func and() throws(FilterError) -> Filter {
        var filters = [try unary()]
        while try skip(.keyword("and")) { filters.append(try unary()) }
        return filters.count == 1 ? filters[0] : .and(filters)
    }

    private mutating func unary() throws(FilterError) -> Filter {
        guard try skip(.keyword("not")) else { return try primary() }
        try enter()
        defer { depth -= 1 }
        return .not(try unary())
    }

    private mutating func primary() throws(FilterError) -> Filter {
        try count()
        if try skip(.symbol("(")) {
            try enter()
            defer { depth -= 1 }
            let filter = try or()
            try require(")", "Close the parenthesis.")
            return filter
        }
        if try skip(.keyword("exists")) {
            let isWrapped = try skip(.symbol("("))
            guard case .name(let name, _) = token.kind else { throw expected("a field's name after exists") }
            try advance()
            if isWrapped { try require(")", "Close the parenthesis.") }
            return .exists(name)
        }
        if token.kind == .keyword("true") || token.kind == .keyword("false") {
            let isTrue = token.kind == .keyword("true")
            try advance()
            return try isOperator ? condition(value: .boolean(isTrue)) : isTrue ? .everything : .nothing
        }
        if let value = try value() { return try condition(value: value) }
        guard case .name(let name, _) = token.kind else { throw expected("a condition") }
        try advance()
        return try condition(name: name)
    }

    private var isOperator: Bool {
        switch token.kind {
        case .symbol(let symbol): Filter.Comparison(rawValue: symbol) != nil
        case .keyword(let word): word == "in" || word == "not"
        default: false
        }
    }

    // MARK: Conditions

    private mutating func condition(name: String) throws(FilterError) -> Filter {
        if case .symbol(let symbol) = token.kind, let comparison = Filter.Comparison(rawValue: symbol) {
            try advance()
            guard let value = try literal() else {
                throw expected("a value after \(symbol)", Self.valueRemedy(token))
            }
            return .comparison(name, comparison, value)
        }
        let isNegated = try skip(.keyword("not"))
        let filter: Filter
        if try skip(.keyword("in")) {
            guard token.kind == .symbol("[") else {
                throw expected("[ after in", "Write the values in brackets: \(FilterText.name(name)) in [1, 2].")
            }
            filter = .isIn(name, try list())
        } else if try skip(.keyword("contains")) {
            filter = try contains(name)
        } else if isNegated {
            throw expected("in or contains after not", "Write not before the condition.")
        } else if token.kind == .keyword("exists") {
            throw expected("an operator", "Write exists before the name.")
        } else {
            let text = FilterText.name(name)
            throw expected(
                "an operator after \(text)",
                "Use == != < <= > >= in contains; for a boolean write \(text) == true; put texts in quotes.")
        }
        return isNegated ? .not(filter) : filter
    }

    private mutating func contains(_ name: String) throws(FilterError) -> Filter {
        if case .name(let word, isQuoted: false) = token.kind, ["any", "all"].contains(word.lowercased()) {
            try advance()
            guard token.kind == .symbol("[") else {
                throw expected("[ after \(word)", "Write the elements in brackets: contains \(word) [1, 2].")
            }
            let values = try list()
            return word.lowercased() == "any" ? .containsAny(name, values) : .containsAll(name, values)
        }
        guard token.kind != .symbol("[") else {
            throw expected("an element, any or all", "Write contains any [1, 2] or contains all [1, 2].")
        }
        guard let value = try literal() else {
            throw expected("an element after contains", Self.valueRemedy(token))
        }
        return .containsAny(name, [value])
    }

    /// A condition with the value first: `2020 <= year`, `"a" in tags`.
    private mutating func condition(value: MetadataValue) throws(FilterError) -> Filter {
        if case .symbol(let symbol) = token.kind, let comparison = Filter.Comparison(rawValue: symbol) {
            try advance()
            guard case .name(let name, _) = token.kind else {
                throw expected("a field's name after \(symbol)", "Compare a field with a value.")
            }
            try advance()
            return .comparison(name, comparison.flipped, value)
        }
        let isNegated = try skip(.keyword("not"))
        guard try skip(.keyword("in")) else {
            throw expected("an operator after the value", "Compare a field with a value: year == 2020.")
        }
        guard case .name(let name, _) = token.kind else {
            throw expected("a field's name after in", "Write \"a\" in tags, or name in [\"a\", \"b\"].")
        }
        try advance()
        return isNegated ? .not(.containsAny(name, [value])) : .containsAny(name, [value])
    }

    // MARK: Values

    /// A scalar or an array, or nil when there is none here.
    private mutating func literal() throws(FilterError) -> MetadataValue? {
        token.kind == .symbol("[") ? .array(try list()) : try value()
    }

    private mutating func list() throws(FilterError) -> [MetadataValue] {
        try require("[", "Begin the list with [.")
        var values: [MetadataValue] = []
        if try skip(.symbol("]")) { return values }
        repeat {
            guard let value = try value() else {
                throw expected("a value in the list", Self.valueRemedy(token))
            }
            values.append(value)
        } while try skip(.symbol(","))
        try require("]", "Separate the values by commas and close the list with ].")
        return values
    }

    /// A scalar, or nil when there is none here.
    private mutating func value() throws(FilterError) -> MetadataValue? {
        let value: MetadataValue
        switch token.kind {
        case .value(let scalar): value = scalar
        case .keyword("null"): value = .null
        case .keyword("true"): value = true
        case .keyword("false"): value = false
        case .name(let word, isQuoted: false) where word.lowercased() == "date":
            // `date` alone may be a field's name.
            let name = token
            var ahead = lexer
            guard try ahead.next().kind == .symbol("(") else { return nil }
            try advance()
            try advance()
            return try date(after: name)
        default: return nil
        }
        try count()
        try advance()
        return value
    }

    private mutating func date(after name: FilterToken) throws(FilterError) -> MetadataValue {
        try count()
        let remedy = "Write date(\"2024-01-31\") or date(\"2024-01-31T18:30:05Z\")."
        let date: MetadataValue
        switch token.kind {
        case .value(.string(let text)):
            do {
                date = try .date(iso8601: text)
            } catch {
                throw lexer.error(
                    token.start, expected: "a date", found: token.found(in: lexer.bytes),
                    remedy: "\(error.description) \(error.remedy)")
            }
        case .value(.integer(let milliseconds)): date = .date(milliseconds)
        default: throw expected("a text in quotes, or milliseconds since 1970, after date(", remedy)
        }
        try advance()
        try require(")", remedy)
        return date
    }

    private static func valueRemedy(_ token: FilterToken) -> String {
        switch token.kind {
        case .name: "Put texts in quotes; a field is compared with a value, not with another field."
        case .symbol("["): "A list holds texts, numbers, booleans, dates and null, no lists."
        default: "Write a text in quotes, a number, true, false, null, date(\"2024-01-31\") or a list [1, 2]."
        }
    }
}
