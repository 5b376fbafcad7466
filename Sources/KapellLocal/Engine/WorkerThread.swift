#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A thread of its own for work that blocks, so that none of it runs on the cooperative pool.
///
/// Jobs run one after another in the order in which they came. The thread ends when the object is released; jobs that
/// were not begun by then are dropped.
package final class WorkerThread: Sendable {
    private let queue: Queue

    /// - Parameter stack: bytes of its stack; only what is used of them is taken.
    package init(name: String, stack: Int = 8 << 20) {
        queue = Queue()
        let box = Unmanaged.passRetained(queue)
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, stack)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        #if canImport(Glibc)
            var thread = pthread_t()
            let status = pthread_create(
                &thread, &attributes,
                { context in
                    if let context { Unmanaged<Queue>.fromOpaque(context).takeRetainedValue().run() }
                    return nil
                }, box.toOpaque())
        #else
            var thread: pthread_t?
            let status = pthread_create(
                &thread, &attributes,
                { context in
                    Unmanaged<Queue>.fromOpaque(context).takeRetainedValue().run()
                    return nil
                }, box.toOpaque())
        #endif
        pthread_attr_destroy(&attributes)
        precondition(status == 0, "The system refuses a thread: \(status).")
    }

    deinit { queue.close() }

    /// Puts a job at the end of the queue.
    package func async(_ job: @escaping @Sendable () -> Void) { queue.add(job) }

    /// Runs a job on the thread and returns what it returns.
    package func run<Result: Sendable>(_ job: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            async { continuation.resume(with: Swift.Result { try job() }) }
        }
    }
}

/// Jobs that wait.
private final class Queue: Sendable {
    private struct Jobs {
        var waiting: [@Sendable () -> Void] = []
        var isClosed = false
    }

    private let jobs = SharedValue(Jobs())

    func add(_ job: @escaping @Sendable () -> Void) { jobs.change { $0.waiting.append(job) } }

    func close() { jobs.change { $0.isClosed = true } }

    func run() {
        while let job = next() { job() }
    }

    /// Waits for the next one; `nil` when there will be none.
    private func next() -> (@Sendable () -> Void)? {
        jobs.wait { jobs -> (@Sendable () -> Void)?? in
            guard jobs.waiting.isEmpty else { return .some(jobs.waiting.removeFirst()) }
            return jobs.isClosed ? .some(nil) : nil
        }
    }
}
