public import KapellCore
public import KapellJSON

/// An answer to a question, or an honest refusal.
public struct Answer: Sendable, Hashable {
    /// The answer with its marks `[1]`, `[2]` …; when it is a refusal, the sentence that says so.
    public var text: String
    public var refused: Bool
    /// Why it was refused; of an answer, what it leaves out.
    public var reason: String?
    /// What it says to a question for yes or no, where its one quotation surely decides it; `nil` in all other cases.
    public var verdict: AnswerVerdict?
    /// What the marks stand for, in order.
    public var citations: [Passage]
    public var verdicts: [VerdictRecord]
    /// What all models took, the judge included.
    public var usage: ModelUsage
    /// Those of ``usage`` that a judge took; zero where none was asked.
    public var judgeUsage = ModelUsage()
    public var run: RunID
    /// How a question was read, behind earlier ones, with typing errors corrected or short names written out, when that
    /// differs from its words.
    public var readAs: String?

    /// `{"answer", "refused", "reason", "citations", "verdicts", "usage", "run"}`.
    ///
    /// Also `"read_as"` where a question was read otherwise than it was written, `"verdict"` where there is one, and
    /// `"judge_usage"`, which `"usage"` includes, where a judge was asked.
    public var json: JSONObject {
        var object: JSONObject = [
            "answer": .string(text),
            "refused": .bool(refused),
            "reason": reason.map { .string($0) } ?? .null,
            "citations": .array(citations.map { .object($0.json) }),
            "verdicts": .array(verdicts.map { .object($0.json) }),
            "usage": usage.json,
            "run": .string(run.description),
        ]
        if judgeUsage != ModelUsage() { object["judge_usage"] = judgeUsage.json }
        if let verdict { object["verdict"] = .string(verdict.rawValue) }
        if let readAs { object["read_as"] = .string(readAs) }
        return object
    }
}
