public import KapellCore
public import KapellJSON

/// A recorded run as a test: what it began with, what its effects gave, what it was answered, and what came of it.
///
/// ``WorkflowRunner/check(_:)`` runs it without doing anything. Its form in JSON is one line of a JSONL file.
public struct WorkflowTestCase: Sendable, Hashable {
    /// Effects and answers of a case, at most.
    static let limit = 10_000

    public var name: String
    public var workflow: String
    /// Of its state when it was recorded, and the fingerprint of that; `nil` where the case does not say it.
    public var version: Int?
    public var schema: String?
    /// What the channels hold at the beginning.
    public var state: JSONObject
    /// Results of effects, by their ids.
    public var effects: JSONObject
    /// Answers and events, by the ids of what they answer; `null` where nothing came in time.
    public var answers: JSONObject
    /// Questions that were open at the end.
    public var open: [String]
    /// `succeeded`, `failed`, `waiting` or `sleeping`.
    public var expectedStatus: String
    /// Of a failed run, the message.
    public var expectedError: String?
    public var expectedState: JSONObject

    /// `{"name", "workflow", "version", "schema", "state", "effects", "answers", "open",
    /// "expect": {"status", "error", "state"}}`.
    public var json: JSONObject {
        var expect: JSONObject = ["status": .string(expectedStatus)]
        expect["error"] = expectedError.map { .string($0) }
        expect["state"] = .object(expectedState)
        var json: JSONObject = ["name": .string(name), "workflow": .string(workflow)]
        json["version"] = version.map { .integer(Int64($0)) }
        json["schema"] = schema.map { .string($0) }
        json["state"] = .object(state)
        json["effects"] = .object(effects)
        json["answers"] = .object(answers)
        json["open"] = .array(open.map { .string($0) })
        json["expect"] = .object(expect)
        return json
    }

    /// Reads the form that ``json`` has.
    ///
    /// - Throws: `.invalidRequest` that names the member that is missing or wrong.
    public init(_ json: JSONObject) throws(KapellError) {
        func object(_ key: String) throws(KapellError) -> JSONObject {
            if let object = json[key]?.objectValue { return object }
            throw KapellError(.invalidRequest, "A test case of a workflow has no `\(key)`.", remedy: "Add it.")
        }
        guard let workflow = json["workflow"]?.stringValue else {
            throw KapellError(.invalidRequest, "A test case of a workflow has no `workflow`.", remedy: "Name one.")
        }
        self.workflow = workflow
        name = json["name"]?.stringValue ?? workflow
        version = json["version"]?.intValue
        schema = json["schema"]?.stringValue
        state = try object("state")
        effects = try object("effects")
        answers = try object("answers")
        open = (json["open"]?.arrayValue ?? []).compactMap(\.stringValue)
        let expect = try object("expect")
        expectedStatus = expect["status"]?.stringValue ?? "succeeded"
        expectedError = expect["error"]?.stringValue
        expectedState = expect["state"]?.objectValue ?? [:]
    }

    init(
        name: String, workflow: Workflow, state: JSONObject, effects: JSONObject, answers: JSONObject, open: [String],
        expectedStatus: String, expectedError: String?, expectedState: JSONObject
    ) {
        self.name = name
        self.workflow = workflow.name
        version = workflow.version
        schema = workflow.stateFingerprint
        self.state = state
        self.effects = effects
        self.answers = answers
        self.open = open
        self.expectedStatus = expectedStatus
        self.expectedError = expectedError
        self.expectedState = expectedState
    }
}

extension WorkflowRunner {
    /// Makes a test case of a run that has ended, failed or waits.
    ///
    /// - Throws: `.unsupported` for a run that was edited, migrated, pruned or cancelled, or is under way, whose past says
    ///   not all; `.tooLarge` for more than 10,000 effects and answers; what ``replay(_:)`` throws.
    public func testCase(of run: RunID) async throws -> WorkflowTestCase {
        let (workflow, reading) = try await reading(run)
        let journal = try needJournal()
        var beginning: JSONObject = [:]
        var (effects, answers) = (JSONObject(), JSONObject())
        var waits: Set<String> = []
        var isWhole = true
        try await eachRecord(of: run, journal) { record, event in
            switch record {
            case .started(let start):
                var memory = RunMemory()
                try memory.replay(.started(start), workflow)
                beginning = try self.state(memory, workflow).json
            case .result(let id, let value): effects[id] = value
            case .wait(let wait): waits.insert(wait.id)
            case .answer(let answer):
                if waits.contains(answer.id), answers[answer.id] == nil { answers[answer.id] = answer.value ?? .null }
            case .edited, .migrated: isWhole = false
            case .checkpoint: if event < 3 { isWhole = false }
            default: break
            }
            guard effects.count + answers.count <= WorkflowTestCase.limit else {
                throw KapellError(
                    .tooLarge, "The run \(run) has more than \(WorkflowTestCase.limit) effects and answers.",
                    remedy: "Replay it instead.")
            }
            return isWhole
        }
        let status = WorkflowStatus(reading.memory)
        guard isWhole, ["succeeded", "failed", "waiting", "sleeping"].contains(status.name),
            reading.memory.isCurrent(workflow)
        else {
            throw KapellError(
                .unsupported,
                "The run \(run) cannot be made a test: it is \(status.name), or was changed from outside.",
                remedy: "Use a run that has ended, failed or waits, and that was not edited, migrated or pruned.")
        }
        var error: String?
        if case .failed(let failure) = status { error = failure.message }
        return WorkflowTestCase(
            name: "\(workflow.name) \(run)", workflow: workflow, state: beginning, effects: effects,
            answers: answers, open: waits.filter { answers[$0] == nil }.sorted(), expectedStatus: status.name,
            expectedError: error, expectedState: try state(reading.memory, workflow).json)
    }

