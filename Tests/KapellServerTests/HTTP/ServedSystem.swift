import KapellServer
import Logging
import ServiceLifecycle

/// A server that runs, and how it is asked to stop.
struct RunningPort: Sendable {
    let port: Int
    /// Stops it as SIGTERM does.
    let stop: @Sendable () async -> Void
    /// Waits until it has ended.
    let ended: @Sendable () async -> Void
}

/// A server as a part of another program, which stops it as SIGTERM does.
struct ServedPart: Service {
    let server: KapellHTTPServer
    let ready: AsyncStream<String>.Continuation

    func run() async throws {
        defer { ready.finish() }
        try await server.run { ready.yield($0) }
    }

    /// The one service of a group.
    static func group(_ server: KapellHTTPServer, _ ready: AsyncStream<String>.Continuation) -> ServiceGroup {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return ServiceGroup(configuration: .init(services: [ServedPart(server: server, ready: ready)], logger: logger))
    }
}

extension KapellSystem {
    /// Serves on a port of this machine as long as `body` runs, which gets the port. Closes the system then.
    func serving<Value: Sendable>(
        _ adapt: (inout KapellHTTPServer) -> Void = { _ in }, _ body: (Int) async throws -> Value
    ) async throws -> Value {
        try await running(adapt) { try await body($0.port) }
    }

    /// The same, for who stops the server himself.
    func running<Value: Sendable>(
        _ adapt: (inout KapellHTTPServer) -> Void = { _ in }, _ body: (RunningPort) async throws -> Value
    ) async throws -> Value {
        let (ready, continuation) = AsyncStream<String>.makeStream()
        var server = KapellHTTPServer(system: self, host: "127.0.0.1", port: 0)
        adapt(&server)
        let group = ServedPart.group(server, continuation)
        let running = Task { _ = try? await group.run() }
        var address = ""
        for await one in ready {
            address = one
            break
        }
        let port = address.split(separator: ":").last.flatMap { Int($0) } ?? 0
        let value: Result<Value, any Error>
        do {
            value = .success(
                try await body(
                    RunningPort(
                        port: port, stop: { await group.triggerGracefulShutdown() }, ended: { await running.value })))
        } catch { value = .failure(error) }
        running.cancel()
        await running.value
        await close()
        return try value.get()
    }
}
