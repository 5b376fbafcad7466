internal import KapellCore

/// Rows with scores, best first; of equal scores the smaller id first.
struct RankedRows: Sendable {
    var rows: [Int] = []
    var scores: [Double] = []

    init() {}

    /// The best of what an index found. An index puts equal scores in the order of its rows; here it is that of ids, so
    /// that an answer does not tell in which order records came.
    init(_ found: [(row: Int, score: Double)], count: Int, ids: (Int) -> String) {
        var found = found
        var start = 0
        while start < found.count {
            var end = start + 1
            while end < found.count, found[end].score == found[start].score { end += 1 }
            if end - start > 1 {
                let tied = found[start..<end].map { (id: ids($0.row), entry: $0) }
                    .sorted { $0.id.precedes($1.id) }.map(\.entry)
                found.replaceSubrange(start..<end, with: tied)
            }
            if end >= count { break }
            start = end
        }
        rows = found.prefix(count).map(\.row)
        scores = found.prefix(count).map(\.score)
    }

    /// Asks an index for one more than wanted, and for more while the last that is wanted and the last that came are
    /// equal: which of them is among the best is for their ids to say.
    static func settle<Failure: Error>(
        count: Int, available: Int, ids: (Int) -> String,
        find: (_ count: Int) throws(Failure) -> [(row: Int, score: Double)]
    ) throws(Failure) -> RankedRows {
        let wanted = min(count, available)
        guard wanted > 0 else { return RankedRows() }
        var asked = min(wanted + 1, available)
        while true {
            let found = try find(asked)
            let isOpen = found.count > wanted && found[wanted - 1].score == found[found.count - 1].score
            if !isOpen || found.count < asked || asked >= available || asked >= wanted + mostTied {
                return RankedRows(found, count: wanted, ids: ids)
            }
            asked = min(available, wanted + max(16, (asked - wanted) * 8))
        }
    }

    /// More equal scores than this at the end of a list are cut as the index has them.
    private static let mostTied = 8_192
}
