extension WorkerThread {
    /// Runs a job on the thread, and tells it by the flag when the task that waits for it is cancelled.
    func run<Value: Sendable>(_ job: @escaping @Sendable (CancellationFlag) throws -> Value) async throws -> Value {
        let flag = CancellationFlag()
        return try await withTaskCancellationHandler {
            try await run { try job(flag) }
        } onCancel: {
            flag.cancel()
        }
    }
}
