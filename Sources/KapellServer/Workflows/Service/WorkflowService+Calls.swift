import KapellCore
package import KapellJSON
import KapellWorkflows
import Synchronization

extension WorkflowService {
    package func perform(_ call: WorkflowCall) async throws -> JSONObject {
        switch call {
        case .list: return ["workflows": .array(sections.map { .object($0.json) })]
        case .show(let name): return try section(name).json
        case .start(let name, let input, let id, let about): return try await start(name, input, id, about)
        case .status(let run): return try await status(run)
        case .state(let run, let event): return try await state(run, event)
        case .interrupts(let run):
            let status = try await known(run) { try await runner.status(of: run) }
            return [
                "run": .string(run.description), "status": .string(status.name),
                "interrupts": .array(status.interrupts.map { .object($0.json) }),
            ]
        case .answer(let run, let id, let value): return try await answer(run, id, value)
        case .deliver(let run, let event, let key, let value):
            let isTaken = try await known(run) { try await runner.deliver(event, key: key, value: value, to: run) }
            worker.nudge()
            return ["run": .string(run.description), "delivered": .bool(isTaken)]
        case .cancel(let run):
            let isCancelled = try await known(run) { try await runner.cancel(run) }
            if isCancelled { streams.giveUp(run) }
            worker.nudge()
            return ["run": .string(run.description), "cancelled": .bool(isCancelled)]
        case .resume(let run, let more): return try await resume(run, more)
        case .fork(let run, let event, let state, let isStarted):
            let writes = Self.writes(state)
            if isStarted { try await checkBelongs(run) }
            let fork = try await known(run) { try await runner.fork(run, at: event, writes: writes) }
            if isStarted { _ = try await resume(fork, 0) }
            return ["run": .string(fork.description), "forked_from": .string(run.description)]
        case .edit(let run, let state):
            guard !state.isEmpty else {
                throw KapellError(
                    .invalidRequest, "Nothing is to be changed.", remedy: "Send channels: {\"state\": {\"name\": …}}.")
            }
            try await known(run) { try await runner.edit(run, writes: Self.writes(state)) }
            return try await status(run)
        case .replay(let run): return try await known(run) { try await runner.replay(run).json }
        case .testCase(let run): return try await known(run) { try await runner.testCase(of: run).json }
        case .undo(let run): return try await undo(run)
        case .prune(let run):
            let count = try await known(run) { try await runner.prune(run) }
            return ["run": .string(run.description), "removed": .integer(Int64(count))]
        case .erase(let run):
            guard try await known(run, { try await runner.erase(run) }) else { throw Self.missing(run) }
            streams.forget(run)
            return ["erased": [.string(run.description)]]
        case .eraseAbout(let subject):
            let runs = try await runner.erase(about: subject)
            for run in runs { streams.forget(run) }
            return ["erased": .array(runs.map { .string($0.description) })]
        }
    }

    private func start(
        _ name: String, _ input: JSONObject, _ id: RunID?, _ about: String?
    ) async throws -> JSONObject {
        try checkDrives()
        if let queue = try section(name).queue {
            let isServing = isServing.withLock { $0 }
            let run = id ?? runner.newID()
            // Another process may take it.
            if isServing, !isShared { streams.expect(run) }
            do {
                try await runner.enqueue(
                    try workflow(name), input: Self.writes(input), queue: queue.name, about: about ?? "", id: run)
            } catch {
                streams.forget(run)
                throw error
            }
            // Where no worker works, the run begins at once.
            if isServing { worker.nudge() } else { try await goOn(run) }
            let status = isServing ? WorkflowStatus.ready : .running
            return [
                "run": .string(run.description), "workflow": .string(name), "status": .string(status.name),
            ]
        }
        let run = try runner.start(try workflow(name), input: Self.writes(input), id: id, about: about ?? "")
        try await follow(run)
        return ["run": .string(run.id.description), "workflow": .string(name), "status": "running"]
    }

    /// Keeps the events of a run, and waits until the journal has it: what is said to have begun is there, also after
    /// a crash.
    private func follow(_ run: WorkflowRun) async throws {
        streams.watch(run)
        try await run.begun()
    }

    /// Drives a run that waits to be gone on with, unless another process was faster.
    func goOn(_ run: RunID) async throws {
        do {
            _ = try await resume(run, 0)
        } catch let error as KapellError where isShared && error.code == .conflict {
            // It is followed in the journal.
        }
    }

