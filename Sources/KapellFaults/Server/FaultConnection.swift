import NIOCore
import NIOPosix
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// One connection of a faulty server.
final class FaultConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let record: FaultServer.SharedRecord
    private var bytes: [UInt8] = []
    private var steps: ArraySlice<FaultReply.Step> = []
    private var isPlaying = false
    private var endedByUs = false
    private var isGone = false

    init(_ record: FaultServer.SharedRecord) { self.record = record }

    func channelActive(context: ChannelHandlerContext) {
        record.value.withLock { $0.connections += 1 }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        isGone = true
        let closing = FaultServer.Closing(time: .now, byClient: !endedByUs)
        record.value.withLock { $0.closings.append(closing) }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        bytes += Array(unwrapInboundIn(data).readableBytesView)
        serve(context)
    }

    private func serve(_ context: ChannelHandlerContext) {
        guard !isPlaying, !bytes.isEmpty else { return }
        let early = record.script(record.value.withLock { $0.served }, nil)
        if early.ignoresRequest {
            bytes = []
            return begin(early, context)
        }
        guard let (request, length) = ReceivedRequest.read(bytes) else { return }
        bytes.removeFirst(length)
        let number = record.value.withLock { record in
            record.requests.append(request)
            record.served += 1
            return record.served - 1
        }
        begin(record.script(number, request), context)
    }

    private func begin(_ reply: FaultReply, _ context: ChannelHandlerContext) {
        steps = reply.steps[...]
        isPlaying = true
        play(context)
    }

    /// Takes steps until one of them takes time.
    private func play(_ context: ChannelHandlerContext) {
        while !isGone {
            guard let step = steps.popFirst() else {
                isPlaying = false
                return serve(context)
            }
            switch step {
            case .streamHead(let status, let headers):
                write(Self.head(status, headers + [("transfer-encoding", "chunked")]), context)
            case .whole(let status, let headers, let body):
                write(Self.head(status, headers + [("content-length", "\(body.count)")]) + body, context)
            case .raw(let bytes): write(bytes, context)
            case .chunk(let bytes): write(Self.chunk(bytes), context)
            case .drip(let bytes, let pause):
                guard !bytes.isEmpty else { continue }
                write(Self.chunk(Array(bytes.prefix(7))), context)
                steps = [.pause(pause), .drip(Array(bytes.dropFirst(7)), pause)] + steps
            case .pause(let pause): return wait(pause, context)
            case .end: write(Array("0\r\n\r\n".utf8), context)
            case .close:
                endedByUs = true
                return context.close(promise: nil)
            case .reset:
                endedByUs = true
                let channel = context.channel
                let close: @Sendable (Result<Void, any Error>) -> Void = { _ in channel.close(promise: nil) }
                guard let socket = channel as? any SocketOptionProvider else { return close(.success(())) }
                return socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete(close)
            case .silence: return
            }
        }
    }

    private func wait(_ pause: Duration, _ context: ChannelHandlerContext) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let (seconds, attoseconds) = pause.components
        let nanoseconds = min(max(seconds, 0), 3_600) * 1_000_000_000 + attoseconds / 1_000_000_000
        context.eventLoop.scheduleTask(in: .nanoseconds(nanoseconds)) {
            let (connection, context) = bound.value
            connection.play(context)
        }
    }

    private func write(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    }

    private static func head(_ status: Int, _ headers: [(String, String)]) -> [UInt8] {
        let lines = headers.map { "\($0.0): \($0.1)\r\n" }.joined()
        return Array("HTTP/1.1 \(status) Status\r\n\(lines)\r\n".utf8)
    }

    private static func chunk(_ bytes: [UInt8]) -> [UInt8] {
        bytes.isEmpty ? [] : Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + [0x0D, 0x0A]
    }
}
