public import KapellCore
import Synchronization

/// Runs workflows, and goes on with those that have stopped.
///
/// ```swift
/// let runner = WorkflowRunner(essay, journal: journal)
/// let outcome = try await runner.run(essay, topic("bees"))
/// print(outcome.status, try outcome[text])
/// ```
///
/// With a journal, a run goes on after a pause, a failure or a crash, in this process or another. Without one it lives
/// in memory, and cannot wait.
///
/// The journal fences: a process that writes an event whose number is taken has lost the run, before it could begin an
/// effect. That a process died, no other can know; whoever resumes such a run says so with `adopting`.
public final class WorkflowRunner: Sendable {
    public let workflows: [String: Workflow]
    let journal: (any Journal)?
    let durability: Durability
    let limits: WorkflowLimits
    let clock: any Clock<Duration>
    let now: @Sendable () -> Int64
    let cache: NodeCache
    let active = Mutex<[RunID: ActiveRun]>([:])

    /// - Parameters:
    ///   - workflows: those that may be run and resumed, each with a name of its own; of two with one name the last.
    ///   - journal: where runs are kept.
    ///   - durability: when steps are on the disk; effects wait in each mode.
    ///   - cacheLimit: how many results of nodes with a cache policy are kept.
    ///   - clock: waits between the tries of a node, and for its timeout.
    ///   - now: nanoseconds since 1970, for timers and deadlines.
    public init(
        _ workflows: Workflow..., journal: (any Journal)? = nil, durability: Durability = .sync,
        limits: WorkflowLimits = WorkflowLimits(), cacheLimit: Int = 1000,
        clock: any Clock<Duration> = ContinuousClock(),
        now: @escaping @Sendable () -> Int64 = { Timestamp.now.nanoseconds }
    ) {
        self.workflows = Dictionary(workflows.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        self.journal = journal
        self.durability = durability
        self.limits = limits
        self.clock = clock
        self.now = now
        cache = NodeCache(limit: cacheLimit)
    }

    /// Runs a workflow until it ends or pauses.
    ///
    /// When the caller's task is cancelled, the run stops and can be resumed; to end it, use ``cancel(_:)``.
    ///
    /// - Parameters:
    ///   - input: what channels hold at the beginning.
    ///   - id: names the run; drawn where it is not given.
    /// - Throws: `.invalidRequest` for an input that the workflow does not take; `.conflict` when there is a run of this
    ///   id; `CancellationError`; what kept the run from being written down. The failure of a node is not thrown but a
    ///   status, for the run can be resumed.
    public func run(_ workflow: Workflow, _ input: ChannelWrite..., id: RunID? = nil) async throws -> WorkflowOutcome {
        try await begin(workflow, input, id, keepsEvents: false).outcome()
    }

    /// Begins a run that goes on by itself, and can be watched.
    ///
    /// - Throws: `.invalidRequest`, `.conflict`, as ``run(_:_:id:)`` does; what happens later, the run's outcome throws.
    public func start(_ workflow: Workflow, _ input: ChannelWrite..., id: RunID? = nil) throws -> WorkflowRun {
        try begin(workflow, input, id, keepsEvents: true)
    }

    /// The same with the input in a list, such as one that was read from JSON.
    public func start(_ workflow: Workflow, input: [ChannelWrite], id: RunID? = nil) throws -> WorkflowRun {
        try begin(workflow, input, id, keepsEvents: true)
    }

    private func begin(
        _ workflow: Workflow, _ input: [ChannelWrite], _ id: RunID?, keepsEvents: Bool
    ) throws -> WorkflowRun {
        guard workflows[workflow.name] === workflow else { throw unknown(workflow.name) }
        var generator = SystemRandomNumberGenerator()
        let id = id ?? RunID(milliseconds: now() / 1_000_000, using: &generator)
        var memory = RunMemory()
        var progress = Progress(workflow)
        try progress.put(input, workflow.layout)
        let start = StartRecord(
            workflow: workflow.name, version: workflow.version, schema: workflow.stateFingerprint,
            durability: durability, channels: workflow.layout.recorded(workflow.layout.initial), input: input)
        memory.start = start
        memory.version = start.version
        memory.schema = start.schema
        memory.layout = workflow.layout
        memory.graphs[""] = progress
        return try launch(id, keepsEvents: keepsEvents) { [memory] active in
            let log = self.log(id, self.durability, memory, next: 0)
            active.use(log)
            log.add(.started(start))
            if self.durability == .sync { try await log.flush() }
            return try await self.drive(workflow, id, log, active.hub, granted: 0)
        }
    }

    func log(_ run: RunID, _ durability: Durability, _ memory: RunMemory, next: Int) -> RunLog {
        RunLog(
            run: run, journal: journal, durability: durability, memory: memory, next: next, limit: limits.queue,
            now: now)
    }

    /// Puts a run into the table of those that are driven here, until it ends or pauses.
    func launch(
        _ id: RunID, keepsEvents: Bool, _ body: @escaping @Sendable (ActiveRun) async throws -> WorkflowOutcome
    ) throws -> WorkflowRun {
        let run = ActiveRun()
        if keepsEvents { run.hub.keep() }
        try active.withLock { active in
            guard active[id] == nil else {
                throw KapellError(.conflict, "The run \(id) is driven by this process already.")
            }
            active[id] = run
        }
        run.use(
            Task {
                defer {
                    run.hub.close()
                    self.active.withLock { _ = $0.removeValue(forKey: id) }
                }
                return try await body(run)
            })
        return WorkflowRun(id: id, active: run)
    }

    func workflow(named name: String) throws(KapellError) -> Workflow {
        guard let workflow = workflows[name] else { throw unknown(name) }
        return workflow
    }

    private func unknown(_ name: String) -> KapellError {
        KapellError(
            .notFound, "This runner has no workflow `\(name)`.",
            remedy: "Give it to the runner when that is made.")
    }

    func needJournal() throws(KapellError) -> any Journal {
        if let journal { return journal }
        throw KapellError(
            .configuration, "This runner has no journal, and so no runs to go on with.", remedy: "Give it a journal.")
    }
}
