package import KapellCore

/// A stream of events that has begun.
package struct OpenedStream: Sendable {
    package var stream: ModelEventStream
    /// What has come so far: reports of usage, then one event of the answer.
    package var head: [ModelEvent]

    /// Brings a request up to the first event of its answer.
    static func open(_ attempt: PolicyAttempt) async throws -> OpenedStream {
        try await open(attempt.target.backend.stream(attempt.request))
    }

    /// Brings a stream up to the first event of its answer.
    package static func open(_ stream: ModelEventStream) async throws -> OpenedStream {
        var iterator = stream.makeAsyncIterator()
        var head: [ModelEvent] = []
        var usage: ModelUsage?
        do {
            while let event = try await iterator.next() {
                head.append(event)
                switch event {
                case .usage(let total): usage = total
                case .text(""), .reasoning(""): break
                default: return OpenedStream(stream: stream, head: head)
                }
            }
        } catch {
            var failure = AttemptFailure(wrapping: error)
            if failure.usage == nil, usage != nil { failure = AttemptFailure(failure.error, usage: usage) }
            throw failure
        }
        try Task.checkCancellation()
        throw AttemptFailure(.cut, usage: usage)
    }

    /// The next event after ``head``; `nil` at the end, and when the task is cancelled.
    func next() async throws -> ModelEvent? {
        var iterator = stream.makeAsyncIterator()
        return try await iterator.next()
    }
}

extension KapellError {
    static let cut = KapellError(.network, "The model's stream ended before its answer did.", remedy: "Ask again.")
}
