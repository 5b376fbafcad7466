package import KapellCore
import Synchronization

/// Waits for a stream's first event.
package enum FirstEvent {
    /// The same stream again, from its first event on.
    ///
    /// Ending the iteration, or cancelling the task that iterates, stops the request at its source.
    ///
    /// - Throws: what the stream throws before its first event; `.model` when it ends without one.
    package static func of(_ events: ModelEventStream) async throws -> ModelEventStream {
        var first: ModelEvent?
        for try await event in events {
            first = event
            break
        }
        try Task.checkCancellation()
        guard let first else { throw KapellError(.model, "The model ended without an answer.") }
        let waiting = Mutex<ModelEvent?>(first)
        return ModelEventStream(unfolding: {
            if let first = waiting.withLock({ $0.take() }) { return first }
            // A stream goes on where its last iterator stopped.
            for try await event in events { return event }
            return nil
        })
    }
}
