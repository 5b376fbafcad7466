/// What is known of the quality of a document's text, by itself and beside the other documents of its knowledge base.
public struct DocumentQuality: Sendable, Hashable {
    /// The version of the rules it was judged by; 0 when it never was.
    public var rules: Int
    /// Two letters (ISO 639-1), or `und` where it is not known.
    public var language: String
    /// Words of the text.
    public var words: Int
    /// What the text shows by itself.
    public var findings: [DocumentFinding]
    /// What near duplicates are found by; empty for a text without words.
    public var signature: [UInt8]
    /// What repeated lines are found by.
    public var lines: [UInt8]
    /// The share of the text that stands in most documents of its folder, 0…1.
    public var boilerplate: Double
    /// Whether it was compared with the other documents since it was written.
    public var isCompared: Bool

    public init(
        rules: Int, language: String, words: Int, findings: [DocumentFinding], signature: [UInt8] = [],
        lines: [UInt8] = [], boilerplate: Double = 0, isCompared: Bool = false
    ) {
        self.rules = rules
        self.language = language
        self.words = words
        self.findings = findings
        self.signature = signature
        self.lines = lines
        self.boilerplate = boilerplate
        self.isCompared = isCompared
    }
}

/// Two documents of one knowledge base that say nearly the same.
public struct NearDuplicate: Sendable, Hashable {
    /// The document that was written first.
    public var first: Int64
    public var second: Int64
    /// The share of runs of five words that both have in common, 0…1.
    public var similarity: Double

    public init(first: Int64, second: Int64, similarity: Double) {
        self.first = first
        self.second = second
        self.similarity = similarity
    }
}
