import KapellCore
import KapellDialects
import KapellFaults
import KapellJSON
import KapellServer
import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A running server of the gateway, with a provider behind it that does what goes wrong with providers.
struct FaultStage: Sendable {
    let system: KapellSystem
    let port: Int
    let upstream: FaultServer
    let server: RunningPort
    let plan: FaultPlan
    /// The key that all providers have: it must not be seen anywhere.
    static let key = "sk-never-to-be-seen-4711"
    /// Bytes that an answer of a provider may have.
    static let answerLimit = 1 << 18

    /// Providers of `models.providers`, by the client's dialect that they speak.
    static func provider(_ dialect: DialectName) -> String {
        switch dialect {
        case .openAIChat, .openAIResponses: "openai"
        case .anthropic, .gemini, .cohere, .ollama: dialect.rawValue
        case .bedrockConverse, .bedrockInvoke: "bedrock"
        }
    }

    /// Runs `body` with a server that knows `aliases`, and stops it.
    ///
    /// - Parameters:
    ///   - more: providers beside the usual ones, by the port of the one that answers.
    ///   - chat: the model in the place of the embedded one.
    ///   - prices: a table that goes before the built-in one.
    static func running<Value: Sendable>(
        _ plan: FaultPlan = FaultPlan([:]), aliases: [ModelAlias] = [], idle: Duration? = nil,
        body limit: Duration? = nil, image: Int? = nil, grace: Duration? = nil,
        more: (Int) -> [ProviderSetting] = { _ in [] },
        chat: (any ModelBackend)? = nil, prices: String? = nil,
        _ body: @escaping @Sendable (FaultStage) async throws -> Value
    ) async throws -> Value {
        let upstream = try await FaultServer.start { plan.choose($0) }
        let noTLS = try await FaultServer.start(.openAIChat, [.tlsFailure])
        let dead = try ClosedPort()
        let mute = try await FaultServer.start(.openAIChat, [.tlsSilence])
        let folder = try ConfigurationFolder()
        var providers = more(upstream.port)
        for kind in ["openai", "anthropic", "gemini", "bedrock", "cohere", "ollama", "openai-compatible"] {
            let path = kind.hasPrefix("openai") ? "/v1" : ""
            for (name, scheme, port) in [
                (kind, "http", upstream.port), ("dead-\(kind)", "http", dead.port),
                ("tls-\(kind)", "https", noTLS.port), ("mute-\(kind)", "https", mute.port),
            ] {
                providers.append(
                    ProviderSetting(
                        name: name, kind: kind, url: "\(scheme)://127.0.0.1:\(port)\(path)", key: key,
                        region: "eu-west-1", isPrivate: true))
            }
        }
        var models = ModelsSection(providers: providers, aliases: aliases)
        models.prices = try prices.map { try folder.write($0, to: "prices.json") }
        let project = Project(
            configuration: KapellConfiguration(models: models), home: KapellHome(path: "\(folder.path)/home"),
            origin: folder.path)
        let system = try await KapellSystem(
            project: project, command: "test", parts: SystemParts(chat: chat, answerLimit: answerLimit))
        let result = try await system.running { server in
            if let idle { server.limits.idle = idle }
            if let limit { server.limits.body = limit }
            if let image { server.limits.image = image }
            if let grace { server.grace = grace }
        } _: { server in
            try await body(
                FaultStage(system: system, port: server.port, upstream: upstream, server: server, plan: plan))
        }
        withExtendedLifetime(dead) {}
        await upstream.stop()
        await noTLS.stop()
        await mute.stop()
        return result
    }

    /// The events of a run that has ended.
    func account(of run: String?) async throws -> RunAccount? { try await RunAccount.of(run, in: system) }
}

/// What the journal says of one request.
struct RunAccount: Sendable {
    /// Waits for the run to end.
    static func of(_ run: String?, in system: KapellSystem) async throws -> RunAccount? {
        guard let run, let id = RunID(run) else { return nil }
        for _ in 0..<1_000 {
            await system.journal.flush()
            if let record = try await system.journal.run(id), record.summary.status != .running {
                return RunAccount(record)
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        return nil
    }

    struct Attempt: Sendable {
        var outcome: String
        var mayBeBilled: Bool
        var code: String?
        var inputTokens: Int?
        var outputTokens: Int?
    }

    var status: RunSummary.Status
    var attempts: [Attempt] = []
    var cost: JSONObject?
    /// Every event as text.
    var text = ""

    init(_ record: RunRecord) {
        status = record.summary.status
        for entry in record.entries {
            let data = entry.event.data
            text += JSONValue.object(data).serialized() + "\n"
            switch entry.event.type.rawValue {
            case "cost": cost = data
            case "model.attempt":
                attempts.append(
                    Attempt(
                        outcome: data["outcome"]?.stringValue ?? "",
                        mayBeBilled: data["may_be_billed"]?.boolValue ?? false, code: data["code"]?.stringValue,
                        inputTokens: data["usage"]?["input_tokens"]?.intValue,
                        outputTokens: data["usage"]?["output_tokens"]?.intValue))
            default: break
            }
        }
    }
}

/// Which faults each model has in store, by its name: one after the other, the last one from then on.
final class FaultPlan: Sendable {
    private let faults: [String: [Fault]]
    private let counts = Mutex<[String: Int]>([:])

    init(_ faults: [String: [Fault]]) { self.faults = faults }

    /// How many requests a model has got.
    func requests(of model: String) -> Int { counts.withLock { $0[model] ?? 0 } }

    func choose(_ request: ReceivedRequest) -> (dialect: FaultDialect, fault: Fault) {
        let target = request.target
        var dialect = FaultDialect.ollama
        for (part, one) in [
            ("/chat/completions", FaultDialect.openAIChat), ("/responses", .openAIResponses),
            ("/messages", .anthropic), ("enerateContent", .gemini), ("/converse", .bedrockConverse),
            ("/invoke", .bedrockInvoke), ("/v2/chat", .cohere),
        ] where target.contains(part) { dialect = one }
        let parts = target.split { "/:?".contains($0) }.map(String.init)
        let model =
            parts.firstIndex { $0 == "models" || $0 == "model" }.map { parts[$0 + 1] }
            ?? request.json?["model"]?.stringValue ?? ""
        let number = counts.withLock { counts in
            counts[model, default: 0] += 1
            return counts[model, default: 0] - 1
        }
        let own = faults[model] ?? [.none]
        return (dialect, number < own.count ? own[number] : own.last ?? .none)
    }
}
