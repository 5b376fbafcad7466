/// `knowledge.NAME.judge`: a model that judges what another model has phrased.
public struct JudgeSection: Sendable, Hashable {
    /// The name of an alias, `default`, or `provider/model`.
    public var model: String
    /// The model where `model` is `provider/model`; `nil` for an alias and for `default`.
    public var reference: ModelReference?
    /// The time to judge one draft.
    public var deadline: Duration
    /// The most tokens that it may write about one sentence.
    public var tokens: Int
    /// Sentences that it judges at the same time.
    public var concurrency: Int
    /// Whether it may accept a sentence of which the checks are only not sure enough.
    public var overrules: Bool
    /// Whether a sentence that it did not judge gives way to its quotation.
    public var isRequired: Bool

    public init(
        model: String,
        reference: ModelReference? = nil,
        deadline: Duration = ConfigurationDefaults.judgeDeadline,
        tokens: Int = ConfigurationDefaults.judgeTokens,
        concurrency: Int = ConfigurationDefaults.judgeConcurrency,
        overrules: Bool = false,
        isRequired: Bool = false
    ) {
        self.model = model
        self.reference = reference
        self.deadline = deadline
        self.tokens = tokens
        self.concurrency = concurrency
        self.overrules = overrules
        self.isRequired = isRequired
    }
}
