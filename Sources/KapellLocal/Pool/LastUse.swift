import Synchronization

/// When a model was used last, in a row that all models of the process share.
final class LastUse: Sendable {
    private static let row = Atomic<Int64>(0)
    private let place = Atomic<Int64>(0)

    var value: Int64 { place.load(ordering: .relaxed) }

    func note() { place.store(Self.row.add(1, ordering: .relaxed).newValue, ordering: .relaxed) }
}
