/// What tests see of the reading of quantities and of planted orders.
package enum SupportProbe {
    /// How well the first quantity of one text agrees with the best of another; −1 where the first has none.
    package static func agreement(_ one: String, _ other: String) -> Double {
        guard let first = SupportText(one).quantities.first else { return -1 }
        return SupportText(other).quantities.map { first.agreement(with: $0) }.max() ?? -1
    }

    /// How many quantities a text has.
    package static func quantities(_ text: String) -> Int { SupportText(text).quantities.count }

    /// Whether a text gives orders to a program that reads it.
    package static func holdsOrder(_ text: String) -> Bool { PlantedOrders.holdsOrder(text) }
}
