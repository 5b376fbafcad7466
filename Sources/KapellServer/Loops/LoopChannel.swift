import HummingbirdCore
import Logging
import NIOCore

/// HTTP/1.1 whose connections are each served on their own event loop.
struct LoopChannel: ServerChildChannel {
    private let inner: HTTP1Channel

    init(_ inner: HTTP1Channel) { self.inner = inner }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<AcceptedConnection> {
        inner.setup(channel: channel, logger: logger).map { AcceptedConnection($0) }
    }

    func handle(value: AcceptedConnection, logger: Logger) async {
        let connection = value.take()
        await withTaskExecutorPreference(LoopExecutor(connection.channel.eventLoop)) {
            await inner.handle(value: connection, logger: logger)
        }
    }
}
