/// What a verifier says of an output, and on what evidence.
public struct Verdict<Output: Sendable>: Sendable {
    public enum Decision: Sendable {
        /// It may be released.
        case accept
        /// It may be released in this corrected form.
        case fix(Output)
        /// It should be produced again, with this said to whoever produces it.
        case retry(feedback: String)
        /// No better output is to be expected: refuse.
        case refuse

        /// The decision without what it carries.
        var name: VerdictRecord.Decision {
            switch self {
            case .accept: .accept
            case .fix: .fix
            case .retry: .retry
            case .refuse: .refuse
            }
        }
    }

    /// What was decided, with what the decision carries.
    public let decision: Decision
    /// The verdict without its output, as answers and the journal carry it.
    public let record: VerdictRecord
    /// What the judgement itself took, where a model was asked; the loop counts it.
    public let usage: ModelUsage
    /// Why, in one sentence that a person can check.
    public var reason: String { record.reason }

    /// - Parameters:
    ///   - verifier: name of the verifier that decided.
    ///   - reason: why, in one sentence that a person can check.
    ///   - usage: what the judgement itself took.
    public init(
        verifier: String, decision: Decision, reason: String, evidence: [Evidence] = [], usage: ModelUsage = .init()
    ) {
        self.decision = decision
        self.usage = usage
        record = VerdictRecord(verifier: verifier, decision: decision.name, reason: reason, evidence: evidence)
    }
}
