/// A question, with what is known of its right answer.
public struct EvaluationItem: Sendable, Hashable {
    /// Whether a question is to be affirmed.
    public enum YesNo: String, Sendable, Hashable {
        case yes
        case no
    }

    /// Unique in its data set.
    public var id: String
    /// Which documents the question is about, where a data set has several sets of them.
    public var corpus: String?
    /// What is asked for, such as `amount`; results are counted by it.
    public var kind: String
    /// Whether the documents answer it. To a question that they do not answer, only a refusal is right.
    public var isAnswerable: Bool
    public var question: String
    /// The passages that a right citation overlaps.
    public var evidence: [ExpectedPassage]
    /// The smallest quotations that suffice.
    public var minimal: [ExpectedPassage]
    /// The facts that must appear; empty where the data set does not say.
    public var answer: [ExpectedFact]
    /// Wrong facts, which may not appear.
    public var mustNot: [String]
    /// Wrong facts that stand beside the right one: they count only against an answer in its own words.
    public var neighbours: [String]
    public var verdict: YesNo?

    public init(
        id: String, corpus: String? = nil, kind: String = "question", isAnswerable: Bool = true, question: String,
        evidence: [ExpectedPassage] = [], minimal: [ExpectedPassage] = [], answer: [ExpectedFact] = [],
        mustNot: [String] = [], neighbours: [String] = [], verdict: YesNo? = nil
    ) {
        self.id = id
        self.corpus = corpus
        self.kind = kind
        self.isAnswerable = isAnswerable
        self.question = question
        self.evidence = evidence
        self.minimal = minimal
        self.answer = answer
        self.mustNot = mustNot
        self.neighbours = neighbours
        self.verdict = verdict
    }

    /// What needs a citation of its own.
    package var needs: Set<String> { Set(evidence.compactMap(\.need)) }
}
