import KapellCore
import KapellWorkflows
import Synchronization

/// What effects have done, in a world that outlives every process of a test.
final class World: Sendable {
    private let state = Mutex<(done: [String: Int], log: [String])>(([:], []))

    /// Does something under a key, and counts how often.
    func act(_ key: String) {
        state.withLock { state in
            state.done[key, default: 0] += 1
            state.log.append(key)
        }
    }

    func has(_ key: String) -> Bool { state.withLock { $0.done[key] != nil } }
    var count: Int { state.withLock { $0.log.count } }
    /// Keys that were used more than once.
    var repeated: [String] { state.withLock { $0.done.filter { $0.value > 1 }.keys.sorted() } }
    var keys: [String] { state.withLock { $0.log } }
}
