public import KapellJSON

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
    }

    /// Name of the verifier that decided.
    public var verifier: String
    public var decision: Decision
    /// Why, in one sentence that a person can check.
    public var reason: String
    public var evidence: [Evidence]

    public init(verifier: String, decision: Decision, reason: String, evidence: [Evidence] = []) {
        self.verifier = verifier
        self.decision = decision
        self.reason = reason
        self.evidence = evidence
    }

    /// The verdict without its output, as answers and the journal carry it.
    public var record: VerdictRecord {
        let name: VerdictRecord.Decision =
            switch decision {
            case .accept: .accept
            case .fix: .fix
            case .retry: .retry
            case .refuse: .refuse
            }
        return VerdictRecord(verifier: verifier, decision: name, reason: reason, evidence: evidence)
    }
}

/// A verdict as it is stored and shown.
public struct VerdictRecord: Sendable, Hashable {
    public enum Decision: String, Sendable, Hashable {
        case accept
        case fix
        case retry
        case refuse
    }

    public var verifier: String
    public var decision: Decision
    public var reason: String
    public var evidence: [Evidence]

    public init(verifier: String, decision: Decision, reason: String, evidence: [Evidence] = []) {
        self.verifier = verifier
        self.decision = decision
        self.reason = reason
        self.evidence = evidence
    }

    /// `{"verifier", "decision", "reason"}`, and `"evidence"` where there is any.
    public var json: JSONObject {
        var object: JSONObject = [
            "verifier": .string(verifier), "decision": .string(decision.rawValue), "reason": .string(reason),
        ]
        if !evidence.isEmpty { object["evidence"] = .array(evidence.map { .object($0.json) }) }
        return object
    }
}
