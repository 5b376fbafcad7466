import HTTPTypes
import Hummingbird
import KapellCore
import KapellDialects
import KapellJSON
import KapellPolicy
import KapellProviders
import NIOCore

/// One chat on its way through the gateway, and its account in the journal.
struct GatewayRun: Sendable {
    let gateway: Gateway
    let dialect: any Dialect
    let call: DialectRequest
    let route: GatewayRoute
    let backends: [GatewayBackend]
    let account: GatewayAccount

    /// - Throws: `notFound` for a model that there is not.
    init(_ gateway: Gateway, _ dialect: any Dialect, _ call: DialectRequest, isStrict: Bool) throws {
        self.gateway = gateway
        self.dialect = dialect
        var route = try gateway.directory.route(call.model, from: dialect.name)
        let call = gateway.homes.led(call, along: &route)
        self.call = call
        let isStrict = isStrict || route.isStrict
        let backends = route.targets.map {
            GatewayBackend($0.backend, for: call, isStrict: isStrict, states: gateway.states)
        }
        for place in backends.indices { route.targets[place].backend = backends[place] }
        self.route = route
        self.backends = backends
        account = GatewayAccount(gateway, route, wire: dialect.name)
    }

    // MARK: The journal

    func begin() async throws {
        try await account.begin(
            kind: "chat",
            ["stream": .bool(call.streams), "messages": .integer(Int64(call.request.messages.count))])
    }

    /// Writes the run's end. Returns what it cost.
    @discardableResult
    func end(_ opened: GatewayOpened?, usage: ModelUsage?, reason: FinishReason?, error: KapellError?) -> Bill {
        var output: JSONObject?
        if let opened {
            var fields: JSONObject = [
                "producer": .string(opened.writers.models), "finish_reason": .string(reason?.rawValue ?? ""),
                "usage": (usage ?? ModelUsage()).json,
            ]
            let restored = opened.writers.restored
            if restored > 0 { fields["restored"] = JSONValue(restored) }
            output = fields
            keepHome(of: opened)
        }
        // A name that no model has answered to is the client's own: it gets no series.
        if let opened {
            let labels = [("model", opened.backend.model)]
            gateway.counters.add("kapell_input_tokens_total", labels, by: Double(usage?.inputTokens ?? 0))
            gateway.counters.add("kapell_output_tokens_total", labels, by: Double(usage?.outputTokens ?? 0))
            for (tool, count) in usage?.hosted.counts ?? [] {
                gateway.counters.add("kapell_hosted_tool_uses_total", labels + [("tool", tool)], by: Double(count))
            }
        }
        return account.end(output: output, losses: opened?.writers.losses ?? [], usage: usage, error: error)
    }

    /// What the answer says about itself.
    func answer(of opened: GatewayOpened) -> DialectAnswer {
        account.answer(call.model, includesUsage: call.includesUsage)
    }

    func headers(of opened: GatewayOpened) -> GatewayHeaders {
        var headers = GatewayHeaders(
            run: account.id, model: opened.writers.models, losses: opened.writers.losses)
        headers.restored = opened.writers.restored
        headers.provider = opened.backend.headers
        return headers
    }
}
