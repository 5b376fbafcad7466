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
        var working: [Int: Working] = [:]
    }

    /// A task that works for the client. It stands in the state only while it runs, and is touched only under its lock.
    private struct Working: @unchecked Sendable {
        let task: UnsafeCurrentTask
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
        // A task of its own: cancelling it must not cancel what answers the client that closed only its own side.
        async let value = watched(work)
        return try await value
    }

    private func watched<Value: Sendable>(_ work: @Sendable () async throws -> Value) async throws -> Value {
        let id = withUnsafeCurrentTask { task in
            state.withLock { state in
                state.next += 1
                if let task, !state.hasGone { state.working[state.next] = Working(task: task) }
                return state.hasGone ? nil : state.next
            }
        }
        guard let id else { throw CancellationError() }
        defer { state.withLock { _ = $0.working.removeValue(forKey: id) } }
        let value = try await work()
        // Who was cancelled and went on all the same has worked for nobody.
        if state.withLock({ $0.hasGone }) { throw CancellationError() }
        return value
    }

    private func leave() {
        state.withLock { state in
            state.hasGone = true
            for working in state.working.values { working.task.cancel() }
            state.working = [:]
        }
    }
}
