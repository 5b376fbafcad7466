import Foundation

/// Keeps a connection open until the test lets go.
final class HoldingServer: Sendable {
    private let condition = NSCondition()
    private let state = LockedFlag()

    func wait() {
        condition.lock()
        while !state.value { condition.wait() }
        condition.unlock()
    }

    func end() {
        condition.lock()
        state.set()
        condition.broadcast()
        condition.unlock()
    }
}
