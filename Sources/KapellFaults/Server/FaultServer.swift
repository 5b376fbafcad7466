import NIOCore
import NIOPosix
import Synchronization

/// A provider on a real socket that does what goes wrong with providers.
///
/// ```swift
/// let server = try await FaultServer.start(.openAIChat, [.status(503), .none])
/// // first request: 503; every later one: a healthy answer
/// server.requests.count
/// await server.stop()
/// ```
public final class FaultServer: Sendable {
    /// The end of a connection.
    public struct Closing: Sendable {
        public let time: ContinuousClock.Instant
        /// Whether the client ended it.
        public let byClient: Bool
    }

    struct Record: Sendable {
        var requests: [ReceivedRequest] = []
        var closings: [Closing] = []
        var connections = 0
        var served = 0
    }

    private let channel: any Channel
    private let record: SharedRecord
    /// Where it listens, on 127.0.0.1.
    public let port: Int

    /// A class, for each connection holds it.
    final class SharedRecord: Sendable {
        let value = Mutex(Record())
        let script: @Sendable (Int, ReceivedRequest?) -> FaultReply

        init(_ script: @escaping @Sendable (Int, ReceivedRequest?) -> FaultReply) { self.script = script }
    }

    private init(_ channel: any Channel, _ record: SharedRecord, port: Int) {
        self.channel = channel
        self.record = record
        self.port = port
    }

    /// Starts a server whose requests meet one fault after the other, and the last one from then on.
    public static func start(_ dialect: FaultDialect, _ faults: [Fault]) async throws -> FaultServer {
        try await start { number, request in
            let fault = number < faults.count ? faults[number] : faults.last ?? .none
            return fault.reply(dialect, streams: request?.streams ?? true)
        }
    }

    /// Starts a server that has a fault in store for each request, in whatever dialect it came.
    public static func start(
        choosing: @escaping @Sendable (ReceivedRequest) -> (dialect: FaultDialect, fault: Fault)
    ) async throws -> FaultServer {
        try await start { _, request in
            guard let request else { return FaultReply([]) }
            let (dialect, fault) = choosing(request)
            return fault.reply(dialect, streams: request.streams)
        }
    }

    /// Starts a server with answers of one's own.
    ///
    /// - Parameter script: the number of the request, from 0, and the request; none when a connection gets its first
    ///   bytes, for replies that do not wait for a whole request.
    public static func start(
        script: @escaping @Sendable (Int, ReceivedRequest?) -> FaultReply
    ) async throws -> FaultServer {
        let record = SharedRecord(script)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(FaultConnection(record))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return FaultServer(channel, record, port: channel.localAddress?.port ?? 0)
    }

    public func stop() async { try? await channel.close().get() }

    /// The requests so far, whole ones only.
    public var requests: [ReceivedRequest] { record.value.withLock { $0.requests } }

    /// The ends of connections so far.
    public var closings: [Closing] { record.value.withLock { $0.closings } }

    /// Connections so far.
    public var connections: Int { record.value.withLock { $0.connections } }

    /// Waits until so many connections have ended, two seconds at most, and returns the last end.
    public func closing(_ count: Int = 1) async throws -> Closing? {
        for _ in 0..<1_000 {
            let closings = closings
            if closings.count >= count { return closings[count - 1] }
            try await Task.sleep(for: .milliseconds(2))
        }
        return nil
    }
}
