internal import Synchronization

/// A number that only goes up.
final class SequenceCounter: Sendable {
    private let number: Atomic<UInt64>

    init(_ value: UInt64 = 0) { number = Atomic(value) }

    var value: UInt64 { number.load(ordering: .acquiring) }

    /// The number after the addition.
    func add(_ count: UInt64) -> UInt64 { number.wrappingAdd(count, ordering: .acquiringAndReleasing).newValue }
}
