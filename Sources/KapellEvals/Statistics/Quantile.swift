/// Quantiles and means of samples.
package enum Quantile {
    /// The quantile between the two values nearest to it. Source: R. J. Hyndman and Y. Fan, Sample quantiles in
    /// statistical packages, The American Statistician 50 (1996), definition 7.
    ///
    /// - Parameter sorted: at least one value.
    package static func of(sorted values: [Double], _ share: Double) -> Double {
        guard let last = values.last, let first = values.first else { return .nan }
        let place = Double(values.count - 1) * share
        guard place > 0 else { return first }
        let index = Int(place)
        guard index + 1 < values.count else { return last }
        return values[index] + (values[index + 1] - values[index]) * (place - Double(index))
    }

    package static func of(_ values: [Double], _ share: Double) -> Double { of(sorted: values.sorted(), share) }

    package static func mean(_ values: [Double]) -> Double {
        values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count)
    }
}
