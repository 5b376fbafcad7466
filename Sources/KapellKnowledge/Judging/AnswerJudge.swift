public import KapellCore

/// A model that judges what another model has phrased, after the checks of `KapellVerification`.
///
/// It can only make a decision stricter, unless ``overrules`` says more. Quotations are not put to it.
public struct AnswerJudge: Sendable {
    public var model: any ModelBackend
    /// The time to judge one draft, all of its sentences together.
    public var deadline: Duration
    /// The most tokens that it may write about one sentence.
    public var tokens: Int
    /// Sentences that it judges at the same time.
    public var concurrency: Int
    /// Whether it may accept a sentence of which the checks are only not sure enough. One in which they found a
    /// contradiction (another number, a changed quotation, a denial, another party) stays rejected whatever it says.
    public var overrules: Bool
    /// Whether a sentence needs its verdict: where it was not heard, the quotation stands in the sentence's place.
    /// Otherwise the checks decide alone then, and the verdict says so.
    public var isRequired: Bool

    public static let defaultDeadline = Duration.seconds(20)
    public static let defaultTokens = 200
    public static let defaultConcurrency = 2

    public init(
        model: any ModelBackend, deadline: Duration = Self.defaultDeadline, tokens: Int = Self.defaultTokens,
        concurrency: Int = Self.defaultConcurrency, overrules: Bool = false, isRequired: Bool = false
    ) {
        self.model = model
        self.deadline = deadline
        self.tokens = max(1, tokens)
        self.concurrency = max(1, concurrency)
        self.overrules = overrules
        self.isRequired = isRequired
    }
}