    /// Runs a test case: nothing is done or written.
    ///
    /// - Returns: `identical`, `compatible` where the outcome is the same and effects or answers are not asked for any
    ///   more, or `diverges`. Of a case with another schema of the state: `compatible` where migrations lead to today's,
    ///   which is all that is looked at then; else `needsMigration`.
    /// - Throws: `.notFound` for a workflow that the runner does not have; `.invalidRequest` for a state that it does not
    ///   take; `CancellationError`.
    public func check(_ test: WorkflowTestCase) async throws -> ReplayReport {
        let workflow = try workflow(named: test.workflow)
        if let report = migrated(test, workflow) { return report }
        var recorded = ReplayTape.Recorded()
        for (id, value) in test.effects { recorded.results[id] = value }
        for (id, value) in test.answers {
            recorded.answers[id] = .some(value == .null ? nil : value)
            recorded.waits.insert(id)
        }
        recorded.waits.formUnion(test.open)
        let tape = ReplayTape(recorded)
        var progress = Progress(workflow)
        try progress.put(test.state.map { ChannelWrite(channel: $0.key, value: $0.value) }, workflow.layout)
        let graph = player(workflow, tape, nil)
        var (status, error) = ("succeeded", String?.none)
        var steps = 0
        do throws(KapellError) {
            while !progress.tasks.isEmpty {
                if case .suspended? = try await graph.step(&progress) {
                    status = "waiting"
                    break
                }
                steps += 1
            }
        } catch let failure {
            if Task.isCancelled { throw CancellationError() }
            (status, error) = ("failed", failure.message)
        }
        let expected = test.expectedStatus == "sleeping" ? "waiting" : test.expectedStatus
        var lines: [String] = tape.misses
        // An effect that failed has no result; then the node fails in another way here.
        if expected == "failed", status == "failed" { lines = [] }
        if status != expected {
            lines.append("The run is \(status), not \(test.expectedStatus)." + (error.map { " \($0)" } ?? ""))
        } else if let message = test.expectedError, error != message, tape.misses.isEmpty {
            lines.append("It failed with: \(message)\nToday it fails with: \(error ?? "")")
        }
        let state = WorkflowState(layout: workflow.layout, values: progress.values).json
        for key in Set(state.keys).union(test.expectedState.keys).sorted() {
            lines += ReplayDiff.lines("`\(key)`", recorded: test.expectedState[key], today: state[key])
        }
        let unasked = tape.unasked.map { "`\($0)` is not asked for any more." }
        return ReplayReport(
            run: nil, verdict: lines.isEmpty ? (unasked.isEmpty ? .identical : .compatible) : .diverges,
            difference: (lines.isEmpty ? unasked : lines).prefix(12).joined(separator: "\n"), steps: steps)
    }

    /// What becomes of a case with another schema of the state; `nil` where it has today's, or does not say it.
    private func migrated(_ test: WorkflowTestCase, _ workflow: Workflow) -> ReplayReport? {
        guard let version = test.version, let schema = test.schema,
            version != workflow.version || schema != workflow.stateFingerprint
        else { return nil }
        func needs(_ what: String) -> ReplayReport {
            ReplayReport(run: nil, verdict: .needsMigration, difference: what)
        }
        guard version < workflow.version else {
            return needs(
                version > workflow.version
                    ? "It is of version \(version) of `\(workflow.name)`, which has version \(workflow.version)."
                    : "The channels of `\(workflow.name)` were changed, and its version is still \(version).")
        }
        var state = test.state
        for version in version..<workflow.version {
            guard let migration = workflow.migrations.first(where: { $0.version == version }) else {
                return needs("`\(workflow.name)` has no migration from version \(version) of its state.")
            }
            do {
                try migration.change(&state)
            } catch {
                return needs("The migration of `\(workflow.name)` from version \(version) failed: \(error)")
            }
        }
        var progress = Progress(workflow)
        do throws(KapellError) {
            try progress.put(state.map { ChannelWrite(channel: $0.key, value: $0.value) }, workflow.layout)
        } catch {
            return needs(error.message)
        }
        return ReplayReport(
            run: nil, verdict: .compatible,
            difference: "The state is migrated from version \(version) to \(workflow.version); steps of the older "
                + "schema are not played.")
    }
}
