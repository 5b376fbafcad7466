import Hummingbird
import KapellCore
import KapellDialects
import KapellJSON
import KapellPolicy
import KapellProviders
import NIOCore
import Synchronization

/// What is written down of one request of the gateway: its run in the journal, its attempts, and what they cost.
struct GatewayAccount: Sendable {
    let gateway: Gateway
    let route: GatewayRoute
    /// In which the client speaks, and expects errors.
    let wire: DialectName
    private let recorder: RunRecorder
    private let records = AttemptLog()

    init(_ gateway: Gateway, _ route: GatewayRoute, wire: DialectName) {
        self.gateway = gateway
        self.route = route
        self.wire = wire
        recorder = RunRecorder(journal: gateway.journal)
    }

    /// The run's name.
    var id: String { recorder.id.description }

    var attempts: [AttemptRecord] { records.all }

    /// - Parameter details: of the request: counts, never content.
    func begin(kind: String, _ details: JSONObject) async throws {
        try await recorder.start(kind: kind, subject: route.name)
        var data: JSONObject = [
            "model": .string(route.name), "targets": .array(route.targets.map { .string($0.id) }),
            "dialect": .string(wire.rawValue),
        ]
        data.merge(details)
        try await recorder.record(.modelRequest, data)
    }

    /// Keeps the record of one attempt.
    @Sendable func note(_ attempt: AttemptRecord) { records.add(attempt) }

    /// Writes the run's end. Returns what it cost.
    ///
    /// - Parameters:
    ///   - output: what is known of the answer; `nil` where there is none.
    ///   - losses: what the models that answered were not told.
    ///   - billed: what is paid for, where it is more than tokens.
    func end(
        output: JSONObject?, losses: [DialectLoss] = [], usage: ModelUsage?, billed: BilledUsage? = nil,
        error: KapellError?
    ) -> Bill {
        let made = attempts
        let bill = Bill(
            made.compactMap { attempt -> Receipt? in
                guard attempt.outcome == .succeeded, let billed else { return Receipt(attempt, table: gateway.prices) }
                return Receipt(model: attempt.target, usage: billed, table: gateway.prices)
            })
        for attempt in made { recorder.observe(.modelAttempt, attempt.json.objectValue ?? [:]) }
        if var output {
            if !losses.isEmpty { output["losses"] = .array(losses.prefix(100).map { .string($0.description) }) }
            recorder.observe(.modelOutput, output)
        }
        if !bill.receipts.isEmpty { recorder.observe(.cost, bill.json.objectValue ?? [:]) }
        for receipt in bill.receipts {
            guard let total = receipt.total, total > .zero else { continue }
            gateway.counters.add("kapell_cost_usd_total", [("model", receipt.model)], by: total.dollars)
        }
        let status: RunSummary.Status = error == nil ? .succeeded : error?.code == .cancelled ? .cancelled : .failed
        recorder.observeEnd(status, usage: usage ?? ModelUsage(), error: error)
        return bill
    }

    /// An error in the client's dialect, with what is to be known about asking again.
    ///
    /// - Parameter said: the provider's own words, where they are in the client's dialect.
    func failed(_ error: KapellError, cost: Bill? = nil, said: ProviderAnswer? = nil) -> Response {
        var response = ErrorDialect.wire(wire).response(gateway.told(error))
        if let said {
            response.status = .init(code: said.status)
            response.body = ResponseBody(byteBuffer: ByteBuffer(bytes: said.body))
        }
        var own = RetryAdvice(for: error, attempts: attempts).headers + [(name: "x-kapell-run", value: id)]
        // What may be billed all the same.
        if let cost, !cost.receipts.isEmpty {
            own.append((name: "x-kapell-cost", value: GatewayHeaders.ascii(cost.headerValue)))
        }
        for field in HTTPFields(own) { response.headers[field.name] = field.value }
        return response
    }

    /// The names that an answer in the client's dialect has.
    func answer(_ model: String, includesUsage: Bool = true) -> DialectAnswer {
        DialectAnswer(id: id, model: model, created: recorder.id.milliseconds / 1000, includesUsage: includesUsage)
    }
}

extension EventType {
    /// One attempt to have a request answered: which model, how long, with what result.
    static let modelAttempt = EventType(rawValue: "model.attempt")
}

/// The attempts of one request.
private final class AttemptLog: Sendable {
    private let records = Mutex<[AttemptRecord]>([])

    var all: [AttemptRecord] { records.withLock { $0 } }

    func add(_ record: AttemptRecord) { records.withLock { $0.append(record) } }
}
