public import KapellJSON

/// A verdict as it is stored and shown.
public struct VerdictRecord: Sendable, Hashable {
    public enum Decision: String, Sendable, Hashable {
        case accept
        case fix
        case retry
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

    /// `{"verifier", "decision", "reason"}`, and `"evidence"` where there is any.
    public var json: JSONObject {
        var object: JSONObject = [
            "verifier": .string(verifier), "decision": .string(decision.rawValue), "reason": .string(reason),
        ]
        if !evidence.isEmpty { object["evidence"] = .array(evidence.map { .object($0.json) }) }
        return object
    }
}
