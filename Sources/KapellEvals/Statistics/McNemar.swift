/// Whether two shares of the same questions differ: the exact test of the questions that only one side got right.
/// Source: Q. McNemar, Note on the sampling error of the difference between correlated proportions or percentages,
/// Psychometrika 12 (1947), with the binomial distribution in place of its approximation.
package enum McNemar {
    /// How probable a difference so large is where there is none, both sides.
    ///
    /// - Parameters:
    ///   - gained: questions that only this side got right.
    ///   - lost: questions that only the other side got right.
    package static func probability(gained: Int, lost: Int) -> Double {
        let count = gained + lost
        guard count > 0 else { return 1 }
        // Binomial coefficients relative to the first, kept small; their sum stands for 2^count.
        var (term, tail, sum) = (1.0, 0.0, 0.0)
        for index in 0...count {
            if index <= min(gained, lost) { tail += term }
            sum += term
            if sum > 1e200 { (term, tail, sum) = (term * 1e-200, tail * 1e-200, sum * 1e-200) }
            term *= Double(count - index) / Double(index + 1)
        }
        return min(1, 2 * tail / sum)
    }
}
