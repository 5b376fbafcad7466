/// A number as arithmetic takes it; true and false are 1 and 0.
enum JinjaNumber {
    enum Operation: Sendable {
        case add
        case subtract
        case multiply
        case divide
        case floorDivide
        case remainder
        case power
    }

    case int(Int)
    case float(Double)

    init?(_ value: JinjaValue) {
        switch value {
        case .bool(let flag): self = .int(flag ? 1 : 0)
        case .int(let number): self = .int(number)
        case .float(let number): self = .float(number)
        default: return nil
        }
    }

    var double: Double {
        switch self {
        case .int(let number): Double(number)
        case .float(let number): number
        }
    }

    /// The same text for equal numbers.
    var key: String {
        switch self {
        case .int(let number): String(number)
        case .float(let number): Int(exactly: number).map(String.init) ?? number.description
        }
    }

    static func == (left: JinjaNumber, right: JinjaNumber) -> Bool {
        switch (left, right) {
        case (.int(let left), .int(let right)): left == right
        case (.int(let whole), .float(let other)), (.float(let other), .int(let whole)): Int(exactly: other) == whole
        case (.float(let left), .float(let right)): left == right
        }
    }

    static func < (left: JinjaNumber, right: JinjaNumber) -> Bool {
        if case (.int(let left), .int(let right)) = (left, right) { return left < right }
        return left.double < right.double
    }

    /// What went wrong in a calculation.
    enum Fault: Error {
        case tooLarge
        case divisionByZero
    }

    static func calculate(_ operation: Operation, _ left: Self, _ right: Self) throws(Fault) -> JinjaValue {
        if operation != .divide, case (.int(let left), .int(let right)) = (left, right) {
            if operation != .power || right >= 0 { return .int(try whole(operation, left, right)) }
        }
        let (left, right) = (left.double, right.double)
        switch operation {
        case .add: return .float(left + right)
        case .subtract: return .float(left - right)
        case .multiply: return .float(left * right)
        case .power:
            if left == 0, right < 0 { throw .divisionByZero }
            return .float(power(left, right))
        case .divide, .floorDivide, .remainder:
            guard right != 0 else { throw .divisionByZero }
            if operation == .divide { return .float(left / right) }
            if operation == .floorDivide { return .float((left / right).rounded(.down)) }
            let rest = left.truncatingRemainder(dividingBy: right)
            return .float(rest != 0 && (rest < 0) != (right < 0) ? rest + right : rest)
        }
    }

    private static func whole(_ operation: Operation, _ left: Int, _ right: Int) throws(Fault) -> Int {
        let result: (partialValue: Int, overflow: Bool)
        switch operation {
        case .add: result = left.addingReportingOverflow(right)
        case .subtract: result = left.subtractingReportingOverflow(right)
        case .multiply: result = left.multipliedReportingOverflow(by: right)
        case .floorDivide, .divide:
            guard right != 0 else { throw .divisionByZero }
            let quotient = left.dividedReportingOverflow(by: right)
            let isInexact = !quotient.overflow && left % right != 0 && (left < 0) != (right < 0)
            result = (quotient.partialValue - (isInexact ? 1 : 0), quotient.overflow)
        case .remainder:
            guard right != 0 else { throw .divisionByZero }
            if right == -1 { return 0 }
            let rest = left % right
            return rest != 0 && (rest < 0) != (right < 0) ? rest + right : rest
        case .power:
            var (value, base, exponent) = (1, left, right)
            if base == 0 || base == 1 || base == -1 {
                return exponent == 0 ? 1 : base == -1 && exponent % 2 == 0 ? 1 : base
            }
            guard exponent < 64 else { throw .tooLarge }
            while exponent > 0 {
                if exponent & 1 == 1 {
                    let step = value.multipliedReportingOverflow(by: base)
                    if step.overflow { throw .tooLarge }
                    value = step.partialValue
                }
                exponent >>= 1
                if exponent > 0 {
                    let square = base.multipliedReportingOverflow(by: base)
                    if square.overflow { throw .tooLarge }
                    base = square.partialValue
                }
            }
            return value
        }
        if result.overflow { throw .tooLarge }
        return result.partialValue
    }

    /// Only whole exponents and roots of two occur in templates; others are left to the next whole one.
    private static func power(_ base: Double, _ exponent: Double) -> Double {
        var (value, factor, rest) = (1.0, base, exponent.magnitude.rounded(.down))
        if exponent.magnitude - rest == 0.5 { value = base.squareRoot() }
        guard rest < 1_000_000 else { return base.magnitude > 1 ? .infinity : base.magnitude == 1 ? 1 : 0 }
        while rest >= 1 {
            if rest.truncatingRemainder(dividingBy: 2) == 1 { value *= factor }
            factor *= factor
            rest = (rest / 2).rounded(.down)
        }
        return exponent < 0 ? 1 / value : value
    }
}
