internal import KapellCore
internal import Synchronization

/// Lets many in at a time, or one alone, in the order in which they came.
///
/// Writes share it. What has to see a collection between two writes takes it alone, for a moment.
final class SharedGate: Sendable {
    private struct State {
        var inside = 0
        var isAlone = false
        var waiting: [(wantsAlone: Bool, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    /// Not cancelled while it waits: what holds the gate alone is short.
    func shared<Value>(_ body: () async throws(KapellError) -> Value) async throws(KapellError) -> Value {
        await enter(alone: false)
        defer { leave(alone: false) }
        return try await body()
    }

    func alone<Value>(_ body: () async throws(KapellError) -> Value) async throws(KapellError) -> Value {
        await enter(alone: true)
        defer { leave(alone: true) }
        return try await body()
    }

    private func enter(alone: Bool) async {
        if state.withLock({ Self.admit(&$0, alone: alone) }) { return }
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let isIn = state.withLock { state in
                if Self.admit(&state, alone: alone) { return true }
                state.waiting.append((alone, continuation))
                return false
            }
            if isIn { continuation.resume() }
        }
    }

    /// Whoever waits goes first, so that neither kind waits for ever.
    private static func admit(_ state: inout State, alone: Bool) -> Bool {
        guard state.waiting.isEmpty, !state.isAlone, !alone || state.inside == 0 else { return false }
        if alone { state.isAlone = true } else { state.inside += 1 }
        return true
    }

    private func leave(alone: Bool) {
        let admitted = state.withLock { state in
            if alone { state.isAlone = false } else { state.inside -= 1 }
            var admitted: [CheckedContinuation<Void, Never>] = []
            while let next = state.waiting.first, !state.isAlone, !next.wantsAlone || state.inside == 0 {
                admitted.append(state.waiting.removeFirst().continuation)
                if next.wantsAlone { state.isAlone = true } else { state.inside += 1 }
            }
            return admitted
        }
        for continuation in admitted { continuation.resume() }
    }
}
