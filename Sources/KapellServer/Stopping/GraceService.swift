import KapellCore
import ServiceLifecycle

/// Services that are stopped together. What runs when that begins has a time of grace; after it, all of it is cancelled.
struct GraceService: Service {
    let services: [any Service]
    let clients: ConnectedClients
    let grace: Duration
    /// Ends the process if this does not end by itself; `nil` where the process is not the server's alone.
    let processEnd: ProcessEnd?

    /// The time in which clients are told that their answers end.
    private static let farewell = Duration.seconds(1)

    private enum Part { case service, patience, cancelled }

    func run() async throws {
        processEnd?.trapSignals()
        try await withThrowingTaskGroup(of: Part.self) { group in
            for service in services {
                group.addTask {
                    try await service.run()
                    return .service
                }
            }
            group.addTask {
                do { try await patience() } catch { return .cancelled }
                return .patience
            }
            var running = services.count
            while let part = try await group.next() {
                switch part {
                case .service:
                    running -= 1
                    if running == 0 { return group.cancelAll() }
                    if !Task.isCancelled, !Task.isShuttingDownGracefully {
                        throw KapellError(.internalError, "A part of the server has ended by itself.")
                    }
                case .cancelled: continue
                case .patience:
                    group.cancelAll()
                    clients.close()
                    // That they end is what is wanted now; with what errors, nobody is told.
                    while let result = await group.nextResult() { _ = result }
                    return
                }
            }
        }
    }

    /// Ends when what still runs is to be cancelled.
    private func patience() async throws {
        try await gracefulShutdown()
        processEnd?.begin()
        try await Task.sleep(for: grace)
        clients.stop()
        try await Task.sleep(for: Self.farewell)
    }
}
