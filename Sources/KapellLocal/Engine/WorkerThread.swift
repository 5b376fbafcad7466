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

/// Jobs that wait. Guarded by `mutex`.
private final class Queue: @unchecked Sendable {  // lock: mutex
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var jobs: [@Sendable () -> Void] = []
    private var closed = false

    init() {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    func add(_ job: @escaping @Sendable () -> Void) {
        pthread_mutex_lock(mutex)
        jobs.append(job)
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
    }

    func close() {
        pthread_mutex_lock(mutex)
        closed = true
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
    }

    func run() {
        while let job = next() { job() }
    }

    private func next() -> (@Sendable () -> Void)? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while jobs.isEmpty && !closed { pthread_cond_wait(condition, mutex) }
        return jobs.isEmpty ? nil : jobs.removeFirst()
    }
}
