public import KapellCore
import Synchronization

/// The events of one answer. They can be read once.
///
/// The last one is `finished`, or a ``ProviderFailure`` is thrown. Ending the iteration, cancelling the task that iterates
/// or letting the events go unread closes the connection at once.
public struct ProviderEvents: AsyncSequence, Sendable {
    public typealias Element = ModelEvent
    public typealias Failure = ProviderFailure

    private let owner: ReaderOwner

    init(_ reader: StreamReader) { owner = ReaderOwner(reader) }

    public func makeAsyncIterator() -> Iterator {
        owner.handOver()
        return Iterator(owner.reader)
    }

    public struct Iterator: AsyncIteratorProtocol {
        private let owner: ReaderOwner
        private var batch: [ModelEvent] = []
        private var index = 0

        init(_ reader: StreamReader) { owner = ReaderOwner(reader) }

        public mutating func next(
            isolation actor: isolated (any Actor)? = #isolation
        ) async throws(ProviderFailure) -> ModelEvent? {
            while index == batch.count {
                guard let piece = try await owner.reader.next() else { return nil }
                (batch, index) = (piece.events, 0)
            }
            defer { index += 1 }
            return batch[index]
        }

        /// The events that have arrived together; `nil` after the last ones.
        public mutating func nextBatch() async throws(ProviderFailure) -> [ModelEvent]? {
            while let piece = try await owner.reader.next() {
                if !piece.events.isEmpty { return piece.events }
            }
            return nil
        }
    }
}

/// Ends the reading when the one who could read is gone.
final class ReaderOwner: Sendable {
    let reader: StreamReader
    private let isHandedOver = Atomic(false)

    init(_ reader: StreamReader) { self.reader = reader }

    /// Another owner reads from now on.
    func handOver() { isHandedOver.store(true, ordering: .relaxed) }

    deinit {
        if !isHandedOver.load(ordering: .relaxed) { reader.leave() }
    }
}
