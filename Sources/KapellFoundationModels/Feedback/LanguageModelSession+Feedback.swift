import KapellJSON

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// What a person thinks of the last answer, as a file to be kept or sent.
///
/// The file is JSON; `Documentation/Sessions.md` describes it. It holds the whole transcript: show it to the person
/// before it is sent. It is handed to ``SessionPolicy/feedbackLog``, too.
extension LanguageModelSession {
    /// Feedback on the last answer.
    ///
    /// - Parameters:
    ///   - sentiment: how the person likes it; `nil` where that is not known.
    ///   - issues: what is wrong with it.
    ///   - desiredOutput: what the answer should have been, as an entry.
    /// - Returns: JSON in UTF-8.
    @discardableResult
    public func logFeedbackAttachment(
        sentiment: LanguageModelFeedback.Sentiment?, issues: [LanguageModelFeedback.Issue] = [],
        desiredOutput: Transcript.Entry? = nil
    ) -> Data {
        let file = FeedbackFile(transcript: transcript, sentiment: sentiment, issues: issues, desired: desiredOutput)
        let data = Data(JSONValue.object(file.json).serialized().utf8)
        policy.feedbackLog?(data)
        return data
    }

    /// Feedback on the last answer.
    ///
    /// - Parameter desiredResponseText: what the answer should have been.
    /// - Returns: JSON in UTF-8.
    @discardableResult
    public func logFeedbackAttachment(
        sentiment: LanguageModelFeedback.Sentiment?, issues: [LanguageModelFeedback.Issue] = [],
        desiredResponseText: String?
    ) -> Data {
        logFeedbackAttachment(
            sentiment: sentiment, issues: issues,
            desiredOutput: desiredResponseText.map { text in
                .response(Transcript.Response(id: EntryID.make(), segments: [ToolOutputText.text(text)]))
            })
    }

    /// Feedback on the last answer, which was a typed one.
    ///
    /// - Parameter desiredResponseContent: what the answer should have been.
    /// - Returns: JSON in UTF-8.
    @discardableResult
    public func logFeedbackAttachment(
        sentiment: LanguageModelFeedback.Sentiment?, issues: [LanguageModelFeedback.Issue] = [],
        desiredResponseContent: (any ConvertibleToGeneratedContent)?
    ) -> Data {
        logFeedbackAttachment(
            sentiment: sentiment, issues: issues,
            desiredOutput: desiredResponseContent.map { content in
                let segment = Transcript.StructuredSegment(
                    id: EntryID.make(), schemaName: transcript.lastSchemaName ?? "\(type(of: content))",
                    content: content.generatedContent)
                return .response(Transcript.Response(id: EntryID.make(), segments: [.structure(segment)]))
            })
    }
}
