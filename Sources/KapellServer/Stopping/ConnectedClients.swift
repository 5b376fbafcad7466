import KapellCore
import NIOCore
import Synchronization

/// The connections of a server that are open.
final class ConnectedClients: Sendable {
    private struct State {
        var open: [ObjectIdentifier: (watch: ClientWatch, channel: any Channel)] = [:]
        var isStopping = false
    }

    private let state = Mutex(State())

    func add(_ watch: ClientWatch, _ channel: any Channel) {
        let isLate = state.withLock { state in
            state.open[ObjectIdentifier(watch)] = (watch, channel)
            return state.isStopping
        }
        if isLate { watch.stop() }
    }

    func remove(_ watch: ClientWatch) {
        state.withLock { _ = $0.open.removeValue(forKey: ObjectIdentifier(watch)) }
    }

    /// Ends what is done for clients, who are told so. Who comes later is told at once.
    func stop() {
        let open = state.withLock { state in
            state.isStopping = true
            return Array(state.open.values)
        }
        for client in open { client.watch.stop() }
    }

    /// Closes all connections, whatever was still to be sent over them.
    func close() {
        for client in state.withLock({ Array($0.open.values) }) { client.channel.close(promise: nil) }
    }
}

extension KapellError {
    /// What a client is told whose answer was not whole when the server had to end.
    static let serverStops = KapellError(
        .unavailable, "The server is being stopped.", remedy: "Ask again when it runs again.")
}
