public import KapellCore
public import KapellJSON

/// One thing that the command line and HTTP ask of workflows. Both give the same JSON.
public enum WorkflowCall: Sendable {
    /// `{"workflows": […]}`
    case list
    /// A workflow with its channels, nodes and input.
    case show(String)
    /// Begins a run and lets it go on: `{"run", "workflow", "status", …}`.
    case start(String, input: JSONObject, id: RunID? = nil, about: String? = nil)
    /// How a run stands: `{"run", "workflow", "status", "interrupts", "error", "state", "steps"}`.
    case status(RunID)
    /// The state after the event with a number.
    case state(RunID, at: Int?)
    /// `{"run", "status", "interrupts"}`
    case interrupts(RunID)
    /// `{"run", "outcome": "accepted" | "already_answered" | "late" | "wrong_schema"}`
    case answer(RunID, id: String, value: JSONValue)
    /// Gives an event to a run that waits for it, or will.
    case deliver(RunID, event: String, key: String, value: JSONValue)
    case cancel(RunID)
    /// - more: steps beyond the limit.
    case resume(RunID, more: Int = 0)
    /// A new run with the past of another: `{"run", "forked_from"}`.
    case fork(RunID, at: Int?, with: JSONObject, start: Bool)
    case edit(RunID, with: JSONObject)
    /// What today's code would make of a recorded run: `{"run", "verdict", "event", "difference", "steps"}`.
    case replay(RunID)
    /// A run as a test, on one line of JSON.
    case testCase(RunID)
    /// Takes back what a run has done: `{"run", "status", "undone": [{"id", "key", "error"}]}`.
    case undo(RunID)
    /// `{"run", "removed"}`
    case prune(RunID)
    /// `{"erased": […]}`
    case erase(RunID)
    case eraseAbout(String)
}

extension WorkflowCall {
    /// How the call is made over HTTP, below `/kapell/v1/`.
    var request: (isPost: Bool, path: String, body: JSONObject?) {
        switch self {
        case .list: return (false, "workflows", nil)
        case .show(let name): return (false, "workflows/\(name)", nil)
        case .start(let name, let input, let id, let about):
            var body: JSONObject = ["input": .object(input)]
            body["id"] = id.map { .string($0.description) }
            body["about"] = about.map { .string($0) }
            return (true, "workflows/\(name)/runs", body)
        case .status(let run): return (false, "runs/\(run)/status", nil)
        case .state(let run, let event): return (false, "runs/\(run)/state" + (event.map { "?at=\($0)" } ?? ""), nil)
        case .interrupts(let run): return (false, "runs/\(run)/interrupts", nil)
        case .answer(let run, let id, let value):
            return (true, "runs/\(run)/interrupts", ["id": .string(id), "value": value])
        case .deliver(let run, let event, let key, let value):
            return (true, "runs/\(run)/deliver", ["event": .string(event), "key": .string(key), "value": value])
        case .cancel(let run): return (true, "runs/\(run)/cancel", [:])
        case .resume(let run, let more): return (true, "runs/\(run)/resume", ["more": .integer(Int64(more))])
        case .fork(let run, let event, let state, let start):
            var body: JSONObject = ["state": .object(state), "start": .bool(start)]
            body["at"] = event.map { .integer(Int64($0)) }
            return (true, "runs/\(run)/fork", body)
        case .edit(let run, let state): return (true, "runs/\(run)/edit", ["state": .object(state)])
        case .replay(let run): return (true, "runs/\(run)/replay", [:])
        case .testCase(let run): return (false, "runs/\(run)/test", nil)
        case .undo(let run): return (true, "runs/\(run)/undo", [:])
        case .prune(let run): return (true, "runs/\(run)/prune", [:])
        case .erase(let run): return (true, "runs/\(run)/erase", [:])
        case .eraseAbout(let subject): return (true, "runs/erase", ["about": .string(subject)])
        }
    }
}
