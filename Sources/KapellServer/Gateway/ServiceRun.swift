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
    let account: GatewayAccount

    /// - Parameter wire: in which the client expects errors.
    init(_ gateway: Gateway, _ route: GatewayRoute, wire: DialectName) {
        account = GatewayAccount(gateway, route, wire: wire)
    }

    var gateway: Gateway { account.gateway }
    var route: GatewayRoute { account.route }

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
    func begin(kind: String, _ details: JSONObject) async throws { try await account.begin(kind: kind, details) }

    /// Asks the models until one answers.
    func open<Opened: Sendable>(
        _ targets: [PolicyTarget], _ attempt: @escaping @Sendable (PolicyAttempt) async throws -> Opened
    ) async throws -> PolicyExchange<Opened> {
        try await route.runner.open(
            targets: targets, request: ModelRequest(messages: []),
            onAttempt: { [account] record in
                // A request that is sent in pieces asks several times.
                var record = record
                record.number = account.attempts.count + 1
                account.note(record)
            }, attempt: attempt)
    }

    /// Writes the run's end. Returns what it cost.
    @discardableResult
    func end(_ outcome: Outcome?, error: KapellError? = nil) -> Bill {
        let output = outcome.map { ["producer": .string($0.model), "usage": $0.usage.json] as JSONObject }
        return account.end(
            output: output, losses: outcome?.losses ?? [], usage: outcome?.usage, billed: outcome?.billed, error: error)
    }

    // MARK: The answer

    /// Runs `work`, and answers with what comes of it; errors in the client's own dialect.
    func response(
        for context: KapellRequestContext, _ work: @escaping @Sendable () async throws -> Answer
    ) async -> Response {
        do {
            let answer = try await context.whileClientWaits(work)
            let bill = end(answer.outcome)
            return Response(
                status: .ok, headers: fields(of: answer.outcome, bill),
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.bytes)))
        } catch {
            return failed(error)
        }
    }

    /// Ends the run with an error.
    func failed(_ error: any Error) -> Response {
        let failure = KapellError.wrapping((error as? AttemptFailure)?.error ?? error)
        return account.failed(failure, cost: end(nil, error: failure))
    }

    /// What the answer says about itself.
    func fields(of outcome: Outcome, _ bill: Bill? = nil, contentType: String = "application/json") -> HTTPFields {
        var headers = GatewayHeaders(
            run: account.id, model: outcome.model, losses: outcome.losses)
        headers.provider = outcome.headers
        if let bill, !bill.receipts.isEmpty { headers.cost = bill.headerValue }
        var fields = HTTPFields(headers.fields)
        fields[.contentType] = contentType
        return fields
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
