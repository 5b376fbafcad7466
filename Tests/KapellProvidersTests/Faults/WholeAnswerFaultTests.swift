import KapellCore
import KapellDialects
import KapellFaults
import KapellJSON
import KapellProviders
import Testing

@Suite("Faults of whole answers")
struct WholeAnswerFaultTests {
    @Test("A whole answer is read, as events and as bytes", arguments: DialectName.allCases)
    func healthy(_ dialect: DialectName) async throws {
        try await Stage.withServer(dialect, [.none]) { server in
            let model = try Stage.model(dialect, port: server.port)
            let request = try Stage.request(dialect, streams: false)
            let reading = await Reading.events(model, request)
            #expect(reading.failure?.error == nil)
            #expect(reading.response.text == HealthyAnswer.text)
            #expect(reading.response.usage.inputTokens == HealthyAnswer.inputTokens)
            #expect(reading.finishes == 1)
            #expect(reading.outcome?.isWhole == true)
            let passed = await Reading.bytes(model, request)
            #expect(passed.failure?.error == nil)
            #expect(try JSONValue(parsing: passed.bytes).objectValue != nil)
            #expect(passed.outcome?.isWhole == true)
            #expect(passed.outcome?.usage?.outputTokens == HealthyAnswer.outputTokens)
        }
    }

    @Test(
        "Every fault of a whole answer is an error, and none takes longer than its deadline",
        arguments: DialectName.allCases)
    func faults(_ dialect: DialectName) async throws {
        var short = Stage.patient
        short.total = .milliseconds(400)
        var between = Stage.patient
        between.betweenTokens = .milliseconds(150)
        let rows: [(Fault, KapellError.Code?, billed: Bool?, ProviderTimeouts)] = [
            (.resetBeforeHeaders, .network, true, Stage.patient), (.resetInBody, .network, true, Stage.patient),
            (.silenceBeforeHeaders, .timeout, true, short), (.silenceBetweenTokens, .timeout, true, between),
            (.truncatedJSON, .model, true, Stage.patient), (.invalidUTF8, .model, true, Stage.patient),
            (.oversized(1 << 18), .model, true, Stage.patient),
            (.rateLimit(seconds: 2), .limitExceeded, false, Stage.patient),
            (.htmlPage, .unavailable, false, Stage.patient), (.errorBody, nil, nil, Stage.patient),
            (.redirect(to: "/elsewhere"), .configuration, false, Stage.patient),
        ]
        for (fault, code, billed, timeouts) in rows {
            try await Stage.withServer(dialect, [fault]) { server in
                let model = try Stage.model(dialect, port: server.port, timeouts: timeouts)
                let request = try Stage.request(dialect, streams: false)
                for reading in [await Reading.events(model, request), await Reading.bytes(model, request)] {
                    let place = "\(dialect.rawValue): \(fault)"
                    let failure = try #require(reading.failure, "\(place)")
                    #expect(reading.failedEarly, "\(place)")
                    if let code { #expect(failure.error.code == code, "\(place): \(failure)") }
                    if let billed { #expect(failure.mayHaveBeenBilled == billed, "\(place)") }
                    #expect(reading.elapsed < .seconds(10), "\(place)")
                }
            }
        }
    }
}
