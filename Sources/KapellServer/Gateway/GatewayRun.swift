import HTTPTypes
import Hummingbird
import KapellCore
import KapellDialects
import KapellJSON
import KapellPolicy
import KapellProviders
import NIOCore
import Synchronization

/// One chat on its way through the gateway, and its account in the journal.
struct GatewayRun: Sendable {
    let gateway: Gateway
    let dialect: any Dialect
    let call: DialectRequest
    let route: GatewayRoute
    let backends: [GatewayBackend]
    let recorder: RunRecorder
    private let attempts = AttemptLog()

    /// - Throws: `notFound` for a model that there is not.
    init(_ gateway: Gateway, _ dialect: any Dialect, _ call: DialectRequest, isStrict: Bool) throws {
        self.gateway = gateway
        self.dialect = dialect
        self.call = call
        var route = try gateway.directory.route(call.model, from: dialect.name)
        let isStrict = isStrict || route.isStrict
        let backends = route.targets.map {
            GatewayBackend($0.backend, for: call, isStrict: isStrict, states: gateway.states)
        }
        for place in backends.indices { route.targets[place].backend = backends[place] }
        self.route = route
        self.backends = backends
        recorder = RunRecorder(journal: gateway.journal)
    }

    // MARK: The journal

    func begin() async throws {
        try await recorder.start(kind: "chat", subject: route.name)
        try await recorder.record(
            .modelRequest,
            [
                "model": .string(route.name), "targets": .array(route.targets.map { .string($0.id) }),
                "dialect": .string(dialect.name.rawValue), "stream": .bool(call.streams),
                "messages": .integer(Int64(call.request.messages.count)),
            ])
    }

    /// Keeps the record of one attempt.
    @Sendable func note(_ attempt: AttemptRecord) { attempts.add(attempt) }

    /// Writes the run's end. Returns what it cost.
    @discardableResult
    func end(_ opened: GatewayOpened?, usage: ModelUsage?, reason: FinishReason?, error: KapellError?) -> Bill {
        let made = attempts.all
        let bill = Bill(attempts: made, table: gateway.prices)
        let model = opened?.writers.models ?? route.name
        for attempt in made { recorder.observe(.modelAttempt, attempt.json.objectValue ?? [:]) }
        if let opened {
            var output: JSONObject = [
                "producer": .string(model), "finish_reason": .string(reason?.rawValue ?? ""),
                "usage": (usage ?? ModelUsage()).json,
            ]
            let losses = opened.writers.losses
            if !losses.isEmpty { output["losses"] = .array(losses.prefix(100).map { .string($0.description) }) }
            recorder.observe(.modelOutput, output)
        }
        if !bill.receipts.isEmpty { recorder.observe(.cost, bill.json.objectValue ?? [:]) }
        let status: RunSummary.Status = error == nil ? .succeeded : error?.code == .cancelled ? .cancelled : .failed
        recorder.observeEnd(status, usage: usage ?? ModelUsage(), error: error)
        let labels = [("model", opened?.backend.model ?? route.name)]
        gateway.counters.add("kapell_input_tokens_total", labels, by: Double(usage?.inputTokens ?? 0))
        gateway.counters.add("kapell_output_tokens_total", labels, by: Double(usage?.outputTokens ?? 0))
        return bill
    }

    /// What a client should be told about asking again after `error`.
    func advice(for error: KapellError) -> RetryAdvice { RetryAdvice(for: error, attempts: attempts.all) }

    /// What the answer says about itself.
    func answer(of opened: GatewayOpened) -> DialectAnswer {
        DialectAnswer(
            id: recorder.id.description, model: call.model, created: recorder.id.milliseconds / 1000,
            includesUsage: call.includesUsage)
    }

    func headers(of opened: GatewayOpened) -> GatewayHeaders {
        var headers = GatewayHeaders(
            run: recorder.id.description, model: opened.writers.models, losses: opened.writers.losses)
        headers.provider = opened.backend.headers
        return headers
    }
}

extension EventType {
    /// One attempt to have a request answered: which model, how long, with what result.
    static let modelAttempt = EventType(rawValue: "model.attempt")
}

/// The attempts of one request.
final class AttemptLog: Sendable {
    private let records = Mutex<[AttemptRecord]>([])

    var all: [AttemptRecord] { records.withLock { $0 } }

    func add(_ record: AttemptRecord) { records.withLock { $0.append(record) } }
}
