internal import KapellCore
internal import KapellVectors

/// The one writer of a collection: takes what is asked for in order, several at a time, so that one wait for the device
/// serves them all.
///
/// A group is made ready in memory, where nobody sees it, then written to the log, then shown. What fails before the
/// log has changed nothing. An error of the log ends the writer: what it wrote last is in doubt until the collection is
/// opened again.
actor CollectionWriter {
    typealias Answer = Result<ChangeOutcome, KapellError>

    private struct Request {
        var id: Int
        var namespace: String
        var change: RequestedChange
        var bytes: Int
        var answer: CheckedContinuation<Answer, Never>
    }

    private let spaces: NamespaceTable
    private let log: any ChangeLog
    private let tasks: Int
    private let written: @Sendable (_ bytes: Int) -> Void

    private var waiting: [Request] = []
    private var nextID = 0
    private var running: Task<Void, Never>?
    /// Why nothing is written any more.
    private var ended: KapellError?
    /// Whether it was the log that ended it.
    private(set) var hasFailed = false
    /// Callers who wait until nobody writes.
    private var pauses: [CheckedContinuation<Void, Never>] = []
    private var isPaused = false

    /// A group ends at so many requests or bytes.
    private static let mostRequests = 1_024
    private static let mostBytes = 32 << 20

    /// - Parameter written: Told how many bytes went into the log.
    init(
        spaces: NamespaceTable, log: any ChangeLog, tasks: Int,
        written: @escaping @Sendable (_ bytes: Int) -> Void = { _ in }
    ) {
        self.spaces = spaces
        self.log = log
        self.tasks = tasks
        self.written = written
    }

    /// Makes a change; durable and visible when it returns. A caller that is cancelled while its change waits takes it
    /// back; one that is being written is written.
    func write(
        _ change: RequestedChange, namespace: String, bytes: Int = 0
    ) async throws(KapellError) -> ChangeOutcome {
        if let ended { throw ended }
        if Task.isCancelled { throw Self.cancelled }
        let id = nextID
        nextID += 1
        let answer = await withTaskCancellationHandler {
            await withCheckedContinuation { (answer: CheckedContinuation<Answer, Never>) in
                waiting.append(Request(id: id, namespace: namespace, change: change, bytes: bytes, answer: answer))
                start()
            }
        } onCancel: {
            // Ends by itself, at once: the actor only looks through its list.
            Task { await self.cancel(id) }
        }
        return try answer.get()
    }

    /// Waits until no group is being written, and keeps the next from beginning until ``resume()``.
    func pause() async {
        if !isPaused, running == nil {
            isPaused = true
        } else {
            // Whoever ends next hands the pause over.
            await withCheckedContinuation { pauses.append($0) }
        }
    }

    func resume() {
        if pauses.isEmpty {
            isPaused = false
            start()
        } else {
            pauses.removeFirst().resume()
        }
    }

    /// Ends what is being written; what waits and what comes is refused for this reason.
    func close(_ reason: KapellError) async {
        await pause()
        if ended == nil { ended = reason }
        for request in waiting { request.answer.resume(returning: .failure(reason)) }
        waiting = []
        resume()
    }

    // MARK: Groups

    private static var cancelled: KapellError { KapellError(.cancelled, "The change was cancelled before it began.") }

    private func cancel(_ id: Int) {
        guard let place = waiting.firstIndex(where: { $0.id == id }) else { return }
        waiting.remove(at: place).answer.resume(returning: .failure(Self.cancelled))
    }

    /// The task belongs to no caller, since a group has the changes of several; it ends when nothing waits.
    private func start() {
        guard running == nil, !isPaused, !waiting.isEmpty else { return }
        running = Task { await self.run() }
    }

    private func run() async {
        while !waiting.isEmpty, pauses.isEmpty {
            var group: [Request] = []
            var bytes = 0
            while let next = waiting.first, group.count < Self.mostRequests,
                group.isEmpty || bytes + next.bytes <= Self.mostBytes
            {
                group.append(waiting.removeFirst())
                bytes += next.bytes
            }
            await write(group)
        }
        running = nil
        if pauses.isEmpty {
            start()
        } else {
            isPaused = true
            pauses.removeFirst().resume()
        }
    }

    private func write(_ group: [Request]) async {
        if let ended {
            for request in group { request.answer.resume(returning: .failure(ended)) }
            return
        }
        var work = WriteGroup(spaces: spaces, log: log)
        var outcomes: [(request: Request, outcome: ChangeOutcome)] = []
        for request in group {
            do throws(KapellError) {
                outcomes.append((request, try work.add(request.change, namespace: request.namespace)))
            } catch {
                request.answer.resume(returning: .failure(error))
            }
        }
        do throws(KapellError) {
            try await work.store(tasks: tasks)
        } catch {
            for (request, _) in outcomes { request.answer.resume(returning: .failure(error)) }
            return
        }
        do throws(KapellError) {
            try await work.log()
        } catch {
            ended = error
            hasFailed = true
            work.abandon()
            for (request, _) in outcomes { request.answer.resume(returning: .failure(error)) }
            return
        }
        work.publish()
        for (request, outcome) in outcomes { request.answer.resume(returning: .success(outcome)) }
        written(work.bytes)
    }
}
