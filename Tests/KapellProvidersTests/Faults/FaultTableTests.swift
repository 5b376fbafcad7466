import KapellCore
import KapellDialects
import KapellFaults
import KapellProviders
import Testing

/// Every fault in every dialect, streamed: as events, and as bytes that pass through.
@Suite("Faults of providers")
struct FaultTableTests {
    /// What a reader must see.
    enum Outcome: Sendable {
        /// The healthy text, whole.
        case whole
        /// The text up to here, then an error with one of these codes.
        case cut(after: [String], Set<KapellError.Code>)
        /// An error with one of these codes before anything came; whether it may cost something; how long to wait.
        case refused(Set<KapellError.Code>, billed: Bool, retryAfter: Duration? = nil, retryable: Bool? = nil)
        /// Either whole, with the broken character replaced, or an error.
        case repairedOrRefused
    }

    struct Row: Sendable, CustomStringConvertible {
        var fault: Fault
        var outcome: Outcome
        var timeouts = Stage.patient
        var description: String { "\(fault)" }
    }

    private static func short(_ path: WritableKeyPath<ProviderTimeouts, Duration?>) -> ProviderTimeouts {
        var timeouts = Stage.patient
        timeouts[keyPath: path] = .milliseconds(150)
        return timeouts
    }

    private static let broken: Set<KapellError.Code> = [
        .unavailable, .model, .overloaded, .internalError, .limitExceeded,
    ]

    private static let rows: [Row] = [
        Row(fault: .none, outcome: .whole),
        Row(fault: .slowDrip(.microseconds(20)), outcome: .whole),
        Row(fault: .resetBeforeHeaders, outcome: .refused([.network], billed: true, retryable: true)),
        Row(fault: .resetInBody, outcome: .cut(after: ["Hello", " there"], [.network])),
        Row(
            fault: .silenceBeforeHeaders, outcome: .refused([.timeout], billed: true, retryable: true),
            timeouts: short(\.firstByte)),
        Row(
            fault: .silenceBeforeTokens, outcome: .refused([.timeout], billed: true), timeouts: short(\.firstToken)),
        Row(
            fault: .silenceBetweenTokens, outcome: .cut(after: ["Hello", " there"], [.timeout]),
            timeouts: short(\.betweenTokens)),
        Row(
            fault: .keepAliveWithoutTokens, outcome: .refused([.timeout], billed: true),
            timeouts: short(\.firstToken)),
        Row(
            fault: .rateLimit(seconds: 7),
            outcome: .refused([.limitExceeded], billed: false, retryAfter: .seconds(7), retryable: true)),
        Row(
            fault: .rateLimitUntil(seconds: 90),
            outcome: .refused([.limitExceeded], billed: false, retryAfter: .seconds(90), retryable: true)),
        Row(fault: .status(500), outcome: .refused([.unavailable, .model, .internalError], billed: false)),
        Row(fault: .status(503), outcome: .refused([.overloaded, .unavailable], billed: false, retryable: true)),
        Row(fault: .status(529), outcome: .refused([.overloaded], billed: false, retryable: true)),
        Row(fault: .status(504), outcome: .refused([.timeout, .unavailable], billed: true, retryable: true)),
        Row(fault: .status(400), outcome: .refused([.invalidRequest], billed: false, retryable: false)),
        Row(fault: .status(401), outcome: .refused([.authentication], billed: false, retryable: false)),
        Row(fault: .htmlPage, outcome: .refused([.unavailable], billed: false, retryable: true)),
        Row(fault: .redirect(to: "https://x.example"), outcome: .refused([.configuration], billed: false)),
        Row(fault: .errorBody, outcome: .refused(broken, billed: false)),
        Row(fault: .errorEvent, outcome: .cut(after: HealthyAnswer.tokens, broken)),
        Row(fault: .errorEventFirst, outcome: .refused(broken, billed: false)),
        Row(fault: .truncatedStream, outcome: .cut(after: HealthyAnswer.tokens, [.network])),
        Row(fault: .truncatedEvent, outcome: .cut(after: ["Hello", " there"], [.network])),
        Row(fault: .noTerminator, outcome: .whole),
        Row(fault: .emptyChoices, outcome: .whole),
        Row(fault: .usageWithChoices, outcome: .whole),
        Row(fault: .noUsage, outcome: .whole),
        Row(fault: .oversized(1 << 18), outcome: .refused([.model], billed: true)),
        Row(fault: .invalidUTF8, outcome: .repairedOrRefused),
        Row(fault: .brokenFrame, outcome: .cut(after: ["Hello"], [.model, .corrupt, .network])),
    ]

    /// What is otherwise in a dialect, because of its shape.
    private static func outcome(_ row: Row, _ dialect: DialectName) -> Outcome {
        switch (row.fault, dialect) {
        // Its last event is both the reason of the end and the mark of the end.
        case (.noTerminator, .openAIResponses): .cut(after: HealthyAnswer.tokens, [.network])
        // A message alone is no answer, and not plainly an error.
        case (.errorBody, .bedrockConverse), (.errorEventFirst, .bedrockInvoke): .refused(broken, billed: true)
        // The text is within base64.
        case (.invalidUTF8, .bedrockInvoke): .whole
        default: row.outcome
        }
    }

