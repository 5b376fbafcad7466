public import KapellCore

/// Which questions of a data set are asked.
public struct EvaluationSelection: Sendable, Hashable {
    /// Only these kinds; all where there are none.
    public var kinds: Set<String>
    /// At most so many, drawn by the seed; all where it is `nil`.
    public var limit: Int?
    public var seed: UInt64

    public init(kinds: Set<String> = [], limit: Int? = nil, seed: UInt64 = 1) {
        self.kinds = kinds
        self.limit = limit
        self.seed = seed
    }

    /// The questions, in their order.
    ///
    /// - Throws: `.notFound` when none is left, `.invalidRequest` for a kind that there is not.
    public func choose(from items: [EvaluationItem]) throws(KapellError) -> [EvaluationItem] {
        let known = Set(items.map(\.kind))
        if let stray = kinds.subtracting(known).sorted().first {
            throw KapellError(
                .invalidRequest, "No question is of the kind `\(stray.prefix(60))`.",
                remedy: "There are \(known.sorted().prefix(40).joined(separator: ", ")).")
        }
        let wanted = kinds.isEmpty ? items : items.filter { kinds.contains($0.kind) }
        guard !wanted.isEmpty else {
            throw KapellError(.notFound, "There is no question to ask.", remedy: "Name a data set that holds some.")
        }
        guard let limit, limit < wanted.count else { return wanted }
        var generator = SplitMix64(seed: seed)
        let drawn = Set(wanted.indices.shuffled(using: &generator).prefix(limit))
        return wanted.indices.filter(drawn.contains).map { wanted[$0] }
    }
}
