public import KapellCore
public import KapellWorkflows

private let order = Channel("order", "")
private let state = Channel("state", "open")

/// Waits three days for the payment of an order, and reminds once. It takes no memory meanwhile.
public func reminderWorkflow(remind: @escaping @Sendable (_ order: String) async throws -> Void) throws -> Workflow {
    try Workflow("reminder", channels: [order, state]) {
        Node("wait", writes: [state]) { step in
            let number = try step[order]
            if try await step.wait(for: "paid", key: number, within: .seconds(3 * 24 * 3600)) != nil {
                return try step.write(state, "paid")
            }
            // A mail that went twice is not nice, and no harm.
            _ = try await step.effect("remind", .idempotent) { _ in
                try await remind(number)
                return true
            }
            try await step.sleep(for: .seconds(24 * 3600))
            try step.write(state, "reminded")
        }
    }
}

/// Begins to wait for an order.
public func waitForPayment(of number: String, with runner: WorkflowRunner, _ workflow: Workflow) async throws -> RunID {
    try await runner.run(workflow, order(number)).run
}

/// The payment has come: the runs that wait for it go on.
public func paid(_ number: String, with runner: WorkflowRunner) async throws -> [String] {
    try await runner.deliver("paid", key: number)
    return try await goOn(runner)
}

/// Call this now and then, such as at ``WorkflowRunner/nextWake()``: runs whose time has come go on.
public func goOn(_ runner: WorkflowRunner) async throws -> [String] {
    try await runner.wake().outcomes.map { try $0[state] }
}
