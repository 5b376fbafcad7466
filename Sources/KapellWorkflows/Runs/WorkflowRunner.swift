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
/// In a journal with leases a run belongs to the process that drives it; when that has died, its lease passes, and others
/// may go on. In each journal a process that writes an event whose number is taken has lost the run, before it could begin
/// an effect.
public final class WorkflowRunner: Sendable {
    public let workflows: [String: Workflow]
    let journal: (any Journal)?
    let durability: Durability
    let limits: WorkflowLimits
    let clock: any Clock<Duration>
    let now: @Sendable () -> Int64
    let cache: NodeCache
    /// Names this runner in leases.
    public let owner: String
    /// The runs that it wakes and works on have the same.
    public let scope: String
    let active = Mutex<[RunID: ActiveRun]>([:])

    /// - Parameters:
    ///   - workflows: those that may be run and resumed, each with a name of its own; of two with one name the last.
    ///   - journal: where runs are kept.
    ///   - durability: when steps are on the disk; effects wait in each mode.
    ///   - cacheLimit: how many results of nodes with a cache policy are kept.
    ///   - scope: of two runners with different ones on one journal, none wakes or works on a run of the other.
    ///   - owner: names the runner in leases, unlike any other; drawn where it is not given.
    ///   - clock: waits between the tries of a node, and for its timeout.
    ///   - now: nanoseconds since 1970, for timers and deadlines.
    public convenience init(
        _ workflows: Workflow..., journal: (any Journal)? = nil, durability: Durability = .sync,
        limits: WorkflowLimits = WorkflowLimits(), cacheLimit: Int = 1000, scope: String = "", owner: String? = nil,
        clock: any Clock<Duration> = ContinuousClock(),
        now: @escaping @Sendable () -> Int64 = { Timestamp.now.nanoseconds }
    ) {
        self.init(
            workflows: workflows, journal: journal, durability: durability, limits: limits, cacheLimit: cacheLimit,
            scope: scope, owner: owner, clock: clock, now: now)
    }

    /// The same of workflows in a list.
    public init(
        workflows: [Workflow], journal: (any Journal)? = nil, durability: Durability = .sync,
        limits: WorkflowLimits = WorkflowLimits(), cacheLimit: Int = 1000, scope: String = "", owner: String? = nil,
        clock: any Clock<Duration> = ContinuousClock(),
        now: @escaping @Sendable () -> Int64 = { Timestamp.now.nanoseconds }
    ) {
        self.scope = scope
        var generator = SystemRandomNumberGenerator()
        self.owner = owner ?? RunID(milliseconds: now() / 1_000_000, using: &generator).description
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
        try await run(workflow, input: input, id: id)
    }

    /// The same with the input in a list.
    ///
    /// - Parameters:
    ///   - about: the person or thing whose data the run holds; see ``erase(about:)``.
    ///   - budget: what the run may spend; `nil` for what the workflow says.
    public func run(
        _ workflow: Workflow, input: [ChannelWrite], id: RunID? = nil, about: String = "", budget: Allowance? = nil
    ) async throws -> WorkflowOutcome {
        try await begin(workflow, input, id, about, budget, keepsEvents: false).outcome()
    }

    /// Begins a run that goes on by itself, and can be watched.
    ///
    /// - Throws: `.invalidRequest`, `.conflict`, as ``run(_:_:id:)`` does; what happens later, the run's outcome throws.
    public func start(_ workflow: Workflow, _ input: ChannelWrite..., id: RunID? = nil) throws -> WorkflowRun {
        try start(workflow, input: input, id: id)
    }

    /// The same with the input in a list, such as one that was read from JSON.
    public func start(
        _ workflow: Workflow, input: [ChannelWrite], id: RunID? = nil, about: String = "", budget: Allowance? = nil
    ) throws -> WorkflowRun {
        try begin(workflow, input, id, about, budget, keepsEvents: true)
    }

    /// The first record of a run.
    func beginning(
        _ workflow: Workflow, _ input: [ChannelWrite], about: String, queue: String = "", budget: Allowance? = nil
    ) throws -> (StartRecord, Progress) {
        guard workflows[workflow.name] === workflow else { throw unknown(workflow.name) }
        var progress = Progress(workflow)
        try progress.put(input, workflow.layout)
        let start = StartRecord(
            workflow: workflow.name, version: workflow.version, schema: workflow.stateFingerprint,
            durability: durability, channels: workflow.layout.recorded(workflow.layout.initial), input: input,
            queue: queue, scope: scope, about: about, budget: budget, time: now())
        return (start, progress)
    }

    package func newID() -> RunID {
        var generator = SystemRandomNumberGenerator()
        return RunID(milliseconds: now() / 1_000_000, using: &generator)
    }

    private func begin(
        _ workflow: Workflow, _ input: [ChannelWrite], _ id: RunID?, _ about: String, _ budget: Allowance?,
        keepsEvents: Bool
    ) throws -> WorkflowRun {
        let id = id ?? newID()
        let (start, progress) = try beginning(workflow, input, about: about, budget: budget)
        var memory = RunMemory()
        memory.budget = budget
        memory.start = start
        memory.version = start.version
        memory.schema = start.schema
        memory.layout = workflow.layout
        memory.graphs[""] = progress
        return try launch(id, keepsEvents: keepsEvents) { [memory] active in
            let lease = RunLease(run: id, owner: self.owner, fence: 1, until: 0)
            let log = self.log(id, self.durability, memory, next: 0, lease)
            active.use(log)
            log.add(.started(start))
            if self.durability == .sync { try await log.flush() }
            return try await self.drive(workflow, id, log, active, granted: 0)
        }
    }

    func log(_ run: RunID, _ durability: Durability, _ memory: RunMemory, next: Int, _ lease: RunLease?) -> RunLog {
        RunLog(
            run: run, journal: journal, durability: durability, memory: memory, next: next, limit: limits.queue,
            lease: lease, term: limits.lease, now: now)
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
