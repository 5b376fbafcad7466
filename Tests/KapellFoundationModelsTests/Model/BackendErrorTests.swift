import KapellCore
import KapellFoundationModels
import KapellTesting
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a backend does, and what comes out of the session.
struct BackendErrorCase: Sendable, CustomTestStringConvertible {
    var name: String
    var turn: ScriptedBackend.Turn
    var code: KapellError.Code
    var isRetryable: Bool
    /// Seconds from now.
    var wait: Double?

    var testDescription: String { name }

    init(
        _ name: String, _ error: KapellError, isRetryable: Bool, wait: Double? = nil
    ) {
        self.name = name
        turn = .failure(after: ["half"], error)
        code = error.code
        self.isRetryable = isRetryable
        self.wait = wait
    }

    init(_ name: String, _ events: [ModelEvent]) {
        self.name = name
        turn = .events(events)
        code = .contentPolicy
        isRetryable = false
    }

    static let all = [
        BackendErrorCase("rateLimited", KapellError(.limitExceeded, "slow down"), isRetryable: true),
        BackendErrorCase(
            "rateLimited", KapellError(.limitExceeded, "slow down", retryAfter: .seconds(30)), isRetryable: true,
            wait: 30),
        BackendErrorCase(
            "rateLimited", KapellError(.limitExceeded, "no more today", isRetryable: false), isRetryable: false),
        BackendErrorCase("timeout", KapellError(.timeout, "late", retryAfter: .seconds(2)), isRetryable: true, wait: 2),
        BackendErrorCase("contextSizeExceeded", KapellError(.contextWindow, "too long"), isRetryable: false),
        BackendErrorCase("guardrailViolation", KapellError(.contentPolicy, "not that"), isRetryable: false),
        BackendErrorCase("guardrailViolation", [.finished(.contentFilter)]),
        BackendErrorCase("refusal", [.text("I will "), .text("not."), .finished(.contentFilter)]),
        BackendErrorCase(
            "KapellError", KapellError(.overloaded, "busy", retryAfter: .milliseconds(500)), isRetryable: true,
            wait: 0.5),
        BackendErrorCase("KapellError", KapellError(.authentication, "no key"), isRetryable: false),
    ]
}

@Suite("Errors of a backend")
struct BackendErrorTests {
    private func name(_ error: any Error) -> String {
        switch error as? LanguageModelError {
        case .contextSizeExceeded: "contextSizeExceeded"
        case .rateLimited: "rateLimited"
        case .guardrailViolation: "guardrailViolation"
        case .refusal: "refusal"
        case .timeout: "timeout"
        case .unsupportedCapability: "unsupportedCapability"
        case .unsupportedTranscriptContent: "unsupportedTranscriptContent"
        case .unsupportedGenerationGuide, .unsupportedLanguageOrLocale: "other"
        case nil: "\(type(of: error))"
        }
    }

    @Test(
        "Each has Apple's name where there is one, and says when it may be tried again", arguments: BackendErrorCase.all
    )
    func table(_ wanted: BackendErrorCase) async throws {
        let (session, _) = session([wanted.turn, .text(["later"])])
        let before = Date().timeIntervalSince1970
        let error = try #require(await #expect(throws: (any Error).self) { try await session.respond(to: "1") })
        #expect(name(error) == wanted.name)
        let failure = try #require(error as? any ModelFailure)
        #expect(failure.code == wanted.code)
        #expect(failure.isRetryable == wanted.isRetryable)
        try check(failure.retryTime, wanted.wait, since: before)
        if case .rateLimited(let limit) = error as? LanguageModelError {
            #expect(limit.resetDate?.timeIntervalSince1970 == failure.retryTime)
        }
        if case .refusal(let refusal) = error as? LanguageModelError {
            #expect(try await refusal.explanation.content == "I will not.")
        }
        #expect(session.transcript.isEmpty)
        #expect(try await session.respond(to: "2").content == "later")
    }

    @Test("What a tool has met keeps its time to ask again")
    func tool() async throws {
        let tool = try ClosureTool { _ in throw KapellError(.limitExceeded, "slow down", retryAfter: .seconds(30)) }
        let (session, _) = session([.toolCalls([call("1")])], tools: [tool])
        let before = Date().timeIntervalSince1970
        let error = try #require(
            await #expect(throws: LanguageModelSession.ToolCallError.self) { try await session.respond(to: "1") })
        #expect(error.isRetryable)
        try check(error.retryTime, 30, since: before)
    }

    private func check(_ time: Double?, _ wait: Double?, since before: Double) throws {
        guard let wait else {
            #expect(time == nil)
            return
        }
        let time = try #require(time)
        #expect(time >= before + wait - 0.01 && time <= Date().timeIntervalSince1970 + wait + 0.01)
    }
}
