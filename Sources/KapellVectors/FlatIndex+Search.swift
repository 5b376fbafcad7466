internal import CKapellKernels
internal import Synchronization

extension FlatIndex {
    /// The nearest vectors to the query: higher score first, equal scores by lower id.
    ///
    /// Runs on the calling thread, beside other searches and writers, over the rows as they are when it begins.
    /// - Parameters:
    ///   - query: As many finite components as the index has dimensions. Under cosine its length does not matter.
    ///   - count: How many matches to return; 0 gives none, more than there are gives all.
    ///   - predicate: Asked once for each stored id, in no particular order; false leaves the vector out. A search
    ///     with a predicate is as exact as one without. It may call the index.
    /// - Throws: `VectorError` when the query is refused or the count is negative.
    public func search(
        _ query: [Float], count: Int, where predicate: (@Sendable (Int64) -> Bool)? = nil
    ) throws(VectorError) -> [VectorMatch] {
        let query = try rules.prepare(query, id: nil)
        guard count >= 0 else { throw .negativeCount(count) }
        let rows = state.withLock { $0.rows }
        guard count > 0, rows.count > 0 else { return [] }

        var nearest = NearestMatches(capacity: min(count, rows.count))
        var scores = [Float](repeating: 0, count: rows.rowsPerSegment)
        for segment in rows.segments {
            if let predicate {
                score(segment, against: query, where: predicate, into: &nearest)
            } else {
                score(segment, against: query, scratch: &scores, into: &nearest)
            }
        }
        return nearest.sorted()
    }

    /// Every row of the segment, by the kernel for many rows.
    private func score(
        _ segment: VectorRows.Segment, against query: [Float], scratch scores: inout [Float],
        into nearest: inout NearestMatches
    ) {
        query.withUnsafeBufferPointer { query in
            segment.values.withUnsafeBufferPointer { values in
                scores.withUnsafeMutableBufferPointer { scores in
                    guard let first = query.baseAddress, let row = values.baseAddress, let out = scores.baseAddress
                    else { return }
                    switch metric {
                    case .cosine, .dot: kapell_dot_rows(first, row, segment.ids.count, dimensions, out)
                    case .l2: kapell_squared_l2_rows(first, row, segment.ids.count, dimensions, out)
                    }
                    for place in segment.ids.indices {
                        let score = rules.finish(scores[place], first, row + place * dimensions)
                        nearest.offer(VectorMatch(id: segment.ids[place], score: score))
                    }
                }
            }
        }
    }

    /// The rows that the predicate lets pass, one by one.
    private func score(
        _ segment: VectorRows.Segment, against query: [Float], where predicate: (Int64) -> Bool,
        into nearest: inout NearestMatches
    ) {
        query.withUnsafeBufferPointer { query in
            segment.values.withUnsafeBufferPointer { values in
                guard let first = query.baseAddress, let start = values.baseAddress else { return }
                for (place, id) in segment.ids.enumerated() where predicate(id) {
                    let row = start + place * dimensions
                    nearest.offer(VectorMatch(id: id, score: rules.score(first, row)))
                }
            }
        }
    }
}
