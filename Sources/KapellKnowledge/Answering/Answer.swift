public import KapellCore
public import KapellJSON

/// An answer to a question, or an honest refusal.
public struct Answer: Sendable, Hashable {
    /// The answer with its marks `[1]`, `[2]` …; when it is a refusal, the sentence that says so.
    public var text: String
    public var refused: Bool
    /// Why it was refused.
    public var reason: String?
    /// What the marks stand for, in order.
    public var citations: [Passage]
    public var verdicts: [VerdictRecord]
    public var usage: ModelUsage
    public var run: RunID

    /// `{"answer", "refused", "reason", "citations", "verdicts", "usage", "run"}`.
    public var json: JSONObject {
        [
            "answer": .string(text),
            "refused": .bool(refused),
            "reason": reason.map { .string($0) } ?? .null,
            "citations": .array(citations.map { .object($0.json) }),
            "verdicts": .array(verdicts.map { .object($0.json) }),
            "usage": usage.json,
            "run": .string(run.description),
        ]
    }
}
