public import KapellCore
public import KapellWorkflows

private let address = Channel("address", "")
private let sent = Channel("sent", false)

/// Sends one mail.
public func mailWorkflow(send: @escaping @Sendable (_ address: String, _ key: String) async throws -> Void) throws
    -> Workflow
{
    try Workflow("mail", channels: [address, sent]) {
        Node("send", writes: [sent], policy: NodePolicy(retry: NodeRetry(attempts: 3))) { step in
            let to = try step[address]
            _ = try await step.effect("send", .idempotent) { key in
                try await send(to, key)
                return true
            }
            try step.write(sent, true)
        }
    }
}

/// Puts a mail into the queue. When this returns, it is on the disk: some worker will send it.
public func post(to recipient: String, with runner: WorkflowRunner, _ workflow: Workflow) async throws -> RunID {
    try await runner.enqueue(workflow, input: [try address(recipient)], queue: "mail", about: recipient)
}

/// One of many processes that send mails: at most four at a time and a hundred a minute, over all of them. Where one
/// dies, the others take its mails over. Cancel the task to stop it.
public func sendMails(with runner: WorkflowRunner, report: @escaping @Sendable (KapellError) -> Void) async throws {
    let queue = WorkflowQueue("mail", concurrency: 4, begins: 100, per: .seconds(60))
    let worker = WorkflowWorker(runner, queues: [queue], onError: { _, error in report(error) })
    try await worker.run()
}

/// A customer is gone: so are the mails to them.
public func forget(_ recipient: String, with runner: WorkflowRunner) async throws -> Int {
    try await runner.erase(about: recipient).count
}
