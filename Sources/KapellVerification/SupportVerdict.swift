public import KapellJSON

/// Whether a sentence is supported by its spans, and why.
public struct SupportVerdict: Sendable, Hashable {
    /// Whether the sentence may be released.
    public var isSupported: Bool
    /// The model's estimate that the spans support it, between 0 and 1. Vetoes count apart from it.
    public var estimate: Double
    /// What the estimate must reach.
    public var threshold: Double
    /// Each check with its outcome, in the order of their names.
    public var checks: [SupportCheck]
    /// What is wrong, in plain words for a person or a model; nil where the sentence is supported.
    public var feedback: String?
    /// Whether a check found that the spans say otherwise, or say it of something else. A sentence that is rejected
    /// without that is only not sure enough.
    public var isContradicted: Bool

    package init(
        isSupported: Bool, estimate: Double, threshold: Double, checks: [SupportCheck], feedback: String?,
        isContradicted: Bool = false
    ) {
        self.isContradicted = isContradicted
        self.isSupported = isSupported
        self.estimate = estimate
        self.threshold = threshold
        self.checks = checks
        self.feedback = feedback
    }

    /// `{"supported", "estimate", "threshold", "checks"}`, and `"feedback"` where there is one. Checks that hold without
    /// a remark are left out.
    public var json: JSONObject {
        var object: JSONObject = [
            "supported": .bool(isSupported), "estimate": .number((estimate * 1000).rounded() / 1000),
            "threshold": .number((threshold * 1000).rounded() / 1000),
            "checks": .array(
                checks.filter { $0.outcome == .fails || $0.outcome == .doubtful }.map { .object($0.json) }),
        ]
        if let feedback { object["feedback"] = .string(feedback) }
        return object
    }
}
