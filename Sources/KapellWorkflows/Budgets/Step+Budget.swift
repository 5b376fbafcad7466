public import KapellCore
import Synchronization

extension Step {
    /// What this task may spend: the node's own budget where it has one, or the run's.
    public var budget: BudgetLease { lease }

    /// Counts what was spent, and writes it into the journal, so that it counts also after a restart.
    ///
    /// - Throws: `.limitExceeded` when that was more than was left. It is counted all the same.
    public func charge(_ usage: ModelUsage, dollars: Double = 0, calls: Int = 1) throws(KapellError) {
        guard task.drive.log.tape == nil else { return }
        task.drive.log.add(
            .spent(
                SpendRecord(
                    task: path, usage: usage, nanodollars: Spending.nanodollars(dollars), calls: max(0, calls))))
        try lease.charge(usage, dollars: dollars, calls: calls)
    }

    /// A model whose requests are charged to this task. A request that the budget does not allow is refused before it is
    /// made; its answer is limited to the tokens that are left.
    ///
    /// What it answers is not remembered: put the request into an ``effect(_:_:input:_:)`` or ``remember(_:_:)``, so that
    /// it is neither made nor paid again when the node runs again.
    ///
    /// - Parameter price: what an answer costs, in US dollars.
    public func model(
        _ backend: any ModelBackend, price: @escaping @Sendable (ModelUsage) -> Double = { _ in 0 }
    ) -> any ModelBackend {
        ChargedBackend(backend: backend, step: self, price: price)
    }
}

/// A model whose requests are charged.
private struct ChargedBackend: ModelBackend {
    let backend: any ModelBackend
    let step: Step
    let price: @Sendable (ModelUsage) -> Double

    var model: String { backend.model }
    var features: ModelFeatures { backend.features }
    func prewarm() async throws { try await backend.prewarm() }
    func countTokens(_ text: String) async throws -> Int { try await backend.countTokens(text) }

    func stream(_ request: ModelRequest) -> ModelEventStream {
        var request = request
        do throws(KapellError) {
            try step.budget.check()
        } catch {
            return ModelEventStream { $0.finish(throwing: error) }
        }
        if let left = step.budget.left.tokens {
            request.maximumResponseTokens = max(1, min(request.maximumResponseTokens ?? .max, left))
        }
        let events = backend.stream(request)
        let (step, price) = (step, price)
        return ModelEventStream { continuation in
            // Owned by the stream: it ends with the answer, or when nobody reads it any more.
            let task = Task {
                var usage = ModelUsage()
                var failure: (any Error)?
                do {
                    for try await event in events {
                        if case .usage(let now) = event { usage = now }
                        continuation.yield(event)
                    }
                } catch {
                    failure = error
                }
                // Also of an answer that was broken off: what was written is paid. Where it was more than was left, the
                // answer is there all the same, and the next request is refused.
                try? step.charge(usage, dollars: price(usage))
                continuation.finish(throwing: failure)
            }
            continuation.onTermination = { reason in
                if case .cancelled = reason { task.cancel() }
            }
        }
    }
}
