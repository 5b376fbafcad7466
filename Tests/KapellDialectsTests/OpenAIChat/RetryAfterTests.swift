import KapellCore
import KapellDialects
import Testing

@Suite("Retry-After") struct RetryAfterTests {
    /// 2026-11-21T13:00:00Z.
    private let now = Timestamp(nanoseconds: 1_795_266_000_000_000_000)

    private func wait(_ headers: [String: String]) -> Duration? { RetryAfter.wait(in: headers, now: now) }

    @Test("Milliseconds come before seconds") func milliseconds() {
        #expect(wait(["retry-after-ms": "250", "retry-after": "9"]) == .milliseconds(250))
        #expect(wait(["retry-after-ms": "soon", "retry-after": "9"]) == .seconds(9))
    }

    @Test("Seconds are whole or not") func seconds() {
        #expect(wait(["retry-after": "30"]) == .seconds(30))
        #expect(wait(["retry-after": " 1.5 "]) == .milliseconds(1_500))
        #expect(wait(["retry-after": "0"]) == .zero)
    }

    @Test(
        "A date is read in its three forms",
        arguments: [
            "Sat, 21 Nov 2026 13:02:00 GMT", "Saturday, 21-Nov-26 13:02:00 GMT", "Sat Nov 21 13:02:00 2026",
        ])
    func date(text: String) {
        #expect(HTTPDate.seconds(of: "Thu, 01 Jan 1970 00:00:00 GMT") == 0)
        #expect(HTTPDate.seconds(of: "Sun, 06 Nov 1994 08:49:37 GMT") == 784_111_777)
        #expect(wait(["retry-after": text]) == .seconds(120))
    }

    @Test("A date that has passed means now") func past() {
        #expect(wait(["retry-after": "Sun, 06 Nov 1994 08:49:37 GMT"]) == .zero)
    }

    @Test("A date is measured from the answer's own, so that clocks may differ") func skew() {
        let headers = ["retry-after": "Sat, 21 Nov 2026 20:00:10 GMT", "date": "Sat, 21 Nov 2026 20:00:00 GMT"]
        #expect(wait(headers) == .seconds(10))
    }

    @Test(
        "What cannot be understood says nothing",
        arguments: [
            "", "-1", "soon", "1e9", "nan", "inf", "0x10", "1.2.3", "Sat, 99 Nov 2026 13:02:00 GMT", "1 2",
            "Sat, 21 Nov 99999999999999999999 13:02:00 GMT", "Sat, 21 Nov 2026 13:02 GMT",
        ])
    func nonsense(text: String) {
        #expect(wait(["retry-after": text]) == nil)
    }

    @Test("A wait has an upper limit") func limit() {
        #expect(wait(["retry-after": String(repeating: "9", count: 300)]) == RetryAfter.longest)
        #expect(wait(["retry-after": "Fri, 31 Dec 9999 23:59:59 GMT"]) == RetryAfter.longest)
    }

    @Test("A wait is written in whole seconds, rounded up") func written() {
        #expect(RetryAfter.headerValue(.milliseconds(1_200)) == "2")
        #expect(RetryAfter.headerValue(.seconds(30)) == "30")
        #expect(RetryAfter.headerValue(.zero) == "1")
    }
}
