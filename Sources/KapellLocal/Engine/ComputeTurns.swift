#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Whose turn it is to compute.
///
/// Each engine computes on all cores, and its threads wait for each other by spinning. Two at once would take many times
/// as long as one after the other. So they take turns, in the order in which they came; a turn is one batch.
final class ComputeTurns: @unchecked Sendable {  // lock: mutex
    static let ofProcess = ComputeTurns()

    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var next = 0
    private var current = 0

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

    func take<Result>(_ work: () throws -> Result) rethrows -> Result {
        pthread_mutex_lock(mutex)
        let ticket = next
        next += 1
        while ticket != current { pthread_cond_wait(condition, mutex) }
        pthread_mutex_unlock(mutex)
        defer {
            pthread_mutex_lock(mutex)
            current += 1
            pthread_cond_broadcast(condition)
            pthread_mutex_unlock(mutex)
        }
        return try work()
    }
}
