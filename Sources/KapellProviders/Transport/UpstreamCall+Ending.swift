import AsyncHTTPClient
import KapellCore
import NIOCore
import Synchronization

extension UpstreamCall {
    /// Ends the call now and closes its connection, unless it has ended.
    func cancel() {
        finish(.failure(failure(KapellError(.cancelled, "The request to \(host) was cancelled."))))
    }

    /// The answer is complete: waits a moment for the end of the body, without a reader, and then closes the connection.
    func release() {
        let loop = state.withLock { state -> (any EventLoop)? in
            guard state.end == nil, !state.isDraining else { return nil }
            state.isDraining = true
            state.chunks = []
            state.set(.draining, CallLimit.draining.duration(in: timeouts))
            state.demand?.succeed()
            state.demand = nil
            return state.task?.eventLoop
        }
        if let loop { reschedule(on: loop) }
    }

    /// Nobody reads any more.
    func abandon() {
        let isOver = state.withLock { $0.end != nil || $0.isDraining }
        if !isOver { cancel() }
    }

    /// A failure of this call, with what is known about its costs.
    func failure(_ error: KapellError) -> ProviderFailure {
        let isSent = state.withLock { $0.sent != nil }
        return ProviderFailure(error, mayHaveBeenBilled: isSent, reachedProvider: isSent)
    }

    /// The first end wins.
    func finish(_ end: Result<Void, ProviderFailure>) {
        let before = state.withLock { state -> State? in
            guard state.end == nil else { return nil }
            state.end = end
            let before = state
            state.reader = nil
            state.demand = nil
            state.timer = nil
            return before
        }
        guard let before else { return }
        before.timer?.cancel()
        if case .failure = end { before.task?.cancel() }
        before.demand?.succeed()
        before.reader?.resume()
    }

    // MARK: The clock

    /// Has ``tick()`` called when the next limit passes.
    ///
    /// The limit is read and its timer set under one lock: of two threads that do so at once, the one that read the older
    /// limit must not have the last word.
    func reschedule(on loop: any EventLoop) {
        let old = state.withLock { state -> Scheduled<Void>? in
            let deadline = min(state.limitEnd, state.totalEnd)
            guard state.end == nil, deadline < .distantFuture else { return nil }
            let old = state.timer
            state.timer = loop.scheduleTask(deadline: deadline) { self.tick(on: loop) }
            state.timerEnd = deadline
            return old
        }
        old?.cancel()
    }

    /// Ends the call where a limit has passed; else sleeps until the next one. Pieces only move the limit on, they do
    /// not move the timer.
    private func tick(on loop: any EventLoop) {
        let now = NIODeadline.now()
        let passed = state.withLock { state -> CallLimit? in
            guard state.end == nil else { return nil }
            if state.totalEnd <= now { return .total }
            guard state.limitEnd <= now else { return nil }
            // What waits to be read is not the provider's delay.
            if !state.chunks.isEmpty {
                state.limitEnd = now + .milliseconds(50)
                return nil
            }
            return state.limit
        }
        if let passed {
            finish(.failure(failure(passed.error(host, timeouts))))
        } else {
            reschedule(on: loop)
        }
    }
}
