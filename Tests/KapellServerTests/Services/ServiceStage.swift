import KapellCore
import KapellFaults
import KapellJSON
import KapellServer

/// A running server with providers of every kind behind it that embed, rank and draw.
///
/// A model called `down` is; the provider `gone` is nowhere.
struct ServiceStage: Sendable {
    let port: Int
    let upstream: FaultServer
    let system: KapellSystem

    static func running<Value: Sendable>(
        aliases: [ModelAlias] = [], _ body: @escaping @Sendable (ServiceStage) async throws -> Value
    ) async throws -> Value {
        let upstream = try await FaultServer.start { _, request in
            guard let request else { return FaultReply([]) }
            guard request.json?["model"] == "down" else { return ServiceBodies.reply(request) }
            return FaultReply([
                .whole(status: 503, headers: [("content-type", "application/json")], body: [0x7B, 0x7D])
            ])
        }
        let folder = try ConfigurationFolder()
        let dead = try ClosedPort()
        var providers: [ProviderSetting] = []
        for kind in [
            "openai", "mistral", "gemini", "cohere", "ollama", "bedrock", "tgi", "vllm", "anthropic", "gone",
        ] {
            let isGone = kind == "gone"
            let path = ["openai", "mistral", "vllm", "gone"].contains(kind) ? "/v1" : ""
            let port = isGone ? dead.port : upstream.port
            providers.append(
                ProviderSetting(
                    name: kind, kind: isGone ? "openai-compatible" : kind, url: "http://127.0.0.1:\(port)\(path)",
                    key: FaultStage.key, region: "eu-west-1", isPrivate: true))
        }
        let project = Project(
            configuration: KapellConfiguration(models: ModelsSection(providers: providers, aliases: aliases)),
            home: KapellHome(path: "\(folder.path)/home"), origin: folder.path)
        let system = try await KapellSystem(project: project, command: "test")
        let result = try await system.serving { port in
            try await body(ServiceStage(port: port, upstream: upstream, system: system))
        }
        withExtendedLifetime(dead) {}
        await upstream.stop()
        return result
    }

    /// Sends a body, and returns the response.
    func post(
        _ path: String, _ body: JSONObject, _ fields: [(String, String)] = []
    ) async throws -> WireResponse {
        try await post(path, JSONValue.object(body).serializedBytes(), [("content-type", "application/json")] + fields)
    }

    func post(_ path: String, _ body: [UInt8], _ fields: [(String, String)]) async throws -> WireResponse {
        var head = "POST \(path) HTTP/1.1\r\nhost: 127.0.0.1:\(port)\r\ncontent-length: \(body.count)\r\n"
        for (name, value) in fields { head += "\(name): \(value)\r\n" }
        let connection = try await WireConnection.open(port)
        defer { connection.close() }
        try await connection.send(Array("\(head)\r\n".utf8) + body)
        return await connection.response() ?? WireResponse()
    }

    /// What the journal says of the run that a response names.
    func account(of response: WireResponse) async throws -> RunAccount? {
        try await RunAccount.of(response.headers["x-kapell-run"], in: system)
    }
}
