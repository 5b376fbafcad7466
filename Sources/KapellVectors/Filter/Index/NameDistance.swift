/// Names that are like a name, for messages.
package enum NameDistance {
    /// Up to three names that differ by few letters, or only by case or by what stands before a dot; nearest first.
    static func similar(to name: String, in names: [String]) -> [String] {
        let wanted = Array(name.lowercased().unicodeScalars.prefix(64))
        let limit = max(1, wanted.count / 3)
        let scored = names.prefix(1_024).compactMap { candidate -> (distance: Int, name: String)? in
            let scalars = Array(candidate.lowercased().unicodeScalars.prefix(64))
            let isPart = candidate.hasSuffix("." + name) || name.hasSuffix("." + candidate)
            let distance = isPart ? 1 : Self.distance(wanted, scalars)
            return distance <= limit ? (distance, candidate) : nil
        }
        return scored.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(3).map { $0.name }
    }

    /// The number of insertions, removals, replacements and swaps of neighbours that lead from one text to the other
    /// (optimal string alignment), in O(a · b) steps.
    package static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
        var before: [Int] = []
        var last = Array(0...b.count)
        for i in 0..<a.count {
            var row = [i + 1]
            for j in 0..<b.count {
                var best = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] { best = min(best, before[j - 1] + 1) }
                row.append(best)
            }
            before = last
            last = row
        }
        return last[b.count]
    }
}
