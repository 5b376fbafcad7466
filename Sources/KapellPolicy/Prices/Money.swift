/// An amount of US dollars, exact to 10⁻¹² of one.
///
/// A price per million tokens with up to six decimals is a whole number of these units for each token, so that sums are
/// exact. What does not fit is the largest amount that there is.
public struct Money: Sendable, Hashable, Comparable {
    /// Units of 10⁻¹² US dollars.
    public var picodollars: Int128

    public init(picodollars: Int128) { self.picodollars = picodollars }

    public static let zero = Money(picodollars: 0)

    /// About as much as a number, for sums that need not be exact.
    public var dollars: Double { Double(picodollars) / 1e12 }

    /// - Parameter dollars: a decimal number that is not negative, such as `0.0025` or `2.5e-06`; `nil` where it is no
    ///   such number, has more than 12 decimals, or is larger than 10⁹.
    public init?(_ dollars: String) {
        guard let units = DecimalText.units(dollars, decimals: 12) else { return nil }
        picodollars = units
    }

    public static func < (left: Money, right: Money) -> Bool { left.picodollars < right.picodollars }

    public static func + (left: Money, right: Money) -> Money {
        let (sum, overflow) = left.picodollars.addingReportingOverflow(right.picodollars)
        return Money(picodollars: overflow ? .max : sum)
    }

    /// So many times the amount.
    public static func * (left: Money, count: Int) -> Money {
        let (product, overflow) = left.picodollars.multipliedReportingOverflow(by: Int128(count))
        return Money(picodollars: overflow ? .max : product)
    }
}

extension Money: CustomStringConvertible {
    /// US dollars as a decimal number, without zeros at its end: `0.0025`.
    public var description: String { DecimalText.text(picodollars, decimals: 12) }
}
