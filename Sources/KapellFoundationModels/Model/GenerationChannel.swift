import Synchronization

/// Where an executor puts what a model writes.
///
/// ```swift
/// await channel.send(.response(action: .appendText("Hel", tokenCount: 1)))
/// await channel.send(.response(action: .appendText("lo", tokenCount: 1)))
/// ```
///
/// Events with the same entry id belong to one entry; without an id, those of one kind that follow each other do.
/// Metadata and usage replace what was sent before.
///
/// In a session, events go straight into the turn. A channel of one's own, as tests of executors make it, keeps them
/// for whoever iterates over it, until ``finish()``.
public struct LanguageModelExecutorGenerationChannel: AsyncSequence, Sendable {
    public typealias Element = Event
    public typealias Failure = Never

    private enum Way: Sendable {
        case sink(@Sendable (Event) -> Void)
        case queue(AsyncStream<Event>, AsyncStream<Event>.Continuation)
    }

    private let way: Way

    /// A channel that keeps its events for whoever iterates over it.
    public init() {
        let (stream, continuation) = AsyncStream.makeStream(of: Event.self)
        way = .queue(stream, continuation)
    }

    init(sink: @escaping @Sendable (Event) -> Void) { way = .sink(sink) }

    /// Sends one event. Never waits for the receiver.
    public nonisolated(nonsending) func send(_ event: Event) async { post(event) }

    /// ``send(_:)`` without a point of suspension.
    func post(_ event: Event) {
        switch way {
        case .sink(let sink): sink(event)
        case .queue(_, let continuation): continuation.yield(event)
        }
    }

    /// Ends the iteration over a channel of one's own. A session's channel ends by itself.
    public func finish() {
        if case .queue(_, let continuation) = way { continuation.finish() }
    }

    public func makeAsyncIterator() -> AsyncIterator {
        switch way {
        case .sink: AsyncIterator(base: nil)
        case .queue(let stream, _): AsyncIterator(base: stream.makeAsyncIterator())
        }
    }

    /// Walks over the events of a channel of one's own.
    public struct AsyncIterator: AsyncIteratorProtocol {
        var base: AsyncStream<Event>.Iterator?

        public mutating func next() async -> Event? { await next(isolation: #isolation) }

        public mutating func next(isolation actor: isolated (any Actor)?) async -> Event? {
            guard var iterator = base else { return nil }
            let event = await iterator.next(isolation: actor)
            base = iterator
            return event
        }
    }
}
