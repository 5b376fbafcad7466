import KapellCore
import KapellJSON
import Synchronization

/// Numbers as texts. Bounds are kept exactly, digit by digit.
///
/// A number has an end: an integer at most 19 digits and 64 bits, a fraction at most 17 digits, an exponent at most two.
/// With bounds or a multiple there is no exponent.
enum NumberLanguages {
    /// - Throws: `.unsupported` for what cannot be enforced. The message is a part of a sentence.
    static func language(_ shape: NumberShape, limit: Int) throws(KapellError) -> RegularLanguage {
        var steps: [Int] = []
        var places: Int?
        var isInteger = shape.isInteger
        for multiple in shape.multiples {
            guard let decimal = DecimalBound(multiple) else { continue }
            if decimal.fraction.isEmpty {
                guard let step = multiple.intValue, step <= 10_000 else {
                    throw refusal("multiples of more than 10000", "Leave \"multipleOf\" out, or describe it.")
                }
                steps.append(step)
                isInteger = true
            } else if decimal.whole == [0], decimal.fraction.dropLast().allSatisfy({ $0 == 0 }),
                decimal.fraction.last == 1, decimal.fraction.count <= 9
            {
                places = min(places ?? 9, decimal.fraction.count)
            } else {
                throw refusal(
                    "multiples of \(multiple.serialized())",
                    "Use a whole number, or one of 0.1, 0.01 and so on.")
            }
        }
        var minimums = shape.minimums
        var maximums = shape.maximums
        if !isInteger {
            for place in minimums.indices { minimums[place] = try safe(minimums[place], isMinimum: true) }
            for place in maximums.indices { maximums[place] = try safe(maximums[place], isMinimum: false) }
        }
        let isBounded = !shape.minimums.isEmpty || !shape.maximums.isEmpty
        if !isBounded, !isInteger, places == nil {
            return try pattern(#"-?(?:0|[1-9]\d{0,18})(?:\.\d{1,17})?(?:[eE][+-]?\d{1,2})?"#, limit)
        }
        var positive = try pattern(
            isInteger ? #"0|[1-9]\d{0,19}"# : fractions(places, minimums + maximums), limit)
        var negative = positive
        if isInteger {
            positive = try meet(positive, NumberShape.Bound(value: .unsigned(.max), isExclusive: false), .most, limit)
            negative = try meet(
                negative, NumberShape.Bound(value: .unsigned(1 << 63), isExclusive: false), .most, limit)
        }
        // There is no -0.
        negative = try meet(negative, NumberShape.Bound(value: 0, isExclusive: true), .least, limit)
        for bound in minimums { try restrict(&positive, &negative, bound, isMinimum: true, limit) }
        for bound in maximums { try restrict(&positive, &negative, bound, isMinimum: false, limit) }
        for step in steps where step > 1 {
            positive = try positive.combined(.intersection, multiples(of: step), limit: limit)
            negative = try negative.combined(.intersection, multiples(of: step), limit: limit)
        }
        return try positive.combined(.union, negative.preceded(by: 0x2D), limit: limit)
    }

    static func refusal(_ what: String, _ remedy: String) -> KapellError {
        KapellError(.unsupported, "\(what) cannot be enforced", remedy: remedy)
    }

    /// The forms of numbers that were asked for before; there are few.
    private static let known = Mutex<[String: RegularLanguage]>([:])

    private static func pattern(_ text: String, _ limit: Int) throws(KapellError) -> RegularLanguage {
        if let language = known.withLock({ $0[text] }) { return language }
        let language = try RegularLanguage.pattern(text, isSearch: false, limit: limit)
        known.withLock { $0[text] = language }
        return language
    }

    /// So many digits that different texts near a bound stay different numbers as `Double`, which tells 15 digits apart.
    private static func fractions(_ places: Int?, _ bounds: [NumberShape.Bound]) -> String {
        if let places { return #"(?:0|[1-9]\d{0,\#(14 - places)})(?:\.\d{1,\#(places)})?"# }
        var digits = 17
        for bound in bounds where bound.isExclusive {
            digits = min(digits, 15 - (DecimalBound(bound.value)?.whole.count ?? 1))
        }
        return #"(?:0|[1-9]\d{0,18})(?:\.\d{1,\#(digits)})?"#
    }

    /// A bound that excludes itself and has so many digits that others could be rounded to it becomes one that includes
    /// the next `Double`.
    private static func safe(_ bound: NumberShape.Bound, isMinimum: Bool) throws(KapellError) -> NumberShape.Bound {
        guard bound.isExclusive, let decimal = DecimalBound(bound.value),
            decimal.whole.count + decimal.fraction.count > 15 || decimal.whole.count > 13
        else { return bound }
        guard case .number(let value) = bound.value, value.magnitude < 1e18 else {
            throw refusal(
                "the bound \(bound.value.serialized()), which excludes itself and has more than 13 digits,",
                "Use one that includes itself.")
        }
        return NumberShape.Bound(value: .number(isMinimum ? value.nextUp : value.nextDown), isExclusive: false)
    }

    // MARK: Bounds

    private static func restrict(
        _ positive: inout RegularLanguage, _ negative: inout RegularLanguage, _ bound: NumberShape.Bound,
        isMinimum: Bool, _ limit: Int
    ) throws(KapellError) {
        guard let decimal = DecimalBound(bound.value) else { return }
        var size = bound
        if decimal.isNegative {
            size.value = magnitude(bound.value)
            if isMinimum {
                negative = try meet(negative, size, .most, limit)
            } else {
                negative = try meet(negative, size, .least, limit)
                positive = .nothing
            }
        } else if isMinimum {
            positive = try meet(positive, size, .least, limit)
            negative = .nothing
        } else {
            positive = try meet(positive, size, .most, limit)
        }
    }

    private static func magnitude(_ value: JSONValue) -> JSONValue {
        switch value {
        case .integer(let number): .unsigned(number.magnitude)
        case .number(let number): .number(number.magnitude)
        default: value
        }
    }

    private static func meet(
        _ language: RegularLanguage, _ bound: NumberShape.Bound, _ side: DecimalComparison.Side, _ limit: Int
    ) throws(KapellError) -> RegularLanguage {
        guard !language.isEmpty, let decimal = DecimalBound(bound.value) else { return language }
        let other = DecimalComparison.language(decimal, side, isExclusive: bound.isExclusive)
        return try language.combined(.intersection, other, limit: limit)
    }

    /// Texts of digits that a number divides: the state is what is left over.
    private static func multiples(of step: Int) -> RegularLanguage {
        let digits = (UInt32(0)..<10).map { [(0x30 + $0)...(0x30 + $0)] }
        let (partition, members) = ScalarPartition.separating(digits)
        let width = partition.classCount
        // State 0 is before the first digit, state r + 1 is the remainder r.
        var table = [Int32](repeating: RegularLanguage.dead, count: (step + 1) * width)
        for state in 0...step {
            let rest = max(state - 1, 0)
            for digit in 0..<10 {
                table[state * width + members[digit][0]] = Int32((rest * 10 + digit) % step + 1)
            }
        }
        return RegularLanguage(partition: partition, table: table, accepts: (0...step).map { $0 == 1 })
    }
}
