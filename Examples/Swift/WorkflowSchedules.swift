public import KapellCore
public import KapellWorkflows

private let pages = Channel("pages", [String](), .append())

/// Reads what is new, once a week.
public func digestWorkflow(read: @escaping @Sendable (_ since: Timestamp) async throws -> [String]) throws -> Workflow {
    try Workflow("digest", channels: [pages]) {
        Node("read", writes: [pages]) { step in
            // The run is named by the moment that the schedule says, not by when a worker came to it.
            let week: Int64 = 7 * 24 * 3600 * 1000
            let since = Timestamp(nanoseconds: (step.run.milliseconds - week) * 1_000_000)
            try step.write(pages, try await step.remember("read") { try await read(since) })
        }
    }
}

/// Every Monday at seven in Berlin, summer and winter. Call it whenever the program begins: the same schedule once more
/// changes nothing. Two Mondays without any worker are joined to one run.
public func scheduleDigest(with runner: WorkflowRunner) async throws -> Timestamp? {
    let cron = try CronExpression("0 7 * * MON", zone: "Europe/Berlin")
    try await runner.schedule(WorkflowSchedule("weekly digest", workflow: "digest", cron: cron, missed: .once))
    return try await runner.schedules().first?.next
}

/// Begins what is due, and returns what it found. A program that stays calls ``WorkflowWorker/run()`` instead.
public func beginDigests(with runner: WorkflowRunner) async throws -> [[String]] {
    try await WorkflowWorker(runner).drain().map { try $0[pages] }
}
