import KapellCore

/// Expressions, from the operator that binds least to the one that binds most.
extension JinjaParser {
    /// An expression, or several with commas between them.
    mutating func tuple(
        withChoice: Bool = true, endsAtRecursive: Bool = false, inParentheses: Bool = false
    ) throws(KapellError) -> any JinjaExpression {
        var items: [any JinjaExpression] = []
        var isTuple = false
        while true {
            if !items.isEmpty {
                guard skip(",") else { break }
                isTuple = true
            }
            if endsTuple(endsAtRecursive) { break }
            items.append(withChoice ? try expression() : try deeper { (parser) throws(KapellError) in try parser.or() })
            if !isSign(",") { break }
            isTuple = true
        }
        if !isTuple {
            if let only = items.first { return only }
            guard inParentheses else { throw unexpected("an expression") }
        }
        return JinjaListNode(items, .tuple)
    }

    private func endsTuple(_ atRecursive: Bool) -> Bool {
        switch token.kind {
        case .variableEnd, .blockEnd, .sign(")"), .end: true
        case .name("recursive"): atRecursive
        default: false
        }
    }

    mutating func expression() throws(KapellError) -> any JinjaExpression {
        try deeper { (parser) throws(KapellError) in try parser.choice() }
    }

    private mutating func choice() throws(KapellError) -> any JinjaExpression {
        var left = try or()
        var count = 0
        while skip(name: "if") {
            count += 1
            guard count <= 4 else { throw JinjaFault.limit(line, "too many `if`s follow one another.") }
            conditions += 1
            defer { conditions -= 1 }
            let condition = try or()
            let otherwise = skip(name: "else") ? try expression() : nil
            left = JinjaChoice(condition, left, otherwise)
        }
        return left
    }

    mutating func or() throws(KapellError) -> any JinjaExpression {
        let first = try and()
        guard isName("or") else { return first }
        var operands = [first]
        while skip(name: "or") { operands.append(try and()) }
        return JinjaLogic(operands, isOr: true)
    }

    private mutating func and() throws(KapellError) -> any JinjaExpression {
        let first = try not()
        guard isName("and") else { return first }
        var operands = [first]
        while skip(name: "and") { operands.append(try not()) }
        return JinjaLogic(operands, isOr: false)
    }

    private mutating func not() throws(KapellError) -> any JinjaExpression {
        guard skip(name: "not") else { return try comparison() }
        return JinjaNot(try deeper { (parser) throws(KapellError) in try parser.not() })
    }

    private mutating func comparison() throws(KapellError) -> any JinjaExpression {
        let line = line
        let first = try sum()
        var others: [(relation: JinjaComparison.Relation, operand: any JinjaExpression)] = []
        while let relation = relation() { others.append((relation, try sum())) }
        return others.isEmpty ? first : JinjaComparison(first, others, line: line)
    }

    private mutating func relation() -> JinjaComparison.Relation? {
        let found: JinjaComparison.Relation
        switch token.kind {
        case .sign("=="): found = .equal
        case .sign("!="): found = .notEqual
        case .sign("<"): found = .less
        case .sign("<="): found = .lessOrEqual
        case .sign(">"): found = .greater
        case .sign(">="): found = .greaterOrEqual
        case .name("in"): found = .isIn
        case .name("not") where following.kind == .name("in"):
            advance()
            found = .isNotIn
        default: return nil
        }
        advance()
        return found
    }

    private mutating func sum() throws(KapellError) -> any JinjaExpression {
        let line = line
        let first = try concatenation()
        var others: [(operation: JinjaNumber.Operation, operand: any JinjaExpression)] = []
        while isSign("+") || isSign("-") {
            let operation = isSign("+") ? JinjaNumber.Operation.add : .subtract
            advance()
            others.append((operation, try concatenation()))
        }
        return others.isEmpty ? first : JinjaArithmetic(first, others, line: line)
    }

    private mutating func concatenation() throws(KapellError) -> any JinjaExpression {
        let first = try product()
        guard isSign("~") else { return first }
        var parts = [first]
        while skip("~") { parts.append(try product()) }
        return JinjaConcatenation(parts)
    }

    private static let products: [String: JinjaNumber.Operation] = [
        "*": .multiply, "/": .divide, "//": .floorDivide, "%": .remainder,
    ]

    private mutating func product() throws(KapellError) -> any JinjaExpression {
        let line = line
        let first = try power()
        var others: [(operation: JinjaNumber.Operation, operand: any JinjaExpression)] = []
        while case .sign(let sign) = token.kind, let operation = Self.products[sign] {
            advance()
            others.append((operation, try power()))
        }
        return others.isEmpty ? first : JinjaArithmetic(first, others, line: line)
    }

    private mutating func power() throws(KapellError) -> any JinjaExpression {
        let line = line
        let first = try unary(withFilters: true)
        var others: [(operation: JinjaNumber.Operation, operand: any JinjaExpression)] = []
        while skip("**") { others.append((.power, try unary(withFilters: true))) }
        return others.isEmpty ? first : JinjaArithmetic(first, others, line: line)
    }

    private mutating func unary(withFilters: Bool) throws(KapellError) -> any JinjaExpression {
        let line = line
        let base: any JinjaExpression
        if isSign("-") || isSign("+") {
            let isMinus = isSign("-")
            advance()
            let operand = try deeper { (parser) throws(KapellError) in try parser.unary(withFilters: false) }
            base = JinjaNegation(operand, isMinus: isMinus, line: line)
        } else {
            base = try primary()
        }
        var steps = try postfix()
        if withFilters { try filters(&steps) }
        return steps.isEmpty ? base : JinjaChain(base, steps)
    }
}
