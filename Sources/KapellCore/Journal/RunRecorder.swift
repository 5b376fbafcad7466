public import KapellJSON
import Synchronization

/// Writes one run into the journal: numbers its events, and times them.
public final class RunRecorder: Sendable {
    public let id: RunID
    private let journal: any Journal
    private let eventClass: EventClass
    private let now: @Sendable () -> Int64
    private let started: Int64
    private let state = Mutex(State())

    private struct State {
        var next = 0
        var ending = Ending.open
    }

    private enum Ending {
        case open
        /// The last event is on its way.
        case writing
        case written
    }

    /// Names a run; ``start(kind:subject:content:)`` writes its first event.
    ///
    /// - Parameter now: nanoseconds since 1970.
    public init(
        journal: any Journal, class eventClass: EventClass = .observed,
        now: @escaping @Sendable () -> Int64 = { Timestamp.now.nanoseconds }
    ) {
        var generator = SystemRandomNumberGenerator()
        started = now()
        id = RunID(milliseconds: started / 1_000_000, using: &generator)
        self.journal = journal
        self.eventClass = eventClass
        self.now = now
    }

    /// Writes the run's first event.
    public func start(kind: String, subject: String, content: [String: String] = [:]) async throws {
        try await record(.runStarted, ["kind": .string(kind), "subject": .string(subject)], content: content)
    }

    /// Writes an event. An observed run never waits and never throws here.
    public func record(_ type: EventType, _ data: JSONObject, content: [String: String] = [:]) async throws {
        let event = event(type, data)
        switch eventClass {
        case .durable: try await journal.append(event, content: content)
        case .observed: journal.observe(event, content: content)
        }
    }

    /// Writes an event of an observed run without waiting, such as from a `deinit`.
    package func observe(_ type: EventType, _ data: JSONObject) {
        journal.observe(event(type, data), content: [:])
    }

    /// The run's next event.
    private func event(_ type: EventType, _ data: JSONObject) -> JournalEvent {
        let sequence = state.withLock { state in
            defer { state.next += 1 }
            return state.next
        }
        return JournalEvent(run: id, sequence: sequence, type: type, time: now(), data: data)
    }

    /// Writes the last event of an observed run, once, without waiting.
    package func observeEnd(_ status: RunSummary.Status, usage: ModelUsage = .init(), error: KapellError? = nil) {
        let isFirst = state.withLock { state in
            defer { if state.ending == .open { state.ending = .written } }
            return state.ending == .open
        }
        if isFirst { observe(.runFinished, ending(status, usage, error)) }
    }

    private func ending(_ status: RunSummary.Status, _ usage: ModelUsage, _ error: KapellError?) -> JSONObject {
        var data: JSONObject = [
            "status": .string(status.rawValue),
            "duration_ms": .number(Double(now().clampedSubtracting(started)) / 1e6),
            "usage": usage.json,
        ]
        if let error { data["error"] = error.json }
        return data
    }

    /// Writes the run's last event, once; what it took goes with it.
    ///
    /// - Throws: what the journal throws, for a durable run. The run is still open then, and may be finished again.
    public func finish(_ status: RunSummary.Status, usage: ModelUsage = .init(), error: KapellError? = nil) async throws
    {
        let isFirst = state.withLock { state in
            guard state.ending == .open else { return false }
            state.ending = .writing
            return true
        }
        guard isFirst else { return }
        do {
            try await record(.runFinished, ending(status, usage, error))
            state.withLock { $0.ending = .written }
        } catch {
            state.withLock { $0.ending = .open }
            throw error
        }
    }

    /// Runs `body`, and writes the run's last event whatever comes of it.
    ///
    /// A run whose last event could not be written has failed: the journal's error is thrown, and written if it can be.
    package func closing<Result: Sendable>(
        _ body: () async throws -> (Result, RunSummary.Status, ModelUsage)
    ) async throws -> Result {
        do {
            let (result, status, usage) = try await body()
            try await finish(status, usage: usage)
            return result
        } catch {
            let failure = KapellError.wrapping(error)
            // The journal may have failed for the same reason; the first error is the one to report.
            try? await finish(failure.code == .cancelled ? .cancelled : .failed, error: failure)
            throw failure
        }
    }
}
