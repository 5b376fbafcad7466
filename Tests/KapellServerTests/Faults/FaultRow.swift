import KapellCore
import KapellDialects
import KapellFaults

/// How a request ends that meets a fault.
enum FaultEnd: Sendable {
    /// With the whole answer; the provider's usage is known, or not.
    case whole(usage: Bool = true)
    /// With two tool calls.
    case tools
    /// With an error before anything of an answer was sent.
    case refused(Set<KapellError.Code>, billed: Bool, attempts: Int)
    /// With this text, and an error after it.
    case cut(String, Set<KapellError.Code>)
    /// Whole with a mark in the place of what was broken, or with an error: never as if nothing were wrong.
    case repaired
}

/// One fault, and how requests end that meet it.
struct FaultRow: Sendable, CustomStringConvertible {
    enum Way: String, Sendable {
        case open = ""
        case closedPort = "dead-"
        case noTLS = "tls-"
        case muteTLS = "mute-"
    }

    var fault: Fault
    /// A whole answer; `nil` where the fault is one of streams alone.
    var unary: FaultEnd?
    var streamed: FaultEnd?
    var way = Way.open
    /// Seconds to wait that the client is told.
    var wait: Int?
    /// To connect, TLS included.
    var connect: Duration?
    /// For the first token.
    var first: Duration?
    /// Between two of them.
    var between: Duration?
    var deadline = Duration.seconds(20)

    var description: String { way == .open ? "\(fault)" : "\(way)" }

    private static let broken: Set<KapellError.Code> = [.unavailable, .model, .overloaded, .internalError]
    private static let short = Duration.milliseconds(250)
    private static let text = HealthyAnswer.text
    private static let begun = HealthyAnswer.tokens.dropLast().joined()

    /// The same for whole and streamed answers.
    private static func both(_ fault: Fault, _ end: FaultEnd, _ way: Way = .open, wait: Int? = nil) -> FaultRow {
        FaultRow(fault: fault, unary: end, streamed: end, way: way, wait: wait)
    }

    /// An error status: what cost nothing is tried twice, if it may pass.
    private static func status(_ status: Int, _ codes: Set<KapellError.Code>, attempts: Int = 2) -> FaultRow {
        both(.status(status), .refused(codes, billed: status == 504, attempts: attempts))
    }

    static let all: [FaultRow] =
        connection + statuses + disguised + odd
        + Fault.ToolIndexes.allCases.map { FaultRow(fault: .toolCalls($0), streamed: .tools) }

    private static let connection: [FaultRow] = [
        both(.none, .whole()),
        both(.none, .refused([.network], billed: false, attempts: 2), .closedPort),
        both(.none, .refused([.network], billed: false, attempts: 1), .noTLS),
        FaultRow(
            fault: .none, unary: .refused([.timeout], billed: false, attempts: 2),
            streamed: .refused([.timeout], billed: false, attempts: 2), way: .muteTLS, connect: short),
        both(.resetBeforeHeaders, .refused([.network], billed: true, attempts: 1)),
        FaultRow(
            fault: .resetInBody, unary: .refused([.network], billed: true, attempts: 1),
            streamed: .cut(begun, [.network])),
        FaultRow(
            fault: .silenceBeforeHeaders, streamed: .refused([.timeout], billed: true, attempts: 1), first: short),
        FaultRow(
            fault: .silenceBeforeHeaders, unary: .refused([.timeout], billed: true, attempts: 1), deadline: short),
        FaultRow(
            fault: .silenceBeforeTokens, streamed: .refused([.timeout], billed: true, attempts: 1), first: short),
        FaultRow(
            fault: .keepAliveWithoutTokens, streamed: .refused([.timeout], billed: true, attempts: 1),
            first: short),
        FaultRow(
            fault: .silenceBetweenTokens, unary: .refused([.timeout], billed: true, attempts: 1),
            streamed: .cut(begun, [.timeout]), between: .seconds(1)),
        FaultRow(fault: .slowDrip(.microseconds(50)), streamed: .whole()),
        FaultRow(
            fault: .slowDrip(.microseconds(50)), unary: .refused([.timeout], billed: true, attempts: 1),
            between: short),
    ]

    private static let statuses: [FaultRow] = [
        FaultRow(
            fault: .rateLimit(seconds: 7), unary: .refused([.limitExceeded], billed: false, attempts: 1),
            streamed: .refused([.limitExceeded], billed: false, attempts: 1), wait: 7, deadline: .seconds(4)),
        both(.rateLimitUntil(seconds: 90), .refused([.limitExceeded], billed: false, attempts: 1), wait: 90),
        status(500, [.unavailable, .model]), both(.htmlPage, .refused([.unavailable], billed: false, attempts: 2)),
        status(503, [.overloaded, .unavailable]), status(529, [.overloaded]),
        status(504, [.timeout, .unavailable], attempts: 1),
        status(400, [.invalidRequest], attempts: 1), status(401, [.authentication], attempts: 1),
        both(.redirect(to: "https://x.example/v1"), .refused([.configuration], billed: false, attempts: 1)),
    ]

