import KapellCore
import KapellJSON
import Synchronization

/// What nodes have written, by their cache keys. The oldest goes first.
final class NodeCache: Sendable {
    struct Key: Hashable {
        var workflow: String
        var schema: String
        var node: String
        var key: JSONValue
    }

    private struct State {
        var held: [Key: (writes: [ChannelWrite], time: Int64)] = [:]
        var order: [Key] = []
    }

    private let state = Mutex(State())
    private let limit: Int

    init(limit: Int) { self.limit = max(0, limit) }

    func writes(_ key: Key, lifetime: Duration?, now: Int64) -> [ChannelWrite]? {
        state.withLock { state in
            guard let held = state.held[key] else { return nil }
            if let lifetime, .nanoseconds(max(0, now.clampedSubtracting(held.time))) >= lifetime { return nil }
            return held.writes
        }
    }

    func keep(_ writes: [ChannelWrite], _ key: Key, now: Int64) {
        guard limit > 0 else { return }
        state.withLock { state in
            if state.held.updateValue((writes, now), forKey: key) == nil { state.order.append(key) }
            while state.order.count > limit { state.held[state.order.removeFirst()] = nil }
        }
    }
}
