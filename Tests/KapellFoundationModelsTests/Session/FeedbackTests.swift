import KapellCore
import KapellFoundationModels
import KapellJSON
import KapellTesting
import Synchronization
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite("Feedback")
struct FeedbackTests {
    private func json(_ data: Data) throws -> JSONValue {
        try JSONValue(parsing: String(decoding: data, as: UTF8.self))
    }

    @Test("It says how an answer was liked, what was wrong, and what it answered")
    func whole() async throws {
        let (session, _) = session(
            [.toolCalls([call("1")]), .text(["Lyon."])], tools: [try ClosureTool()], instructions: "I.")
        try await session.respond(to: "The capital?")
        let file = try json(
            session.logFeedbackAttachment(
                sentiment: .negative,
                issues: [
                    .init(category: .incorrect, explanation: "It is Paris."), .init(category: .tooVerbose),
                ],
                desiredOutput: .response(
                    Transcript.Response(assetIDs: [], segments: [.text(.init(content: "Paris."))]))))
        #expect(file["sentiment"] == "negative")
        #expect(
            file["issues"] == [["category": "incorrect", "explanation": "It is Paris."], ["category": "tooVerbose"]])
        #expect(file["input"]?.arrayValue?.compactMap { $0["role"]?.stringValue } == ["instructions", "prompt"])
        #expect(
            file["output"]?.arrayValue?.compactMap { $0["role"]?.stringValue } == [
                "toolCalls", "toolOutput", "response",
            ]
        )
        #expect(file["desiredOutput"]?["contents"]?.arrayValue?.first?["text"] == "Paris.")
    }

    @Test("What was wanted may be a text or typed content; without anything, all is null")
    func forms() async throws {
        let (session, _) = session([.text(["A"])])
        let empty = try json(session.logFeedbackAttachment(sentiment: nil))
        #expect(empty["sentiment"] == .null)
        #expect(empty["issues"] == [])
        #expect(empty["input"] == [])
        #expect(empty["desiredOutput"] == .null)
        try await session.respond(to: "1")
        let text = try json(session.logFeedbackAttachment(sentiment: .positive, desiredResponseText: "B"))
        #expect(text["desiredOutput"]?["contents"]?.arrayValue?.first?["text"] == "B")
        let content = try json(
            session.logFeedbackAttachment(
                sentiment: .neutral, desiredResponseContent: GeneratedContent(properties: ["a": 1])))
        #expect(content["desiredOutput"]?["contents"]?.arrayValue?.first?["content"]?.stringValue == #"{"a":1}"#)
        let none = try json(session.logFeedbackAttachment(sentiment: nil, desiredResponseText: nil))
        #expect(none["desiredOutput"] == .null)
    }

    @Test("The session's owner may keep it")
    func log() async throws {
        let (session, _) = session([])
        let kept = Mutex<[Data]>([])
        session.policy.feedbackLog = { data in kept.withLock { $0.append(data) } }
        let data = session.logFeedbackAttachment(sentiment: .positive)
        #expect(kept.withLock { $0 } == [data])
    }

    @Test("Every category and sentiment has a name of its own")
    func names() throws {
        #expect(LanguageModelFeedback.Issue.Category.allCases.count == 8)
        #expect(LanguageModelFeedback.Sentiment.allCases.count == 3)
        let (session, _) = session([])
        let issues = LanguageModelFeedback.Issue.Category.allCases.map { LanguageModelFeedback.Issue(category: $0) }
        let file = try json(session.logFeedbackAttachment(sentiment: nil, issues: issues))
        #expect(Set(file["issues"]?.arrayValue?.compactMap { $0["category"]?.stringValue } ?? []).count == 8)
    }
}
