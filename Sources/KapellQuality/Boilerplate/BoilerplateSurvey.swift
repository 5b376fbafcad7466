import KapellCore

/// Counts which lines stand in most documents of one folder, and says how much of a document they are.
package struct BoilerplateSurvey {
    /// Of fewer documents nothing is said.
    package static let fewestDocuments = 5
    /// A document with at least this share of repeated lines gets a finding.
    package static let leastShare = 0.3

    private var counts: [UInt64: Int] = [:]
    private var documents = 0

    package init() {}

    /// Adds a document of the folder.
    package mutating func add(_ marks: LineMarks) {
        documents += 1
        for line in marks.lines { counts[line.hash, default: 0] += 1 }
    }

    /// The share of a document's signs that lie in lines which more than half of the folder's documents hold, 0…1.
    package func share(of marks: LineMarks) -> Double {
        guard documents >= Self.fewestDocuments, marks.total > 0 else { return 0 }
        var repeated = 0
        for line in marks.lines where 2 * (counts[line.hash] ?? 0) > documents {
            repeated = repeated.clampedAdding(line.length)
        }
        return min(1, Double(repeated) / Double(marks.total))
    }
}
