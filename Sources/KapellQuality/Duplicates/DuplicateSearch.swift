/// Finds texts that are nearly the same among many, by their signatures, without comparing each with each.
///
/// A signature is cut into 32 bands of four numbers; texts that agree in all of a band are candidates. At a similarity of
/// 0.8 one pair in twenty million shares no band. A candidate whose estimate is at least ``leastEstimate`` is returned;
/// the caller verifies it exactly.
///
/// Of texts that are all alike each is paired with a few, not with all: a band keeps the first ``bucketLimit`` texts, and
/// a text gets at most ``pairLimit`` candidates, the most similar ones. So the work is linear in the number of texts.
package struct DuplicateSearch {
    /// Two texts with at least this share of common shingles are near duplicates.
    package static let threshold = 0.8
    /// The threshold less four standard errors of the estimate.
    package static let leastEstimate = 0.65
    package static let bands = 32
    package static let bucketLimit = 16
    package static let pairLimit = 4

    private var signatures: [Int64: MinHashSignature] = [:]
    private var buckets: [UInt64: [Int64]] = [:]

    package init() {}

    /// Adds a text, and returns those before it that it may be nearly the same as, the most similar first.
    package mutating func add(_ id: Int64, _ signature: MinHashSignature) -> [Int64] {
        guard !signature.values.isEmpty else { return [] }
        var candidates: Set<Int64> = []
        let rows = MinHashSignature.count / Self.bands
        for band in 0..<Self.bands {
            var key = UInt64(band)
            for value in signature.values[band * rows..<(band + 1) * rows] {
                key = WordHash.mixed(key ^ UInt64(value))
            }
            var bucket = buckets[key] ?? []
            candidates.formUnion(bucket)
            guard bucket.count < Self.bucketLimit else { continue }
            bucket.append(id)
            buckets[key] = bucket
        }
        defer { signatures[id] = signature }
        let estimates = candidates.compactMap { other -> (id: Int64, estimate: Double)? in
            guard let there = signatures[other] else { return nil }
            let estimate = signature.similarity(to: there)
            return estimate >= Self.leastEstimate ? (other, estimate) : nil
        }
        return estimates.sorted { ($0.estimate, $1.id) > ($1.estimate, $0.id) }.prefix(Self.pairLimit).map(\.id)
    }
}