    @Test("Every fault ends as it must, as events", arguments: DialectName.allCases)
    func events(_ dialect: DialectName) async throws {
        for row in Self.rows {
            try await Stage.withServer(dialect, [row.fault]) { server in
                let model = try Stage.model(dialect, port: server.port, timeouts: row.timeouts)
                let reading = await Reading.events(model, try Stage.request(dialect, streams: true))
                check(reading, row, Self.outcome(row, dialect), "\(dialect.rawValue): \(row)")
            }
        }
    }

    @Test("Every fault ends as it must, as bytes that pass through", arguments: DialectName.allCases)
    func bytes(_ dialect: DialectName) async throws {
        for row in Self.rows {
            try await Stage.withServer(dialect, [row.fault]) { server in
                let model = try Stage.model(dialect, port: server.port, timeouts: row.timeouts)
                var reading = await Reading.bytes(model, try Stage.request(dialect, streams: true))
                let said = Self.read(reading.bytes, dialect)
                reading.response = said.response
                let place = "\(dialect.rawValue): \(row)"
                if !reading.failedEarly {
                    // A client that reads the bytes must come to the same end as we did.
                    #expect((said.failure == nil) == (reading.failure == nil), "\(place)")
                    reading.finishes = said.failure == nil ? 1 : 0
                }
                check(reading, row, Self.outcome(row, dialect), place)
            }
        }
    }

    /// Lines, or frames.
    private static func pieces(_ bytes: [UInt8], _ dialect: DialectName) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            var end = rest.firstIndex(of: 0x0A).map { $0 + 1 } ?? rest.endIndex
            if dialect == .bedrockConverse || dialect == .bedrockInvoke {
                end = min(rest.startIndex + rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }, rest.endIndex)
            }
            end = max(end, rest.startIndex + 1)
            pieces.append(Array(rest[..<end]))
            rest = rest[end...]
        }
        return pieces
    }

    /// What a client makes of bytes.
    private static func read(_ bytes: [UInt8], _ dialect: DialectName) -> Reading {
        var reading = Reading()
        var decoder = Stage.dialect(dialect).eventDecoder()
        do throws(KapellError) {
            // Piece by piece, so that what came before an error is seen.
            for piece in pieces(bytes, dialect) {
                for event in try decoder.decode(piece) { reading.response.apply(event) }
            }
            for event in try decoder.finish() { reading.response.apply(event) }
        } catch {
            reading.failure = ProviderFailure(error)
        }
        return reading
    }

    private func check(_ reading: Reading, _ row: Row, _ outcome: Outcome, _ place: String) {
        #expect(reading.elapsed < .seconds(10), "\(place)")
        let failure = reading.failure
        switch outcome {
        case .whole:
            #expect(failure?.error == nil, "\(place)")
            #expect(reading.response.text == HealthyAnswer.text, "\(place)")
            #expect(reading.finishes == 1, "\(place)")
            #expect(reading.response.finishReason == .stop, "\(place)")
            #expect(reading.outcome?.isWhole == true, "\(place)")
            if row.fault == .none {
                let usage = reading.outcome?.usage
                #expect(usage?.inputTokens == HealthyAnswer.inputTokens, "\(place)")
                #expect(usage?.outputTokens == HealthyAnswer.outputTokens, "\(place)")
            }
        case .cut(let pieces, let codes) where row.fault == .resetInBody:
            // A reset may overtake what was sent before it.
            #expect(failure.map { codes.contains($0.error.code) } == true, "\(place): \(String(describing: failure))")
            #expect(pieces.joined().hasPrefix(reading.response.text), "\(place)")
            #expect(failure?.mayHaveBeenBilled == true, "\(place)")
        case .cut(let pieces, let codes):
            #expect(failure.map { codes.contains($0.error.code) } == true, "\(place): \(String(describing: failure))")
            #expect(failure?.mayHaveBeenBilled == true, "\(place)")
            #expect(failure?.reachedProvider == true, "\(place)")
            #expect(!reading.failedEarly, "\(place)")
            #expect(reading.response.text == pieces.joined(), "\(place)")
            #expect(reading.finishes == 0, "\(place)")
            #expect(reading.outcome?.isWhole != true, "\(place)")
        case .refused(let codes, let billed, let retryAfter, let retryable):
            #expect(failure.map { codes.contains($0.error.code) } == true, "\(place): \(String(describing: failure))")
            #expect(reading.failedEarly, "\(place)")
            #expect(failure?.mayHaveBeenBilled == billed, "\(place)")
            #expect(failure?.reachedProvider == true, "\(place)")
            if let retryAfter { #expect(failure?.error.retryAfter == retryAfter, "\(place)") }
            if let retryable { #expect(failure?.error.isRetryable == retryable, "\(place)") }
            #expect(failure?.error.message.contains("<") == false, "\(place)")
        case .repairedOrRefused:
            let repaired = HealthyAnswer.text.replacing("ö", with: "\u{FFFD}")
            let isRepaired =
                reading.response.text.hasPrefix("Hello there, w\u{FFFD}") || reading.response.text == repaired
            #expect(failure != nil || isRepaired, "\(place): \(reading.response.text)")
        }
    }
}