    private static let disguised: [FaultRow] = [
        both(.errorBody, .refused(broken, billed: false, attempts: 2)),
        FaultRow(fault: .errorEvent, streamed: .cut(text, broken.union([.limitExceeded]))),
        FaultRow(
            fault: .errorEventFirst,
            streamed: .refused(broken.union([.limitExceeded]), billed: false, attempts: 2)),
        FaultRow(fault: .truncatedJSON, unary: .refused([.model], billed: true, attempts: 1)),
        FaultRow(fault: .truncatedStream, streamed: .cut(text, [.network])),
        FaultRow(fault: .truncatedEvent, streamed: .cut(begun, [.network])),
        FaultRow(fault: .noTerminator, streamed: .whole()),
        FaultRow(fault: .wholeInsteadOfStream, streamed: .whole()),
    ]

    private static let odd: [FaultRow] = [
        both(.emptyChoices, .whole()), both(.usageWithChoices, .whole()),
        both(.noUsage, .whole(usage: false)),
        both(.announced(1 << 40), .refused([.model], billed: true, attempts: 1)),
        both(.oversized(FaultStage.answerLimit + 1), .refused([.model], billed: true, attempts: 1)),
        FaultRow(
            fault: .invalidUTF8, unary: .refused([.model], billed: true, attempts: 1), streamed: .repaired),
        FaultRow(fault: .brokenFrame, streamed: .cut(HealthyAnswer.tokens[0], [.model, .corrupt, .network])),
    ]
}

/// One request that meets a fault: a dialect in front, another or the same behind.
struct FaultCase: Sendable, CustomStringConvertible {
    var row: FaultRow
    var client: DialectName
    var upstream: DialectName
    var streams: Bool
    /// The name of its alias, and of its model.
    var name: String

    var description: String {
        "\(client.rawValue) on \(upstream.rawValue), \(streams ? "streamed" : "whole"): \(row)"
    }

    /// All cases of one client's dialect.
    static func all(_ client: DialectName) -> [FaultCase] {
        var cases: [FaultCase] = []
        for upstream in [client, client == .openAIChat ? .anthropic : .openAIChat] {
            for row in FaultRow.all {
                for streams in [false, true] where (streams ? row.streamed : row.unary) != nil {
                    let one = FaultCase(
                        row: row, client: client, upstream: upstream, streams: streams,
                        name: "case-\(client.rawValue)-\(cases.count)")
                    if one.isPossible { cases.append(one) }
                }
            }
        }
        return cases
    }

    /// The items of OpenAI's responses carry ids beside their places, and the last event repeats them in order.
    private var isPossible: Bool {
        guard case .toolCalls(let indexes) = row.fault, upstream == .openAIResponses else { return true }
        return indexes == .regular || indexes == .interleaved
    }

    /// The end that the shape of the upstream's dialect makes of the row's.
    var end: FaultEnd {
        let end = (streams ? row.streamed : row.unary) ?? .whole()
        switch (row.fault, upstream) {
        // Its last event is both the reason of the end and the mark of the end.
        case (.noTerminator, .openAIResponses): return .cut(HealthyAnswer.text, [.network])
        // A message alone is no answer, and not plainly an error.
        case (.errorBody, .bedrockConverse), (.errorEventFirst, .bedrockInvoke):
            return .refused([.model, .unavailable, .overloaded], billed: true, attempts: 1)
        // Without a choice there is no answer; other dialects have no such list.
        case (.emptyChoices, .openAIChat) where !streams, (.emptyChoices, .gemini) where !streams:
            return .refused([.model, .network], billed: true, attempts: 1)
        // The usage comes in pieces, the first of them before the answer, or within its last event.
        case (.noUsage, .anthropic) where streams, (.noUsage, .bedrockInvoke) where streams: return .whole()
        case (.noUsage, .openAIResponses) where streams, (.noUsage, .cohere) where streams,
            (.noUsage, .gemini) where streams, (.noUsage, .ollama) where streams:
            return .whole()
        // The text is within base64.
        case (.invalidUTF8, .bedrockInvoke) where streams: return .whole()
        default: return end
        }
    }

    /// Whether the upstream reports what it read before it writes.
    var reportsEarly: Bool { upstream == .anthropic || upstream == .bedrockInvoke }
}
