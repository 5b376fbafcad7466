import HTTPTypes
import Hummingbird
import KapellCore
import KapellDialects
import KapellJSON
import KapellPolicy
import KapellProviders
import NIOCore

/// One request of the gateway that is no chat, and its account in the journal.
struct ServiceRun: Sendable {
    let gateway: Gateway
    let route: GatewayRoute
    /// In which the client expects errors.
    let wire: DialectName
    let recorder: RunRecorder
    private let attempts = AttemptLog()

    init(_ gateway: Gateway, _ route: GatewayRoute, wire: DialectName) {
        self.gateway = gateway
        self.route = route
        self.wire = wire
        recorder = RunRecorder(journal: gateway.journal)
    }

    /// What is known at the end.
    struct Outcome: Sendable {
        /// The model that answered.
        var model: String
        var usage = ModelUsage()
        /// What is paid for, where it is more than tokens.
        var billed: BilledUsage?
        var losses: [DialectLoss] = []
        /// Fields of the provider's header that are worth handing on.
        var headers: [String: String] = [:]
    }

    /// What goes back to the client, and what is known of it.
    struct Answer: Sendable {
        var bytes: [UInt8]
        var outcome: Outcome
    }

    // MARK: The journal

    /// - Parameter details: of the request, for the journal: counts, never content.
    func begin(kind: String, _ details: JSONObject) async throws {
        try await recorder.start(kind: kind, subject: route.name)
        var data: JSONObject = [
            "model": .string(route.name), "targets": .array(route.targets.map { .string($0.id) }),
            "dialect": .string(wire.rawValue),
        ]
        data.merge(details)
        try await recorder.record(.modelRequest, data)
    }

    /// Asks the models until one answers.
    func open<Opened: Sendable>(
        _ targets: [PolicyTarget], _ attempt: @escaping @Sendable (PolicyAttempt) async throws -> Opened
    ) async throws -> PolicyExchange<Opened> {
        try await route.runner.open(
            targets: targets, request: ModelRequest(messages: []),
            onAttempt: { [attempts] record in
                // A request that is sent in pieces asks several times.
                var record = record
                record.number = attempts.all.count + 1
                attempts.add(record)
            }, attempt: attempt)
    }

    /// Writes the run's end. Returns what it cost.
    @discardableResult
    func end(_ outcome: Outcome?, error: KapellError? = nil) async -> Bill {
        let made = attempts.all
        let bill = Bill(
            made.compactMap { attempt -> Receipt? in
                guard attempt.outcome == .succeeded, let billed = outcome?.billed else {
                    return Receipt(attempt, table: gateway.prices)
                }
                return Receipt(model: attempt.target, usage: billed, table: gateway.prices)
            })
        for attempt in made { try? await recorder.record(.modelAttempt, attempt.json.objectValue ?? [:]) }
        if let outcome {
            var output: JSONObject = ["producer": .string(outcome.model), "usage": outcome.usage.json]
            if !outcome.losses.isEmpty {
                output["losses"] = .array(outcome.losses.prefix(100).map { .string($0.description) })
            }
            try? await recorder.record(.modelOutput, output)
        }
        if !bill.receipts.isEmpty { try? await recorder.record(.cost, bill.json.objectValue ?? [:]) }
        let status: RunSummary.Status = error == nil ? .succeeded : error?.code == .cancelled ? .cancelled : .failed
        try? await recorder.finish(status, usage: outcome?.usage ?? ModelUsage(), error: error)
        return bill
    }

    // MARK: The answer

    /// Runs `work`, and answers with what comes of it; errors in the client's own dialect.
    func response(
        for context: KapellRequestContext, _ work: @escaping @Sendable () async throws -> Answer
    ) async -> Response {
        do {
            let answer = try await context.whileClientWaits(work)
            let bill = await end(answer.outcome)
            return Response(
                status: .ok, headers: fields(of: answer.outcome, bill),
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.bytes)))
        } catch {
            return await failed(error)
        }
    }

    /// Ends the run with an error.
    func failed(_ error: any Error) async -> Response {
        let failure = KapellError.wrapping((error as? AttemptFailure)?.error ?? error)
        await end(nil, error: failure)
        var response = ErrorDialect.wire(wire).response(failure)
        let advice = RetryAdvice(for: failure, attempts: attempts.all)
        let own = advice.headers + [(name: "x-kapell-run", value: recorder.id.description)]
        for field in HTTPFields(own) { response.headers[field.name] = field.value }
        return response
    }

    /// What the answer says about itself.
    func fields(of outcome: Outcome, _ bill: Bill? = nil, contentType: String = "application/json") -> HTTPFields {
        var headers = GatewayHeaders(
            run: recorder.id.description, model: outcome.model, losses: outcome.losses)
        headers.provider = outcome.headers
        if let bill, !bill.receipts.isEmpty { headers.cost = bill.headerValue }
        var fields = HTTPFields(headers.fields)
        fields[.contentType] = contentType
        return fields
    }

    /// The names that an answer in the client's dialect has.
    func answer(_ model: String) -> DialectAnswer {
        DialectAnswer(id: recorder.id.description, model: model, created: recorder.id.milliseconds / 1000)
    }

    /// Whether a client wants a request refused that would lose a field.
    static func isStrict(_ request: Request) -> Bool {
        HTTPField.Name("x-kapell-strict").flatMap { request.headers[$0] } == "true"
    }
}

/// Runs `body`; a provider's failure becomes one that the policy understands.
func attempting<Value>(_ body: () async throws(ProviderFailure) -> Value) async throws(AttemptFailure) -> Value {
    do throws(ProviderFailure) { return try await body() } catch { throw AttemptFailure(error) }
}
