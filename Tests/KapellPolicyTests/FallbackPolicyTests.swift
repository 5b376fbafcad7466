import KapellCore
import KapellPolicy
import Testing

@Suite struct FallbackPolicyTests {
    static let codes: [(KapellError.Code, FailureClass?)] = [
        (.unavailable, .unavailable), (.overloaded, .unavailable), (.timeout, .unavailable), (.network, .unavailable),
        (.limitExceeded, .rateLimit), (.contextWindow, .contextWindow), (.contentPolicy, .contentPolicy),
        (.authentication, .credentials), (.permission, .credentials), (.payment, .credentials),
        (.notFound, .capability), (.unsupported, .capability), (.invalidRequest, nil), (.tooLarge, nil),
        (.cancelled, nil), (.model, nil),
    ]

    @Test("Errors have the class that decides", arguments: codes)
    func classes(code: KapellError.Code, expected: FailureClass?) {
        #expect(FailureClass(KapellError(code, "x")) == expected)
    }

    @Test("An answer that cannot be read counts as unavailable")
    func unreadable() {
        #expect(FailureClass(KapellError(.model, "no JSON", isRetryable: true)) == .unavailable)
    }

    @Test("By default a key that is wrong does not move on, and an invalid request never does")
    func defaults() {
        let policy = FallbackPolicy()
        #expect(policy.movesOn(after: AttemptFailure(KapellError(.timeout, "x"))))
        #expect(policy.movesOn(after: AttemptFailure(KapellError(.limitExceeded, "x"))))
        #expect(!policy.movesOn(after: AttemptFailure(KapellError(.authentication, "x"))))
        let all = FallbackPolicy(classes: Set(FailureClass.allCases))
        #expect(all.movesOn(after: AttemptFailure(KapellError(.authentication, "x"))))
        #expect(!all.movesOn(after: AttemptFailure(KapellError(.invalidRequest, "x"))))
        #expect(!FallbackPolicy.none.movesOn(after: AttemptFailure(KapellError(.timeout, "x"))))
    }

    @Test("Where nothing may be paid twice, what may be billed does not move on")
    func billed() {
        let policy = FallbackPolicy(movesOnAfterBilled: false)
        #expect(!policy.movesOn(after: AttemptFailure(KapellError(.timeout, "x"))))
        #expect(policy.movesOn(after: AttemptFailure(KapellError(.overloaded, "x"))))
    }

    @Test("A later model that cannot do what is asked is passed over")
    func capability() {
        let failure = AttemptFailure(KapellError(.unsupported, "x"))
        #expect(!FallbackPolicy().movesOn(after: failure, isFirst: true))
        #expect(FallbackPolicy().movesOn(after: failure, isFirst: false))
    }
}
