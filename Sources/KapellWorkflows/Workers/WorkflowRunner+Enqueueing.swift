public import KapellCore

extension WorkflowRunner {
    /// Writes a run down as ``WorkflowStatus/ready``, for a ``WorkflowWorker`` to begin, in this process or another.
    ///
    /// - Parameters:
    ///   - input: what channels hold at the beginning.
    ///   - queue: out of which workers take it.
    ///   - moment: before which no worker begins it; `nil` for now.
    ///   - about: the person or thing whose data the run holds; see ``erase(about:)``.
    ///   - budget: what the run may spend; `nil` for what the workflow says.
    ///   - id: names the run; drawn where it is not given.
    /// - Returns: its name. When this returns, the run survives a crash of the program and of the machine.
    /// - Throws: `.invalidRequest` for an input that the workflow does not take; `.conflict` when there is a run of this
    ///   id; what the journal throws.
    @discardableResult
    public func enqueue(
        _ workflow: Workflow, input: [ChannelWrite] = [], queue: String = "", at moment: Timestamp? = nil,
        about: String = "", budget: Allowance? = nil, id: RunID? = nil
    ) async throws -> RunID {
        let journal = try needJournal()
        let (start, _) = try beginning(workflow, input, about: about, queue: queue, budget: budget)
        let id = id ?? newID()
        let pause = PauseRecord(status: "ready", until: moment?.nanoseconds ?? now(), graph: nil)
        try await journal.append([entry(.started(start), id, 0), entry(.paused(pause), id, 1)])
        return id
    }
}
