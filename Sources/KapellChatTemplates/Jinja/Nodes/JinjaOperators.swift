import KapellCore

/// `+ - * / // % **` between any number of operands, from the left. A row of them is one node, so that its length is no
/// depth.
final class JinjaArithmetic: JinjaExpression {
    let first: any JinjaExpression
    let others: [(operation: JinjaNumber.Operation, operand: any JinjaExpression)]
    let line: Int

    init(
        _ first: any JinjaExpression, _ others: [(operation: JinjaNumber.Operation, operand: any JinjaExpression)],
        line: Int
    ) {
        self.first = first
        self.others = others
        self.line = line
    }

    func value(_ run: JinjaRun, _ scope: JinjaScope) throws(KapellError) -> JinjaValue {
        var left = try run.value(first, scope)
        for other in others {
            let right = try run.value(other.operand, scope)
            run.line = line
            left = try run.calculate(other.operation, left, right)
        }
        return left
    }
}

final class JinjaNegation: JinjaExpression {
    let operand: any JinjaExpression
    let isMinus: Bool
    let line: Int

    init(_ operand: any JinjaExpression, isMinus: Bool, line: Int) {
        self.operand = operand
        self.isMinus = isMinus
        self.line = line
    }

    func value(_ run: JinjaRun, _ scope: JinjaScope) throws(KapellError) -> JinjaValue {
        let value = try run.value(operand, scope)
        run.line = line
        switch JinjaNumber(value) {
        case .int(let number):
            guard isMinus else { return .int(number) }
            return try run.calculate(.subtract, .int(0), .int(number))
        case .float(let number): return .float(isMinus ? -number : number)
        case nil: throw run.fault("a sign stands before \(value.kindName).")
        }
    }
}

/// `~`: the operands as text, one after the other.
final class JinjaConcatenation: JinjaExpression {
    let parts: [any JinjaExpression]

    init(_ parts: [any JinjaExpression]) { self.parts = parts }

    func value(_ run: JinjaRun, _ scope: JinjaScope) throws(KapellError) -> JinjaValue {
        var text = ""
        for part in parts { text += try run.text(try run.value(part, scope)) }
        return .string(try run.charged(text))
    }
}

final class JinjaComparison: JinjaExpression {
    enum Relation: Sendable {
        case equal
        case notEqual
        case less
        case lessOrEqual
        case greater
        case greaterOrEqual
        case isIn
        case isNotIn
    }

    let first: any JinjaExpression
    let others: [(relation: Relation, operand: any JinjaExpression)]
    let line: Int

    init(_ first: any JinjaExpression, _ others: [(relation: Relation, operand: any JinjaExpression)], line: Int) {
        self.first = first
        self.others = others
        self.line = line
    }

    func value(_ run: JinjaRun, _ scope: JinjaScope) throws(KapellError) -> JinjaValue {
        var left = try run.value(first, scope)
        for other in others {
            let right = try run.value(other.operand, scope)
            run.line = line
            guard try run.holds(other.relation, left, right) else { return .bool(false) }
            left = right
        }
        return .bool(true)
    }
}

/// `and`, `or`: the operand that decides, as in Python.
final class JinjaLogic: JinjaExpression {
    let operands: [any JinjaExpression]
    let isOr: Bool

    init(_ operands: [any JinjaExpression], isOr: Bool) {
        self.operands = operands
        self.isOr = isOr
    }

    func value(_ run: JinjaRun, _ scope: JinjaScope) throws(KapellError) -> JinjaValue {
        var value = JinjaValue.none
        for operand in operands {
            value = try run.value(operand, scope)
            if value.isTrue == isOr { break }
        }
        return value
    }
}

final class JinjaNot: JinjaExpression {
    let operand: any JinjaExpression

    init(_ operand: any JinjaExpression) { self.operand = operand }

    func value(_ run: JinjaRun, _ scope: JinjaScope) throws(KapellError) -> JinjaValue {
        .bool(!(try run.value(operand, scope).isTrue))
    }
}

/// `a if b else c`; undefined where there is no `else`.
final class JinjaChoice: JinjaExpression {
    let condition: any JinjaExpression
    let then: any JinjaExpression
    let otherwise: (any JinjaExpression)?

    init(_ condition: any JinjaExpression, _ then: any JinjaExpression, _ otherwise: (any JinjaExpression)?) {
        self.condition = condition
        self.then = then
        self.otherwise = otherwise
    }

    func value(_ run: JinjaRun, _ scope: JinjaScope) throws(KapellError) -> JinjaValue {
        if try run.value(condition, scope).isTrue { return try run.value(then, scope) }
        guard let otherwise else { return .undefined("an `if` without `else`") }
        return try run.value(otherwise, scope)
    }
}
