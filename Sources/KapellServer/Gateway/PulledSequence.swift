/// A sequence that is pulled element by element, by one reader that does not stay in one place.
final class PulledSequence<Base: AsyncSequence>: @unchecked Sendable {  // lock: none needed, it has one reader
    private var iterator: Base.AsyncIterator

    init(_ base: Base) { iterator = base.makeAsyncIterator() }

    func next() async throws(Base.Failure) -> Base.Element? { try await iterator.next(isolation: #isolation) }
}
