import KapellCore
import KapellDialects
import KapellJSON
import Testing

/// What a provider said before it failed belongs to the client, and so does the failure.
@Suite("Failures within a stream") struct FailureOrderTests {
    @Test(
        "What came before a failure is handed on first; then every call throws it",
        arguments: DialectMatrixTests.dialects.indices)
    func order(dialect: Int) throws {
        let dialect = DialectMatrixTests.dialects[dialect]
        var encoder = dialect.eventEncoder(of: DialectAnswer(id: "01", model: "m", created: 1))
        let said = encoder.encode(.text("It "))
        let more = encoder.encode(.text("is"))
        let failed = encoder.fail(KapellError(.overloaded, "Too much to do."))
        // However the bytes arrive.
        for pieces in [[said + more + failed], [said, more + failed], [said, more, failed]] {
            var decoder = dialect.eventDecoder()
            var events: [ModelEvent] = []
            for piece in pieces where decoder.failure == nil { events += (try? decoder.decode(piece)) ?? [] }
            #expect(events.filter { if case .text = $0 { true } else { false } } == [.text("It "), .text("is")])
            #expect(decoder.failure != nil)
            let failure = decoder.failure
            #expect(OpenAISupport.error { _ = try decoder.decode(Array("data: {}\n\n".utf8)) } == failure)
            #expect(OpenAISupport.error { _ = try decoder.finish() } == failure)
        }
    }

    @Test("An answer that goes well leaves no failure", arguments: DialectMatrixTests.dialects.indices)
    func fine(dialect: Int) throws {
        let dialect = DialectMatrixTests.dialects[dialect]
        var encoder = dialect.eventEncoder(of: DialectAnswer(id: "01", model: "m", created: 1))
        var bytes = encoder.encode(.text("It"))
        bytes += encoder.encode(.finished(.stop)) + encoder.finish()
        var decoder = dialect.eventDecoder()
        let events = try decoder.decode(bytes) + decoder.finish()
        #expect(decoder.failure == nil && events.last == .finished(.stop))
    }
}
