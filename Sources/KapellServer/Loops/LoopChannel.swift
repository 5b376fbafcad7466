import HummingbirdCore
import Logging
import NIOCore

/// HTTP/1.1 whose connections are each served on their own event loop.
struct LoopChannel: ServerChildChannel {
    private let inner: HTTP1Channel

    init(_ inner: HTTP1Channel) { self.inner = inner }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        inner.setup(channel: channel, logger: logger)
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await withTaskExecutorPreference(LoopExecutor(value.channel.eventLoop)) {
            await inner.handle(value: value, logger: logger)
        }
    }
}
