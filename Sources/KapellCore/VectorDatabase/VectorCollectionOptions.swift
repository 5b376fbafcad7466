public import KapellVectors

/// What a collection is made with. None of it changes later.
public struct VectorCollectionOptions: Sendable, Hashable {
    /// 1 to 64 of the letters a to z, A to Z, digits, `_` and `-`; it begins with a letter or a digit.
    public var name: String
    /// Components of each vector, 1 to 65,536.
    public var dimensions: Int
    public var metric: VectorMetric
    /// The fingerprint of the model that the vectors are from: vectors of another are refused. Empty when nothing is
    /// known of it. See ``EmbeddingBackend/fingerprint()``.
    public var fingerprint: String
    /// How texts are cut into terms, as `KapellLexical`'s `Analyzer.identifier` writes it; `nil` where texts are not
    /// searched by their words.
    public var analyzer: String?

    public init(
        name: String, dimensions: Int, metric: VectorMetric = .cosine, fingerprint: String = "",
        analyzer: String? = nil
    ) {
        self.name = name
        self.dimensions = dimensions
        self.metric = metric
        self.fingerprint = fingerprint
        self.analyzer = analyzer
    }
}
