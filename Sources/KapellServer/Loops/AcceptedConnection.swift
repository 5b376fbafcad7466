import HummingbirdCore
import NIOCore
import Synchronization

/// A connection that was accepted, until somebody serves it.
///
/// When a server stops, NIO drops those connections that it accepted and nobody has taken yet: what waits in the
/// listener's sequence when that is cancelled, and what is made ready while the listener closes. A dropped
/// `NIOAsyncChannel` that was not closed ends the process (swift-nio, issues 2637 and 2813). This one closes.
final class AcceptedConnection: ServerChildChannelValue {
    private let connection: HTTP1Channel.Value
    private let isTaken = Atomic(false)

    init(_ connection: HTTP1Channel.Value) { self.connection = connection }

    var channel: any Channel { connection.channel }

    /// The connection, for whoever closes it in the end.
    func take() -> HTTP1Channel.Value {
        isTaken.store(true, ordering: .relaxed)
        return connection
    }

    deinit {
        guard !isTaken.load(ordering: .relaxed) else { return }
        // A closed channel takes its writer to its end, after which it may go. It has to stay until then.
        let connection = connection
        connection.channel.closeFuture.whenComplete { _ in withExtendedLifetime(connection) {} }
        connection.channel.close(promise: nil)
    }
}
