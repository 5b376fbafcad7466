public import KapellCore
public import KapellJSON

/// Chooses the examples that go with a question. The same question always gets the same ones.
public struct ExampleSelector: Sendable {
    public var fewShot: FewShot
    private let embedder: (any EmbeddingBackend)?
    private let vectors: ExampleVectors

    /// - Parameter embedder: compares examples; needed for `similarity` and `mmr` only.
    public init(_ fewShot: FewShot, embedder: (any EmbeddingBackend)? = nil, vectors: ExampleVectors = .init()) {
        self.fewShot = fewShot
        self.embedder = embedder
        self.vectors = vectors
    }

    /// The examples, in the order in which they are shown, and the tokens that embedding took.
    ///
    /// `fixed` and `length` keep the order of the file. `similarity` and `mmr` put the best at both edges, as
    /// `ContextPacker` does.
    ///
    /// - Parameter cost: tokens that an example takes; asked only where there is a budget.
    /// - Throws: `.configuration` when vectors are needed and there is no embedding model; what the models throw.
    public func choose(
        for input: JSONObject, cost: (FewShot.Example) async throws -> Int
    ) async throws -> (examples: [FewShot.Example], embeddingTokens: Int) {
        let all = fewShot.examples
        let count = min(fewShot.count, all.count)
        guard count > 0 else { return ([], 0) }
        switch fewShot.selection {
        case .fixed: return (try await packed(Array(0..<count), isRanked: false, cost), 0)
        case .length: return (try await packed(Array(all.indices), isRanked: false, cost), 0)
        case .similarity, .mmr:
            guard let embedder else {
                throw KapellError(
                    .configuration, "Examples are chosen by similarity, and there is no embedding model.",
                    remedy: "Give one, or write `select: fixed` in the prompt file.")
            }
            let known = try await vectors.vectors(of: all.map { fewShot.key(of: $0.input) }, by: embedder)
            let question = try await embedder.embed([fewShot.key(of: input)])
            let vector = question.vectors.first ?? []
            let order =
                fewShot.selection == .mmr
                ? ExampleRanking.marginal(vector, known.vectors, count: count, diversity: fewShot.diversity)
                : ExampleRanking.similar(vector, known.vectors, count: count)
            let tokens = known.tokens.clampedAdding(question.tokens)
            return (try await packed(order, isRanked: true, cost), tokens)
        }
    }

    /// Those that fit the budget of tokens.
    private func packed(
        _ order: [Int], isRanked: Bool, _ cost: (FewShot.Example) async throws -> Int
    ) async throws -> [FewShot.Example] {
        var costs: [(index: Int, tokens: Int)] = []
        for index in order {
            costs.append((index, fewShot.tokens == nil ? 0 : try await cost(fewShot.examples[index])))
        }
        let packed = ContextPacker(tokens: fewShot.tokens ?? .max).pack(costs, cost: \.tokens).map(\.index)
        let shown = isRanked ? packed : packed.sorted().prefix(fewShot.count).map { $0 }
        return shown.map { fewShot.examples[$0] }
    }
}