    private func resume(_ run: RunID, _ more: Int) async throws -> JSONObject {
        try checkDrives()
        try await checkBelongs(run)
        let status = try await known(run) { try await runner.status(of: run) }
        if status.isFinal {
            throw KapellError(
                .conflict, "The run \(run) has \(status.name == "cancelled" ? "been cancelled" : "succeeded").",
                remedy: "Fork it from one of its events: kapell runs fork \(run) --at NUMBER")
        }
        // Whoever drives holds the store's lock: unless they are shared, no other process drives runs of this project.
        try await follow(try runner.startAgain(run, more: more, adopting: !isShared))
        return ["run": .string(run.description), "status": "running"]
    }

    private func undo(_ run: RunID) async throws -> JSONObject {
        try checkDrives()
        try await checkBelongs(run)
        let undone = try await known(run) { try await runner.undo(run) }
        let status = try await runner.status(of: run)
        return [
            "run": .string(run.description), "status": .string(status.name),
            "undone": .array(
                undone.map { effect in
                    var json: JSONObject = ["id": .string(effect.id), "key": .string(effect.key)]
                    json["error"] = effect.error?.json
                    return .object(json)
                }),
        ]
    }

    private func status(_ run: RunID) async throws -> JSONObject {
        let trace = try await trace(of: run)
        let status = try await known(run) { try await runner.status(of: run) }
        var json: JSONObject = ["run": .string(run.description), "workflow": .string(trace.workflow)]
        json.merge(status.json)
        if json["interrupts"] == nil { json["interrupts"] = [] }
        json["state"] = .object(try await runner.state(of: run).json)
        json.merge(trace.json)
        return json
    }

    private func state(_ run: RunID, _ event: Int?) async throws -> JSONObject {
        let state = try await known(run) { try await runner.state(of: run, at: event) }
        return ["run": .string(run.description), "event": JSONValue(event), "state": .object(state.json)]
    }

    private func answer(_ run: RunID, _ id: String, _ value: JSONValue) async throws -> JSONObject {
        var json: JSONObject = ["run": .string(run.description), "id": .string(id)]
        do {
            switch try await known(run, { try await runner.answer(run, id, with: value) }) {
            case .accepted:
                json["outcome"] = "accepted"
                worker.nudge()
            case .alreadyAnswered(let first):
                json["outcome"] = "already_answered"
                json["answer"] = first
            case .late: json["outcome"] = "late"
            }
        } catch let error as KapellError where error.code == .invalidRequest {
            json["outcome"] = "wrong_schema"
            json["error"] = error.json
        }
        return json
    }

    /// Runs `body`, and says of a run whose workflow is not here where it is.
    private func known<Result>(_ run: RunID, _ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch let error as KapellError where error.code == .notFound {
            guard let record = try await journal.run(run), record.summary.kind == "workflow",
                runner.workflows[record.summary.subject] == nil
            else { throw error }
            throw KapellError(
                .notFound,
                "The run \(run) is of the workflow \(record.summary.subject), which this project does not have.",
                remedy: "Name the configuration that has it: --config FILE")
        }
    }

    private func checkDrives() throws(KapellError) {
        guard !drives else { return }
        throw KapellError(.internalError, "This process does not drive runs.", remedy: "Run `kapell serve`.")
    }

    /// Refuses to drive a run of another project, whose nodes may do other things.
    private func checkBelongs(_ run: RunID) async throws {
        let start = try await journal.events(of: run, from: 0, limit: 1).first?.event
        guard let scope = start?.data["scope"]?.stringValue, scope != runner.scope else { return }
        throw KapellError(
            .conflict, "The run \(run) belongs to another project.",
            remedy: """
                Ask the server of that project, or name its configuration: --config FILE. Where it was this project in \
                another folder, write `scope: \(shown(scope))` below `stores`.
                """)
    }

    static func writes(_ state: JSONObject) -> [ChannelWrite] {
        state.map { ChannelWrite(channel: $0.key, value: $0.value) }
    }

    static func missing(_ run: RunID) -> KapellError {
        KapellError(.notFound, "There is no run \(run) of a workflow.", remedy: "List them: kapell runs list")
    }
}

extension WorkflowSection {
    /// `{"name", "description", "version", "channels", "nodes", "queue", "input"}`
    package var json: JSONObject {
        [
            "name": .string(name), "description": JSONValue(description), "version": .integer(Int64(version)),
            "channels": .array(
                channels.map { channel in
                    [
                        "name": .string(channel.name), "type": .string(channel.kind.rawValue),
                        "reducer": .string(channel.reduction.rawValue), "default": channel.initial,
                        "description": JSONValue(channel.description),
                    ]
                }),
            "nodes": .array(
                nodes.map { node in
                    [
                        "name": .string(node.name), "kind": .string(node.work.kind), "into": JSONValue(node.into),
                        "description": JSONValue(node.description),
                    ]
                }),
            "queue": JSONValue(queue?.name), "input": inputSchema,
        ]
    }
}
