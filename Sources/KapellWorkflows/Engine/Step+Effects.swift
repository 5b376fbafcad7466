import KapellCore
public import KapellJSON
import Synchronization

extension Step {
    /// Does something to the world, once.
    ///
    /// Its intent is on the disk before it begins, and its result is remembered: when the node runs again, the result is
    /// given without doing it again. A gap between the two is treated as `kind` says, and never filled silently.
    ///
    /// - Parameters:
    ///   - name: names it in the node; the second effect of a name in a node has a key of its own.
    ///   - kind: what it does. Where nothing is said it must happen once, and a person is asked in doubt.
    ///   - input: what it is to do; where the node asks for something else under the same name on a later run, that is
    ///     an error in place of a wrong result.
    ///   - work: gets the idempotency key: the same each time, for this run, task, name and number only.
    /// - Throws: what `work` throws; `.conflict` when the input has changed; `.tooLarge` for a result over the limit. An
    ///   error that leaves the effect in doubt pauses the run, unless `kind` has an answer.
    public func effect<Value: WorkflowValue>(
        _ name: String, _ kind: WorkflowEffect<Value> = .once(), input: JSONValue? = nil,
        _ work: (_ key: String) async throws -> Value
    ) async throws -> Value {
        let id = try next(name)
        let log = task.drive.log
        if let tape = log.tape {
            if case .compensable(let undo) = kind { tape.keep(id, undo) }
            return try Value(workflowJSON: try tape.result(of: id))
        }
        let hash = input.map { StableHash.hex($0.serialized()) }
        let known = log.read { $0.effects[id] }
        var key = "\(run)/\(id)"
        if let known {
            if let intent = known.intent {
                key = intent.key
                try check(intent, kind.name, hash, name)
            }
            if let result = known.result { return try Value(workflowJSON: result) }
        }
        if known?.intent != nil {
            switch kind {
            case .pure, .idempotent: break
            case .once(let reconcile):
                if let value = try await settle(id, key, name, reconcile) { return value }
            case .compensable(let undo):
                try await undo(key)
                log.add(.undone(id: id))
            }
        }
        let isBegun = log.read { $0.effects[id]?.intent != nil }
        if !kind.isPure, !isBegun {
            log.add(.intent(IntentRecord(id: id, kind: kind.name, key: key, input: hash)))
            try await log.flush()
        }
        // It may have been cancelled, or have taken too long, while the disk was waited for.
        try Task.checkCancellation()
        guard !inner.withLock({ $0.isClosed }) else { throw CancellationError() }
        task.emit(.effect(name: name, key: key))
        do {
            return try await keep(try await work(key), id, kind, name)
        } catch let error as EffectNotDone {
            if !kind.isPure { log.add(.undone(id: id)) }
            throw error.reason
        } catch  where error is CancellationError || Task.isCancelled || inner.withLock({ $0.isClosed }) {
            // In doubt: it is looked into when the run is resumed.
            throw error
        } catch let error as ResultRefused {
            throw error.reason
        } catch {
            switch kind {
            case .pure, .idempotent: throw error
            case .once(let reconcile):
                if let value = try await settle(id, key, name, reconcile) { return value }
                throw error
            case .compensable(let undo):
                try await undo(key)
                log.add(.undone(id: id))
                throw error
            }
        }
    }

    /// A value that would be another one each time, such as the time or an identifier: made once, and remembered.
    ///
    /// - Throws: what `make` throws.
    public func remember<Value: WorkflowValue>(_ name: String, _ make: () async throws -> Value) async throws -> Value {
        try await effect(name, .pure) { _ in try await make() }
    }

    private func check(_ intent: IntentRecord, _ kind: String, _ input: String?, _ name: String) throws {
        guard intent.kind == kind, intent.input == nil || input == nil || intent.input == input else {
            throw KapellError(
                .conflict,
                "The effect `\(name)` of the node `\(node.name)` was begun with another input, or as `\(intent.kind)`.",
                remedy: "Let the run end with the code that began it, or make the node take the same way again.")
        }
    }

    private struct ResultRefused: Error {
        var reason: any Error
    }

    private func keep<Value: WorkflowValue>(
        _ value: Value, _ id: String, _ kind: WorkflowEffect<Value>, _ name: String
    ) async throws -> Value {
        let json: JSONValue
        do {
            json = try value.workflowJSON()
        } catch {
            throw ResultRefused(reason: error)
        }
        let limit = task.drive.limits.bytes
        guard json.roughBytes(limit: limit) <= limit else {
            throw ResultRefused(
                reason: KapellError(
                    .tooLarge, "The effect `\(name)` of the node `\(node.name)` gave more than \(limit) bytes.",
                    remedy: "Give back where the result is, or raise `limits.bytes`."))
        }
        task.drive.log.add(.result(id: id, value: json))
        // The others are written with what comes next: their gap closes itself.
        if case .once(nil) = kind {
            do throws(KapellError) { try await task.drive.log.flush() } catch { throw ResultRefused(reason: error) }
        }
        return value
    }

    /// Finds out what became of an effect that must happen once.
    ///
    /// - Returns: what it gave, or `nil` when it has not happened.
    /// - Throws: a suspension while a person is asked; what `reconcile` throws.
    private func settle<Value: WorkflowValue>(
        _ id: String, _ key: String, _ name: String,
        _ reconcile: (@Sendable (String) async throws -> Reconciliation<Value>)?
    ) async throws -> Value? {
        let log = task.drive.log
        let asked = log.read { memory in memory.waits[id + "?\(memory.effects[id]?.doubts ?? 0)"] }
        if asked?.answer == nil, let reconcile {
            switch try await reconcile(key) {
            case .done(let value):
                let json = try value.workflowJSON()
                log.add(.result(id: id, value: json))
                return value
            case .notDone:
                log.add(.undone(id: id))
                return nil
            case .unknown: break
            }
        }
        let question = id + "?\(log.read { $0.effects[id]?.doubts ?? 0 })"
        guard let answer = asked?.answer?.value else {
            if asked == nil {
                log.add(
                    .wait(
                        WaitRecord(
                            id: question, kind: .inDoubt,
                            prompt: "Did the effect `\(name)` of `\(node.name)` happen? Look it up under its key.",
                            value: .string(key), schema: Self.doubtSchema)))
            }
            throw suspend()
        }
        guard answer["happened"]?.boolValue == true else {
            log.add(.undone(id: id))
            return nil
        }
        let result = answer["result"] ?? .null
        let value = try Value(workflowJSON: result)
        log.add(.result(id: id, value: result))
        return value
    }

    private static let doubtSchema: JSONValue = [
        "type": "object", "required": ["happened"],
        "properties": ["happened": ["type": "boolean"]],
    ]
}
