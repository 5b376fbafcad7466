public import KapellCore
public import KapellJSON

extension Step {
    /// Asks a person for a yes or no.
    ///
    /// The run pauses until the answer comes, also over restarts; see ``WorkflowRunner/answer(_:_:with:)``.
    ///
    /// - Parameters:
    ///   - name: names the question in the node.
    ///   - value: what is to be approved.
    ///   - time: how long an answer is waited for; `nil` for ever.
    ///   - otherwise: the answer when none came in time; without it that is a `.timeout` error of the node.
    public func approve(
        _ prompt: String, name: String = "approval", showing value: JSONValue? = nil, within time: Duration? = nil,
        otherwise: Bool? = nil
    ) async throws -> Bool {
        try await ask(
            WaitRecord(
                id: "", kind: .approval, prompt: prompt, value: value, schema: ["type": "boolean"]), name, time,
            otherwise)
    }

    /// Asks a person for a value.
    ///
    /// - Parameter schema: JSON Schema that the answer must satisfy; an answer that does not is refused, and the question
    ///   stays open.
    public func ask<Value: WorkflowValue>(
        _ prompt: String, name: String = "input", schema: JSONValue? = nil, within time: Duration? = nil,
        otherwise: Value? = nil
    ) async throws -> Value {
        try await ask(
            WaitRecord(id: "", kind: .input, prompt: prompt, schema: schema), name, time, otherwise)
    }

    /// Asks a person to correct a value.
    public func edit<Value: WorkflowValue>(
        _ value: Value, _ prompt: String, name: String = "edit", schema: JSONValue? = nil, within time: Duration? = nil,
        otherwise: Value? = nil
    ) async throws -> Value {
        try await ask(
            WaitRecord(id: "", kind: .edit, prompt: prompt, value: try value.workflowJSON(), schema: schema), name,
            time,
            otherwise)
    }

    /// Sleeps, also over restarts. The run pauses, and takes no memory; see ``WorkflowRunner/wake(limit:adopting:)``.
    public func sleep(for time: Duration, name: String = "sleep") async throws {
        try await sleep(until: nil, time, name)
    }

    /// Sleeps until a moment, also over restarts. Where the machine's clock is set, the moment is kept and not the time
    /// until then.
    public func sleep(until moment: Timestamp, name: String = "sleep") async throws {
        try await sleep(until: moment.nanoseconds, .zero, name)
    }

    /// Waits for an event from outside; see ``WorkflowRunner/deliver(_:key:value:)``. One that came to this run before
    /// is taken.
    ///
    /// - Returns: what came with it; `nil` when it did not come within the time.
    public func wait(for event: String, key: String = "", within time: Duration? = nil) async throws -> JSONValue? {
        let id = try next("wait-\(event.filter { $0 != "/" && $0 != "#" && $0 != "?" })")
        let known = try begin(
            WaitRecord(id: id, kind: .event, prompt: "", event: event, key: key), time)
        if let answer = known.answer { return answer.value }
        let log = task.drive.log
        let came = log.read { memory in memory.inbox.first { $0.event == event && $0.key == key } }
        if let came {
            log.add(.answer(AnswerRecord(id: id, value: came.value, isFromOutside: false)))
            return came.value
        }
        if isOver(known.record) {
            log.add(.answer(AnswerRecord(id: id, value: nil, isFromOutside: false)))
            return nil
        }
        throw try pause()
    }

    private func sleep(until moment: Int64?, _ time: Duration, _ name: String) async throws {
        let id = try next(name)
        let known = try begin(WaitRecord(id: id, kind: .timer, prompt: "", until: moment), moment == nil ? time : nil)
        if known.answer != nil { return }
        guard isOver(known.record) else { throw try pause() }
        task.drive.log.add(.answer(AnswerRecord(id: id, value: nil, isFromOutside: false)))
    }

    private func ask<Value: WorkflowValue>(
        _ wait: WaitRecord, _ name: String, _ time: Duration?, _ otherwise: Value?
    ) async throws -> Value {
        if let schema = wait.schema {
            do throws(SchemaError) {
                _ = try JSONSchema(schema)
            } catch {
                throw KapellError(.invalidRequest, "The schema of `\(name)` in `\(node.name)` is wrong: \(error)")
            }
        }
        var wait = wait
        wait.id = try next(name)
        let known = try begin(wait, time)
        if known.answer == nil {
            guard isOver(known.record) else { throw try pause() }
            task.drive.log.add(.answer(AnswerRecord(id: wait.id, value: nil, isFromOutside: false)))
        }
        if let value = known.answer?.value {
            do {
                return try Value(workflowJSON: value)
            } catch {
                throw KapellError(
                    .invalidRequest,
                    "The answer to `\(name)` in `\(node.name)` is not \(Value.workflowTypeName): \(error)",
                    remedy: "Give the question a `schema` that says what the answer must be.")
            }
        }
        if let otherwise { return otherwise }
        throw KapellError(
            .timeout, "Nobody answered `\(name)` in time.", remedy: "Give it more time, or an `otherwise`.",
            isRetryable: false)
    }

    /// What is known of a wait; it begins where nothing is.
    private func begin(_ wait: WaitRecord, _ time: Duration?) throws -> RunMemory.Wait {
        let log = task.drive.log
        if let tape = log.tape {
            var wait = wait
            // Its deadline is past or not as it was, whatever the time is now.
            wait.until = nil
            return RunMemory.Wait(record: wait, answer: try tape.answer(to: wait.id))
        }
        if let known = log.read({ $0.waits[wait.id] }) { return known }
        var wait = wait
        if let time { wait.until = task.drive.now().clampedAdding(time.clampedNanoseconds) }
        log.add(.wait(wait))
        task.emit(.interrupt(Interrupt(wait)))
        return RunMemory.Wait(record: wait)
    }

    private func isOver(_ wait: WaitRecord) -> Bool {
        wait.until.map { $0 <= task.drive.now() } ?? false
    }

    private func pause() throws -> any Error {
        guard task.drive.log.isDurable || task.drive.log.tape != nil else {
            throw KapellError(
                .configuration, "The node `\(node.name)` waits, and the run has no journal to wait in.",
                remedy: "Give the runner a journal.")
        }
        return suspend()
    }
}
