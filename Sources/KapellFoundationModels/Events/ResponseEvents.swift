/// Every step of a streamed answer, from its beginning. A failure comes out of the loop.
///
/// Each iteration sees all events, whenever it begins. The request runs while someone holds this, the stream, or an
/// iterator of either.
public struct ResponseEvents: AsyncSequence, Sendable {
    public typealias Element = ResponseEvent

    let owner: StreamOwner

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(owner: owner) }

    /// Walks over the events.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let owner: StreamOwner
        private var position = 0
        private var waiting: ArraySlice<ResponseEvent> = []
        private var outcome: Result<TurnOutcome, any Error>?

        init(owner: StreamOwner) { self.owner = owner }

        /// The next event; nil after the last. Throws what the request throws.
        public mutating func next() async throws -> ResponseEvent? { try await next(isolation: #isolation) }

        /// The next event; see ``next()``.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws -> ResponseEvent? {
            while true {
                if let event = waiting.popFirst() { return event }
                if let outcome {
                    _ = try outcome.get()
                    return nil
                }
                let news = await owner.log.news(after: position)
                if Task.isCancelled {
                    owner.cancel()
                    throw CancellationError()
                }
                position += news.events.count
                waiting = news.events[...]
                outcome = news.outcome
            }
        }
    }
}
