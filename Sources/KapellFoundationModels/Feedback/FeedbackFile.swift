import KapellJSON

/// Feedback in its form as a file.
struct FeedbackFile {
    /// The version of the form.
    static let version = 1

    var transcript: Transcript
    var sentiment: LanguageModelFeedback.Sentiment?
    var issues: [LanguageModelFeedback.Issue]
    var desired: Transcript.Entry?

    /// `input` is what the last answer was given to, `output` is that answer with its calls and results.
    var json: JSONObject {
        let entries = transcript.entries
        let end = entries.lastIndex(where: \.isPrompt).map { $0 + 1 } ?? entries.count
        return [
            "type": "Kapell.Feedback", "version": .integer(Int64(Self.version)),
            "sentiment": sentiment.map { .string("\($0)") } ?? .null,
            "issues": .array(
                issues.map { issue in
                    var object: JSONObject = ["category": .string("\(issue.category)")]
                    if let explanation = issue.explanation { object["explanation"] = .string(explanation) }
                    return .object(object)
                }),
            "input": .array(entries[..<end].map(Self.entry)), "output": .array(entries[end...].map(Self.entry)),
            "desiredOutput": desired.map(Self.entry) ?? .null,
        ]
    }

    /// An entry that cannot be written says why: feedback must not be lost over it.
    private static func entry(_ entry: Transcript.Entry) -> JSONValue {
        do {
            return .object(try TranscriptWriter.entry(entry))
        } catch {
            return ["id": .string(entry.id), "error": .string("\(error)")]
        }
    }
}

extension Transcript {
    /// The name of the schema that the last prompt asked for.
    var lastSchemaName: String? {
        for case .prompt(let prompt) in entries.reversed() { return prompt.responseFormat?.name }
        return nil
    }
}
