import AsyncHTTPClient
import KapellCore
import NIOCore
import Synchronization

extension UpstreamCall {
    private enum Step {
        case bytes([UInt8], EventLoopPromise<Void>?)
        case end
        case failure(ProviderFailure)
        case wait
    }

    /// The answer's status and header fields, once they are there.
    func head() async throws(ProviderFailure) -> Head {
        while true {
            let (head, end) = state.withLock { ($0.head, $0.end) }
            if case .failure(let failure)? = end { throw failure }
            if let head { return head }
            if end != nil { throw failure(KapellError(.network, "\(host) ended without an answer.")) }
            await park { $0.head == nil }
        }
    }

    /// The next bytes of the body; `nil` at its end. What arrived before a failure comes before it is thrown.
    func next() async throws(ProviderFailure) -> [UInt8]? {
        while true {
            let step = state.withLock { state -> Step in
                if case .failure(let failure)? = state.end, failure.error.code == .cancelled {
                    return .failure(failure)
                }
                if !state.chunks.isEmpty {
                    let bytes = state.chunks.count == 1 ? state.chunks[0] : Array(state.chunks.joined())
                    state.chunks.removeAll(keepingCapacity: true)
                    state.waiting = 0
                    defer { state.demand = nil }
                    return .bytes(bytes, state.demand)
                }
                switch state.end {
                case .success?: return .end
                case .failure(let failure)?: return .failure(failure)
                case nil: return .wait
                }
            }
            switch step {
            case .bytes(let bytes, let demand):
                demand?.succeed()
                return bytes
            case .end: return nil
            case .failure(let failure): throw failure
            case .wait: await park { $0.chunks.isEmpty }
            }
        }
    }

    /// A piece of the answer was read: the provider has time for the next one.
    func noteToken() {
        guard streams else { return }
        let loop = state.withLock { state -> (any EventLoop)? in
            guard !state.isDraining, state.end == nil else { return nil }
            state.set(.betweenTokens, timeouts.betweenTokens)
            return state.limitEnd < state.timerEnd ? state.task?.eventLoop : nil
        }
        if let loop { reschedule(on: loop) }
    }

    /// Waits until something has changed, or the task is cancelled, which ends the call.
    private func park(while isEmpty: @Sendable (borrowing State) -> Bool) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    guard state.end == nil, isEmpty(state), state.reader == nil else { return true }
                    state.reader = continuation
                    return false
                }
                if isReady { continuation.resume() }
            }
        } onCancel: {
            cancel()
        }
    }
}
