/// The order in which requests begin that wait.
///
/// The more urgent one begins first. One that waits rises by a level each second, so that none waits for ever behind
/// others that come later. As all of them rise alike, it is enough to look at when each came.
package enum WaitingRank {
    private static let start = ContinuousClock.now

    /// The higher one begins first.
    ///
    /// - Parameter since: when the request came.
    package static func of(priority: Int, since: ContinuousClock.Instant) -> Double {
        Double(priority) - (since - start) / .seconds(1)
    }
}
