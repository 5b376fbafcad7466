package import KapellVectors

extension Filter {
    /// For filters that were built and not read from text: a translation goes down level by level.
    ///
    /// - Throws: `invalidRequest` for a filter with more levels or terms than one that is read from text may have.
    package func checkDepth(_ limits: FilterLimits = FilterLimits()) throws(KapellError) {
        var open: [(filter: Filter, depth: Int)] = [(self, 1)]
        var terms = 0
        while let (filter, depth) = open.popLast() {
            guard depth <= limits.depth else {
                throw KapellError(
                    .invalidRequest, "The filter is nested deeper than \(limits.depth) levels.",
                    remedy: "Write it with fewer levels of not, and, or.")
            }
            terms += 1
            switch filter {
            case .and(let parts), .or(let parts): for part in parts { open.append((part, depth + 1)) }
            case .not(let part): open.append((part, depth + 1))
            case .isIn(_, let values), .containsAny(_, let values), .containsAll(_, let values): terms += values.count
            default: break
            }
            guard terms <= limits.terms else {
                throw KapellError(
                    .invalidRequest, "The filter has more than \(limits.terms) conditions and values.",
                    remedy: "Ask for fewer values; store a field that groups them, and filter by that.")
            }
        }
    }
}
