import KapellCore
import KapellJSON
import KapellKnowledge
import KapellTesting

/// A judge that says what it is told to, and statements to put to it.
enum JudgeScript {
    static let notice = "The Tenant may end the lease with ninety days of written notice."
    /// What the checks accept.
    static let close = "With ninety days of notice the tenant may end the lease."
    /// What the checks are only not sure of.
    static let free = "Ending the lease takes a letter ninety days ahead."
    /// What the checks find contradicted.
    static let wrong = "The Tenant may end the lease with thirty days of written notice."

    static func passage(_ text: String = notice) -> Passage {
        Passage(
            document: "lease.txt", documentID: 1, documentHash: "00", page: nil,
            span: ByteSpan(start: 0, end: text.utf8.count), text: text)
    }

    static func quotations(_ text: String = notice) -> Draft {
        Draft(statements: [.init(text: text, support: [passage(text)], isQuotation: true)])
    }

    static func draft(_ statements: String..., span: String = notice) -> Draft {
        Draft(statements: statements.map { .init(text: $0, support: [passage(span)], isQuotation: false) })
    }

    static func reply(_ verdict: String, _ reason: String = "The passage says it.") -> ScriptedBackend.Turn {
        .text([#"{"verdict": "\#(verdict)", "reason": "\#(reason)"}"#])
    }

    static func backend(_ turns: ScriptedBackend.Turn...) -> ScriptedBackend {
        ScriptedBackend(model: "scripted/judge", features: .responseSchema, turns)
    }

    /// Judges a draft with the checks and a judge.
    static func verdict(
        _ draft: Draft, _ judge: AnswerJudge, tokensLeft: Int? = nil, clock: any Clock<Duration> = ContinuousClock()
    ) async throws -> Verdict<Draft> {
        let judge = StatementJudge(judge, question: "How may the Tenant end the lease?", clock: clock)
        return try await SupportVerifier(quotations: quotations(), judge: judge).verify(draft, tokensLeft: tokensLeft)
    }
}

extension Verdict<Draft> {
    /// What the judge said of each statement, in order.
    var judged: [String?] {
        record.evidence.map { $0.value["judge"]?["verdict"]?.stringValue ?? $0.value["judge"]?["unheard"]?.stringValue }
    }
}
