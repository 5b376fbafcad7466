import NIOCore
import NIOPosix

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A connection of a client that may do whatever clients do: half a request, two at once, go in the middle.
final class WireConnection: Sendable {
    private let channel: any Channel
    /// What arrives, until the server closes. One task reads it.
    private let arriving: AsyncStream<[UInt8]>

    private init(_ channel: any Channel, _ arriving: AsyncStream<[UInt8]>) {
        self.channel = channel
        self.arriving = arriving
    }

    /// - Parameter reads: whether it reads at all what comes.
    static func open(_ port: Int, reads: Bool = true) async throws -> WireConnection {
        let (arriving, continuation) = AsyncStream<[UInt8]>.makeStream()
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: false)
            .channelOption(.autoRead, value: reads)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Collector(continuation))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        return WireConnection(channel, arriving)
    }

    deinit { channel.close(promise: nil) }

    func send(_ bytes: [UInt8]) async throws { try await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get() }

    func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    /// Closes its own side alone.
    func closeOutput() async throws { try await channel.close(mode: .output).get() }

    func close() { channel.close(promise: nil) }

    /// Closes with a reset.
    func reset() async {
        if let socket = channel as? any SocketOptionProvider {
            try? await socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        }
        channel.close(promise: nil)
    }

    /// Reads until `isEnough` of all that has come, or until the server closes.
    ///
    /// - Returns: all that has come, and whether the server has closed.
    func read(until isEnough: ([UInt8]) -> Bool) async -> (bytes: [UInt8], hasEnded: Bool) {
        var bytes: [UInt8] = []
        for await piece in arriving {
            bytes += piece
            if isEnough(bytes) { return (bytes, false) }
        }
        return (bytes, true)
    }

    /// One response, whole or as far as it came.
    func response() async -> WireResponse? {
        var found: WireResponse?
        let (bytes, hasEnded) = await read { bytes in
            found = WireResponse.read(bytes)?.response
            return found != nil
        }
        return hasEnded ? WireResponse.read(bytes, atEnd: true)?.response : found
    }

    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let continuation: AsyncStream<[UInt8]>.Continuation

        init(_ continuation: AsyncStream<[UInt8]>.Continuation) { self.continuation = continuation }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            continuation.yield(Array(unwrapInboundIn(data).readableBytesView))
        }

        func channelInactive(context: ChannelHandlerContext) { continuation.finish() }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}
