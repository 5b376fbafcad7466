import KapellCore
import KapellPolicy
import Testing

@Suite struct RetryAdviceTests {
    private func record(_ outcome: AttemptRecord.Outcome, billed: Bool = false) -> AttemptRecord {
        var record = AttemptRecord(number: 1, target: "a", kind: .first, started: .zero, outcome: outcome)
        record.mayBeBilled = billed
        return record
    }

    private let busy = KapellError(.overloaded, "busy")

    @Test("After several attempts a client is told not to try again, and when it may by hand")
    func exhausted() {
        let error = KapellError(.limitExceeded, "slow down", retryAfter: .milliseconds(1_500))
        let advice = RetryAdvice(for: error, attempts: [record(.failed), record(.failed)])
        #expect(advice.shouldRetry == false)
        #expect(advice.headers.map(\.name) == ["x-should-retry", "retry-after", "retry-after-ms"])
        #expect(advice.headers.map(\.value) == ["false", "2", "1500"])
    }

    @Test("After one attempt that was all there is, the client decides")
    func single() {
        let advice = RetryAdvice(for: busy, attempts: [record(.failed)])
        #expect(advice.shouldRetry == nil)
        #expect(advice.headers.isEmpty)
    }

    @Test("Where all targets rest, it may come back when one has rested")
    func resting() {
        let error = KapellError(.unavailable, "resting", retryAfter: .seconds(20))
        let advice = RetryAdvice(for: error, attempts: [record(.skipped), record(.skipped)])
        #expect(advice.shouldRetry == true)
        #expect(advice.retryAfter == .seconds(20))
    }

    @Test("What would fail again or was billed is not to be asked again")
    func never() {
        #expect(RetryAdvice(for: KapellError(.invalidRequest, "no"), attempts: []).shouldRetry == false)
        #expect(RetryAdvice(for: busy, attempts: [record(.failed, billed: true)]).shouldRetry == false)
        #expect(RetryAdvice(for: KapellError(.cancelled, "gone"), attempts: []).shouldRetry == false)
    }

    @Test("A wait of any size has a header, and none traps")
    func sizes() {
        for wait in [Duration.nanoseconds(1), .seconds(Int64.max), .seconds(0), .seconds(-4)] {
            let error = KapellError(.limitExceeded, "slow down", retryAfter: wait)
            let headers = RetryAdvice(for: error, attempts: [record(.failed)]).headers
            #expect(headers.isEmpty == (wait <= .zero))
            #expect(headers.allSatisfy { (Int64($0.value) ?? 0) > 0 })
        }
    }
}
