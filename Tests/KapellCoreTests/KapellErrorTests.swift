import KapellCore
import KapellJSON
import Testing

@Suite("KapellError")
struct KapellErrorTests {
    private typealias Code = KapellError.Code

    @Test("Only failures that usually pass by themselves may be retried by default", arguments: Code.allCases)
    func retryable(_ code: KapellError.Code) {
        let passing: Set<KapellError.Code> = [.timeout, .network, .unavailable, .limitExceeded, .overloaded]
        #expect(KapellError(code, "It failed.").isRetryable == passing.contains(code))
        #expect(KapellError(code, "It failed.", isRetryable: true).isRetryable)
        #expect(!KapellError(code, "It failed.", isRetryable: false).isRetryable)
    }

    @Test("Every code has an HTTP status for an error", arguments: KapellError.Code.allCases)
    func status(_ code: KapellError.Code) {
        #expect((400..<600).contains(code.httpStatus))
    }

    @Test("The description holds the message, and the remedy where there is one")
    func description() {
        #expect(KapellError(.notFound, "a.txt does not exist.").description == "a.txt does not exist.")
        let error = KapellError(.notFound, "a.txt does not exist.", remedy: "Check the path.")
        #expect(error.description == "a.txt does not exist.\n  Check the path.")
    }

    @Test("The JSON form carries code, message, remedy and whether to retry")
    func json() {
        let error = KapellError(.timeout, "It took too long.", remedy: "Wait.")
        #expect(error.json["code"]?.stringValue == "timeout")
        #expect(error.json["message"]?.stringValue == "It took too long.")
        #expect(error.json["remedy"]?.stringValue == "Wait.")
        #expect(error.json["retryable"]?.boolValue == true)
        #expect(KapellError(.notFound, "Gone.").json["remedy"]?.isNull == true)
    }

    @Test("Any error becomes a KapellError without losing what it says")
    func wrapping() {
        struct Strange: Error {}
        let own = KapellError(.diskFull, "The disk is full.", remedy: "Make room.")
        #expect(KapellError.wrapping(own) == own)
        #expect(KapellError.wrapping(CancellationError()).code == .cancelled)
        let strange = KapellError.wrapping(Strange())
        #expect(strange.code == .internalError)
        #expect(strange.message.contains("Strange"))
    }
}
