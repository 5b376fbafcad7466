internal import CKapellKernels

/// Work that waits for a device, on a thread of its own, so that no task's thread is held.
package enum BlockingWork {
    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Starts the work. Without a thread it is done before the call returns.
    package static func start(_ work: @escaping @Sendable () -> Void) {
        let context = Unmanaged.passRetained(Body(work))
        let started = kapell_thread_start(
            { context in
                guard let context else { return }
                Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
            }, context.toOpaque())
        if !started { context.takeRetainedValue().run() }
    }

    /// Waits for the work. A cancelled task waits too.
    package static func run<Value: Sendable, Failure: Error>(
        _ work: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let result = await withCheckedContinuation { continuation in
            start { continuation.resume(returning: Result(catching: work)) }
        }
        return try result.get()
    }
}
