import NIOCore

/// Lets what is written in one turn of the event loop leave together: the client flushes a request's head before its body,
/// which would be two packets and two calls of the system.
final class FlushOnce: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer

    private var isPlanned = false

    func flush(context: ChannelHandlerContext) {
        guard !isPlanned else { return }
        isPlanned = true
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.eventLoop.execute {
            let (handler, context) = bound.value
            handler.flushNow(context)
        }
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        flushNow(context)
        context.close(mode: mode, promise: promise)
    }

    func handlerRemoved(context: ChannelHandlerContext) { flushNow(context) }

    private func flushNow(_ context: ChannelHandlerContext) {
        guard isPlanned else { return }
        isPlanned = false
        context.flush()
    }
}
