import NIOCore
import Synchronization

/// Sees when the client of a connection goes, and stops what was done for it.
///
/// It sits in the connection's pipeline, between what reads requests and what answers them, and takes nothing from it:
/// the connection can serve the next request. A client that closes only its own side counts as gone, too.
final class ClientWatch: ChannelInboundHandler, RemovableChannelHandler, Sendable {
    typealias InboundIn = Never

    private struct State {
        var hasGone = false
        var next = 0
        /// Those who wait for the client to go: their streams end then.
        var waiting: [Int: AsyncStream<Void>.Continuation] = [:]
    }

    private let state = Mutex(State())

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent { leave() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        leave()
        context.fireChannelInactive()
    }

    /// Runs `work`, and cancels it when the client goes.
    ///
    /// - Throws: what `work` throws; `CancellationError` when the client went first.
    func whilePresent<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let (presence, continuation) = AsyncStream<Void>.makeStream()
        let id = wait(continuation)
        defer { state.withLock { _ = $0.waiting.removeValue(forKey: id) } }
        return try await withThrowingTaskGroup(of: Value.self) { group in
            group.addTask { try await work() }
            group.addTask {
                for await _ in presence {}
                throw CancellationError()
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw CancellationError() }
            return first
        }
    }

    private func wait(_ continuation: AsyncStream<Void>.Continuation) -> Int {
        state.withLock { state in
            if state.hasGone { continuation.finish() }
            state.next += 1
            state.waiting[state.next] = continuation
            return state.next
        }
    }

    private func leave() {
        let waiting = state.withLock { state in
            state.hasGone = true
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for continuation in waiting { continuation.finish() }
    }
}
