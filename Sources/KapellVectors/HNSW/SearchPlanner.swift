/// Chooses between the ways to search under a filter.
///
/// A walk for `ef` vectors compares some twelve for each; where a filter lets a part s pass it compares about 1/s as
/// many. A scan compares as many as pass. The scan is cheaper while (part * part) <= 12 * ef / count, and exact.
struct SearchPlanner {
    /// Vectors in the index.
    let count: Int
    /// How many the filter lets pass; all of them without one.
    let matching: Int
    let ef: Int

    var plan: SearchPlan {
        guard matching > 256 else { return .exact }
        guard matching < count else { return .graph }
        let passing = Double(matching)
        if passing * passing <= 12 * Double(ef) * Double(count) { return .exact }
        return passing < 0.3 * Double(count) ? .graphTwoHops : .graph
    }

    /// Comparisons after which a filtered walk has cost as much as a scan, and is given up for one.
    var limit: UInt64 { matching < count ? UInt64(max(4_096, matching)) : .max }
}
