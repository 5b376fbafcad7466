package import NIOCore

/// Runs tasks on an event loop.
///
/// A request that is passed on to a provider does little between one wait and the next. On the loop that reads and writes
/// its sockets it goes on without waking another thread. What computes for long, or waits without giving the thread
/// back, does not belong here: see ``OffLoop``.
package final class LoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    package init(_ loop: any EventLoop) { self.loop = loop }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedTaskExecutor()
        loop.execute { job.runSynchronously(on: executor) }
    }
}
