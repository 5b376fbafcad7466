/// A filter that an index has accepted, and how many rows it will match. Made by `FilterIndex.plan(_:)`.
public struct FilterPlan: Sendable {
    /// The filter.
    public let filter: Filter
    /// The rows of the collection when the plan was made.
    public let rowCount: Int
    /// How many rows match.
    public let matches: Bounds
    /// How each condition is answered, as lines of text with the whole filter first: for `--explain`.
    public let explanation: [String]

    /// How many rows match: surely at least and at most so many, and a guess that takes the conditions of an `and` or
    /// `or` as independent.
    public struct Bounds: Sendable, Hashable {
        public let lower: Int
        public let upper: Int
        public let estimate: Int

        /// Whether the number is known.
        public var isExact: Bool { lower == upper }

        init(lower: Int, upper: Int, estimate: Int) {
            self.lower = max(0, min(lower, upper))
            self.upper = max(0, upper)
            self.estimate = min(max(estimate, self.lower), self.upper)
        }

        init(exactly count: Int) { self.init(lower: count, upper: count, estimate: count) }

        /// What is left of so many rows.
        func complement(of total: Int) -> Bounds {
            Bounds(lower: total - upper, upper: total - lower, estimate: total - estimate)
        }

        static func all(_ parts: [Bounds], of total: Int) -> Bounds {
            guard total > 0, let upper = parts.map(\.upper).min() else { return Bounds(exactly: total) }
            let lower = parts.reduce(total) { $0 + $1.lower - total }
            let share = parts.reduce(1.0) { $0 * Double($1.estimate) / Double(total) }
            return Bounds(lower: lower, upper: upper, estimate: Int((share * Double(total)).rounded()))
        }

        static func any(_ parts: [Bounds], of total: Int) -> Bounds {
            all(parts.map { $0.complement(of: total) }, of: total).complement(of: total)
        }
    }

    /// The guess as a share of all rows, from 0 to 1.
    public var selectivity: Double { rowCount == 0 ? 0 : Double(matches.estimate) / Double(rowCount) }
}

extension FilterPlan.Bounds: CustomStringConvertible {
    /// `120` or `about 120 (80 to 300)`.
    public var description: String { isExact ? "\(lower)" : "about \(estimate) (\(lower) to \(upper))" }
}
