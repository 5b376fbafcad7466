import KapellCore
import KapellJSON
import KapellWorkflows
import Synchronization

/// The events of the runs that this process drives, kept for those who come back, also after the run has ended.
final class RunStreams: Sendable {
    /// Runs whose events are kept; the oldest goes first.
    private static let runs = 256

    private struct State {
        var streams: [RunID: RunStream] = [:]
        var order: [RunID] = []
        /// Runs that a worker has not begun yet.
        var expected: Set<RunID> = []
        var tasks: [Int: Task<Void, Never>] = [:]
        var next = 0
        var isClosed = false

        mutating func stream(of run: RunID) -> RunStream {
            let stream = streams[run] ?? RunStream()
            if streams.updateValue(stream, forKey: run) == nil { order.append(run) }
            // Of those that are waited for, none goes.
            while order.count > RunStreams.runs, let place = order.firstIndex(where: { !expected.contains($0) }) {
                streams[order.remove(at: place)] = nil
            }
            return stream
        }
    }

    private let state = Mutex(State())

    /// Keeps the events of a run from now on. The task is owned here: it ends with the run, or by ``close()``, which
    /// stops the run.
    func watch(_ run: WorkflowRun) {
        let events = run.events()
        let (stream, number) = state.withLock { state in
            state.next += 1
            state.expected.remove(run.id)
            return (state.stream(of: run.id), state.next)
        }
        stream.begin()
        state.withLock { state in
            let task = Task {
                for await event in events { stream.add(WireEvent(event)) }
                do {
                    stream.end(try await run.outcome().status)
                } catch {
                    stream.fail(KapellError.wrapping(error))
                }
                self.state.withLock { _ = $0.tasks.removeValue(forKey: number) }
            }
            state.tasks[number] = task
            if state.isClosed { task.cancel() }
        }
    }

    /// Keeps a place for a run that a worker begins later: whoever watches it waits. There is room for so many.
    func expect(_ run: RunID) {
        let stream = state.withLock { state -> RunStream? in
            guard state.expected.count < Self.runs / 2 else { return nil }
            state.expected.insert(run)
            return state.stream(of: run)
        }
        stream?.begin()
    }

    /// Ends the watching of a run that was cancelled before it began.
    func giveUp(_ run: RunID) {
        state.withLock { state in state.expected.remove(run).flatMap { state.streams[$0] } }?.end(.cancelled)
    }

    func stream(of run: RunID) -> RunStream? { state.withLock { $0.streams[run] } }

    func forget(_ run: RunID) {
        giveUp(run)
        state.withLock { state in
            state.streams[run] = nil
            state.order.removeAll { $0 == run }
        }
    }

    /// Stops what is still under way, and waits for it.
    func close() async {
        let tasks = state.withLock { state in
            state.isClosed = true
            return Array(state.tasks.values)
        }
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
    }
}

extension WireEvent {
    /// `{"path", "step", …}`
    init(_ event: WorkflowEvent) {
        var data: JSONObject = ["path": .string(event.path), "step": .integer(Int64(event.step))]
        let name: String
        switch event.kind {
        case .started: name = "started"
        case .finished: name = "finished"
        case .cached: name = "cached"
        case .failed(let error):
            name = "failed"
            data["error"] = error.json
        case .retrying(let attempt, let error):
            name = "retrying"
            data["attempt"] = .integer(Int64(attempt))
            data["error"] = error.json
        case .suspended: name = "suspended"
        case .effect(let effect, let key):
            name = "effect"
            data["effect"] = .string(effect)
            data["key"] = .string(key)
        case .interrupt(let interrupt):
            name = "interrupt"
            data["interrupt"] = .object(interrupt.json)
        case .update(let writes):
            name = "update"
            data["writes"] = .object(
                JSONObject(writes.map { ($0.channel, $0.value) }))
        case .values(let state):
            name = "values"
            data["state"] = .object(state.json)
        case .token(let text):
            name = "token"
            data["text"] = .string(text)
        case .custom(let value):
            name = "custom"
            data["value"] = value
        case .ended(let status):
            name = "ended"
            data = status.json
        }
        self.init(name, data)
    }
}
