import KapellCore
import NIOCore
import Synchronization

/// Sees when the client of a connection goes, and stops what was done for it. A server that stops ends it, too.
///
/// It sits in the connection's pipeline, between what reads requests and what answers them, and takes nothing from it:
/// the connection can serve the next request. A client that closes only its own side counts as gone, too.
final class ClientWatch: ChannelInboundHandler, RemovableChannelHandler, Sendable {
    typealias InboundIn = Never

    /// Why nobody waits for answers any more.
    private enum End {
        case client
        case server

        var error: any Error {
            switch self {
            case .client: CancellationError()
            case .server: KapellError.serverStops
            }
        }
    }

    private struct State {
        var end: End?
        var next = 0
        var working: [Int: Working] = [:]
    }

    /// A task that works for the client. It stands in the state only while it runs, and is touched only under its lock.
    private struct Working: @unchecked Sendable {
        let task: UnsafeCurrentTask
    }

    private let clients: ConnectedClients
    private let state = Mutex(State())

    init(_ clients: ConnectedClients) { self.clients = clients }

    func handlerAdded(context: ChannelHandlerContext) { clients.add(self, context.channel) }

    func handlerRemoved(context: ChannelHandlerContext) { clients.remove(self) }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent { end(.client) }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        end(.client)
        clients.remove(self)
        context.fireChannelInactive()
    }

    /// Ends what is done for the client because the server stops.
    func stop() { end(.server) }

    /// Runs `work`, and cancels it when the client goes, or the server stops.
    ///
    /// - Throws: what `work` throws; `CancellationError` when the client went first, ``KapellError/serverStops`` when the
    ///   server ended it.
    func whilePresent<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
        // A task of its own: cancelling it must not cancel what answers the client that closed only its own side.
        async let value = watched(work)
        return try await value
    }

    private func watched<Value: Sendable>(_ work: @Sendable () async throws -> Value) async throws -> Value {
        let (id, end) = withUnsafeCurrentTask { task in
            state.withLock { state in
                state.next += 1
                if let task, state.end == nil { state.working[state.next] = Working(task: task) }
                return (state.next, state.end)
            }
        }
        if let end { throw end.error }
        defer { state.withLock { _ = $0.working.removeValue(forKey: id) } }
        let value: Value
        do { value = try await work() } catch {
            if case .server? = state.withLock({ $0.end }) { throw End.server.error }
            throw error
        }
        // Who was cancelled and went on all the same has worked for nobody.
        if let end = state.withLock({ $0.end }) { throw end.error }
        return value
    }

    private func end(_ end: End) {
        state.withLock { state in
            if state.end == nil { state.end = end }
            for working in state.working.values { working.task.cancel() }
            state.working = [:]
        }
    }
}
