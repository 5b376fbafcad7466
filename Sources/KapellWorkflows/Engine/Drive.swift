import KapellCore
import KapellJSON
import Synchronization

/// What all graphs and steps of a run share while a process drives it.
final class Drive: Sendable {
    let workflow: Workflow
    let run: RunID
    let log: RunLog
    let hub: RunHub
    let limits: WorkflowLimits
    let cache: NodeCache
    let clock: any Clock<Duration>
    let now: @Sendable () -> Int64
    let granted: Int
    /// Steps since the last checkpoint, and after how many the next one is thought of.
    let sinceCheckpoint = Mutex((steps: 0, look: Drive.checkpointSteps))
    static let checkpointSteps = 500

    init(
        workflow: Workflow, run: RunID, log: RunLog, hub: RunHub, limits: WorkflowLimits, cache: NodeCache,
        clock: any Clock<Duration>, now: @escaping @Sendable () -> Int64, granted: Int
    ) {
        self.workflow = workflow
        self.run = run
        self.log = log
        self.hub = hub
        self.limits = limits
        self.cache = cache
        self.clock = clock
        self.now = now
        self.granted = granted
    }
}
