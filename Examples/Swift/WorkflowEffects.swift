public import KapellCore
import KapellJSON
public import KapellWorkflows

private let amount = Channel("amount", 0)
private let receipt = Channel("receipt", "")

/// A bank that does a thing once for one key, and says what became of it.
public protocol Bank: Sendable {
    func pay(_ amount: Int, key: String) async throws -> String
    func receipt(for key: String) async throws -> String?
}

/// Pays, and never twice: whatever dies, whenever.
public func paymentWorkflow(_ bank: some Bank) throws -> Workflow {
    try Workflow("payment", channels: [amount, receipt]) {
        Node("pay", writes: [receipt]) { step in
            let sum = try step[amount]
            // Its intent is on the disk before it begins. After a crash the bank is asked what became of it.
            let effect: WorkflowEffect<String> = .once { key in
                try await bank.receipt(for: key).map { .done($0) } ?? .notDone
            }
            let paper = try await step.effect("pay", effect, input: .integer(Int64(sum))) { key in
                try await bank.pay(sum, key: key)
            }
            try step.write(receipt, paper)
        }
    }
}

/// Begins a payment, or goes on with it when its process has died. Gives the receipt.
public func pay(_ sum: Int, run: RunID, bank: some Bank, journal: any Journal) async throws -> String {
    let workflow = try paymentWorkflow(bank)
    let runner = WorkflowRunner(workflow, journal: journal)
    let outcome =
        if try await journal.run(run) == nil {
            try await runner.run(workflow, amount(sum), id: run)
        } else {
            // The process that drove it is known to be gone.
            try await runner.resume(run, adopting: true)
        }
    return try outcome.succeeded()[receipt]
}
