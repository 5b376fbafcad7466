import Synchronization

/// Lets one piece of work in at a time, also while that waits for something. An actor would let others in meanwhile.
package final class AsyncGate: Sendable {
    private struct State: ~Copyable {
        var isTaken = false
        var waiting: [(id: Int, continuation: CheckedContinuation<Bool, Never>)] = []
        var next = 0
    }

    private let state = Mutex(State())

    package init() {}

    /// Runs `work` once it is its turn.
    ///
    /// - Throws: what `work` throws; `CancellationError` when the task is cancelled while it waits.
    package nonisolated(nonsending) func run<Result>(_ work: () async throws -> Result) async throws -> Result {
        try await enter()
        defer { leave() }
        return try await work()
    }

    /// Runs `work` if nothing else is in.
    package func runIfFree(_ work: () -> Void) {
        let isFree = state.withLock { state in
            defer { state.isTaken = true }
            return !state.isTaken
        }
        guard isFree else { return }
        defer { leave() }
        work()
    }

    private nonisolated(nonsending) func enter() async throws {
        try Task.checkCancellation()
        let place = state.withLock { state -> Int? in
            if !state.isTaken {
                state.isTaken = true
                return nil
            }
            state.next += 1
            return state.next
        }
        guard let id = place else { return }
        let isIn = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer = state.withLock { state -> Bool? in
                    if Task.isCancelled { return false }
                    guard state.isTaken else {
                        state.isTaken = true
                        return true
                    }
                    state.waiting.append((id, continuation))
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let continuation = state.withLock { state -> CheckedContinuation<Bool, Never>? in
                guard let place = state.waiting.firstIndex(where: { $0.id == id }) else { return nil }
                return state.waiting.remove(at: place).continuation
            }
            continuation?.resume(returning: false)
        }
        guard isIn else { throw CancellationError() }
    }

    private func leave() {
        let next = state.withLock { state -> CheckedContinuation<Bool, Never>? in
            guard !state.waiting.isEmpty else {
                state.isTaken = false
                return nil
            }
            return state.waiting.removeFirst().continuation
        }
        next?.resume(returning: true)
    }
}
