internal import KapellCore

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Measures of a ranked list.
package enum RankingQuality {
    /// Normalised discounted cumulative gain at `k`: the sum of gain / log2(rank + 1), ranks from 1, over that of the
    /// best order there can be. Source: Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques"
    /// (2002), with the discount of rank + 1.
    package static func ndcg(_ ids: [String], relevant: [String: Double], k: Int) -> Double {
        let gains = Dictionary(relevant.map { (RecordKey($0.key), $0.value) }) { first, _ in first }
        let found = gain(ids.prefix(k).map { gains[RecordKey($0)] ?? 0 })
        let best = gain(relevant.values.sorted(by: >).prefix(k))
        return best > 0 ? found / best : 0
    }

    private static func gain(_ gains: some Sequence<Double>) -> Double {
        gains.enumerated().reduce(0) { $0 + $1.element / log2(Double($1.offset + 2)) }
    }

    /// The share of the longer list that is in both; 1 for two empty ones.
    package static func overlap(_ first: [String], _ second: [String]) -> Double {
        let most = max(first.count, second.count)
        guard most > 0 else { return 1 }
        return Double(Set(first.map(RecordKey.init)).intersection(second.map(RecordKey.init)).count) / Double(most)
    }
}
