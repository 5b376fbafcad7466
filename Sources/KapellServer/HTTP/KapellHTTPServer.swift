import Hummingbird
import HummingbirdCore
import KapellCore
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization
import UnixSignals

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The HTTP server of a project: on its TCP port, and on a socket in the store's folder for the commands of this user.
public struct KapellHTTPServer: Sendable {
    public let system: KapellSystem
    public let host: String
    public let port: Int
    /// How long answers that are being written when the server is stopped may take to end.
    public var grace: Duration
    /// Whether the process is this server's alone. It ends at once then when it is asked a second time to stop, and a few
    /// seconds after the grace in any case.
    public var endsProcess = false
    /// What is borne from clients that are slow or say much.
    package var limits = ClientLimits()
    /// How long after the grace the process ends in any case.
    private static let margin = Duration.seconds(5)

    /// - Parameters:
    ///   - host: where to listen; `nil` takes the configuration's.
    ///   - port: 0 takes any free port; `nil` takes the configuration's.
    public init(system: KapellSystem, host: String? = nil, port: Int? = nil) {
        self.system = system
        self.host = host ?? system.project.configuration.server.host
        self.port = port ?? system.project.configuration.server.port
        grace = system.project.configuration.server.grace
    }

    /// Serves until SIGTERM or SIGINT, or until the task is cancelled.
    ///
    /// After a signal no connection is taken any more. Running answers have the ``grace`` to end; what runs then is
    /// cancelled, and its clients are told so. When the task is cancelled, there is no grace.
    ///
    /// - Parameter onReady: called once with the address when both listeners answer.
    /// - Throws: `.conflict` when the port is in use; `.configuration` when a prompt file is wrong.
    public func run(onReady: @escaping @Sendable (String) -> Void) async throws {
        var logger = Logger(label: "kapell")
        // What concerns a request is answered to its client; what ends the server is thrown.
        logger.logLevel = .critical
        let prompts = try PromptService(system)
        let workflows = try WorkflowService(system, prompts)
        let socket = SocketPath.of(system.project.store)
        unlink(socket)
        let started = Started(count: 2)
        let bound = BoundPort(port)
        let ready: @Sendable () throws -> Void = {
            guard started.oneMore() else { return }
            let address = "http://\(host.contains(":") ? "[\(host)]" : host):\(bound.value)"
            try system.announce(address: address, socket: socket)
            onReady(address)
        }
        let clients = ConnectedClients()
        let connection = HTTP1Channel.Configuration(
            additionalChannelHandlers: [ClientWatch(clients)], idleTimeout: .init(limits.idle),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: ClientLimits.readHeader, maxHeaderListSize: ClientLimits.readHeader))
        let http1 = HTTPServerBuilder { responder in
            LoopChannel(HTTP1Channel(responder: responder, configuration: connection))
        }
        let open = Application(
            responder: router(isOwner: false, port: bound, prompts, workflows).buildResponder(), server: http1,
            configuration: ApplicationConfiguration(address: .hostname(host, port: port), serverName: "kapell"),
            onServerRunning: { channel in
                if let port = channel.localAddress?.port { bound.value = port }
                try? ready()
            }, logger: logger)
        let owner = Application(
            responder: router(isOwner: true, port: bound, prompts, workflows).buildResponder(), server: http1,
            configuration: ApplicationConfiguration(address: .unixDomainSocket(path: socket), serverName: "kapell"),
            onServerRunning: { _ in
                chmod(socket, 0o600)
                try? ready()
            }, logger: logger)
        let service = GraceService(
            services: [
                open, owner, RecallService(watch: system.recall, database: system.vectors),
                UpkeepService(upkeep: system.upkeep, database: system.vectors),
                MigrationService(database: system.vectors, models: system.collectionModels),
                WorkflowDriver(service: workflows), WatchService(system: system),
            ], clients: clients, grace: grace, processEnd: endsProcess ? ProcessEnd(after: grace + Self.margin) : nil)
        defer { unlink(socket) }
        do {
            try await ServiceGroup(
                configuration: .init(
                    services: [service], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
            ).run()
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw KapellError(
                .conflict, "Port \(port) of \(host) is in use by another program.",
                remedy:
                    "Stop it, or choose another: kapell serve --port \(port < 65_535 ? port + 1 : port - 1), or `server.port` in kapell.yaml."
            )
        } catch let error as IOError where error.errnoCode == EACCES {
            throw KapellError(
                .permission, "Port \(port) may not be opened by this user.", remedy: "Choose one above 1023.")
        }
    }

    /// All routes.
    private func router(
        isOwner: Bool, port: BoundPort, _ prompts: PromptService, _ workflows: WorkflowService
    ) -> Router<KapellRequestContext> {
        let router = Router(context: KapellRequestContext.self)
        let paths = isOwner ? nil : system.paths
        router.add(middleware: ErrorMiddleware(counters: system.counters, paths: paths))
        router.add(middleware: OffLoop())
        router.add(middleware: HeaderMiddleware())
        if !isOwner { router.add(middleware: HostMiddleware(host: host, bound: port)) }
        HealthRoutes(system: system).add(to: router)
        KnowledgeRoutes(system: system, paths: paths).add(to: router)
        PageRoutes(system: system).add(to: router)
        CollectionRoutes(system: system).add(to: router)
        MigrationRoutes(system: system).add(to: router)
        SnapshotRoutes(system: system).add(to: router)
        PromptRoutes(system: system, paths: paths, prompts: prompts).add(to: router)
        RunRoutes(system: system, paths: paths).add(to: router)
        WorkflowRoutes(service: workflows, paths: paths).add(to: router)
        CheckpointRoutes(shelf: system.checkpoints).add(to: router)
        let embeddings = EmbeddingRoutes(system: system)
        embeddings.add(to: router)
        let counts = TokenCountRoutes(gateway: system.gateway)
        counts.add(to: router)
        GatewayRoutes(gateway: system.gateway, embeddings: embeddings, counts: counts, limits: limits).add(to: router)
        RerankRoutes(gateway: system.gateway).add(to: router)
        ImageRoutes(gateway: system.gateway).add(to: router)
        CompletionRoutes(gateway: system.gateway).add(to: router)
        LocalModelRoutes(pool: system.pool).add(to: router)
        TokenRoutes(gateway: system.gateway).add(to: router)
        ModelRoutes(system: system).add(to: router)
        StudioRoutes().add(to: router)
        if isOwner { OwnerRoutes(system: system).add(to: router) }
        return router
    }
}

/// Counts listeners that answer.
private final class Started: Sendable {
    private let left: Mutex<Int>

    init(count: Int) { left = Mutex(count) }

    /// Whether this was the last one.
    func oneMore() -> Bool {
        left.withLock { left in
            left -= 1
            return left == 0
        }
    }
}
