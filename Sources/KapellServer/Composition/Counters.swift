import Synchronization

/// Counts what the server does, for `/metrics`.
public final class Counters: Sendable {
    private let state = Mutex<[Key: Double]>([:])

    public init() {}

    /// A metric with its labels, in the order in which they are written.
    public struct Key: Sendable, Hashable, Comparable {
        public var name: String
        public var labels: String

        public static func < (left: Key, right: Key) -> Bool { (left.name, left.labels) < (right.name, right.labels) }
    }

    /// Adds to a counter.
    ///
    /// - Parameter labels: names and values; values are escaped.
    public func add(_ name: String, _ labels: [(String, String)] = [], by amount: Double = 1) {
        let key = Key(name: name, labels: MetricsText.labels(labels))
        state.withLock { $0[key, default: 0] += amount }
    }

    /// All counters, by name and labels.
    public var all: [(key: Key, value: Double)] {
        state.withLock { $0.sorted { $0.key < $1.key }.map { (key: $0.key, value: $0.value) } }
    }
}
