import KapellCore

/// Waits for a stream's first event, and gives a stream that begins with it.
enum FirstEvent {
    /// Throws what the stream throws before its first event.
    static func of(_ events: ModelEventStream) async throws -> ModelEventStream {
        var iterator = events.makeAsyncIterator()
        guard let first = try await iterator.next() else {
            throw KapellError(.model, "The model ended without an answer.")
        }
        let rest = IteratorBox(iterator)
        let isFirst = FirstFlag()
        return ModelEventStream(unfolding: {
            if isFirst.take() { return first }
            return try await rest.next()
        })
    }
}

/// An iterator that is used by one task after another, never by two at once.
private final class IteratorBox: @unchecked Sendable {  // lock: none needed, the unfolding stream asks one at a time
    private var iterator: ModelEventStream.Iterator

    init(_ iterator: ModelEventStream.Iterator) { self.iterator = iterator }

    func next() async throws -> ModelEvent? { try await iterator.next() }
}

private final class FirstFlag: @unchecked Sendable {  // lock: none needed, the unfolding stream asks one at a time
    private var isFirst = true

    func take() -> Bool {
        defer { isFirst = false }
        return isFirst
    }
}
