import KapellCore
import KapellJSON
import Synchronization

/// What a process that drives a run remembers of it, and writes of it.
///
/// Records get their numbers and are remembered at once; ``flush()`` waits until they are on the disk. Two processes
/// never drive one run: the second one's first record has a number that is taken, and the journal refuses what is written
/// under a lease that another has taken over.
final class RunLog: Sendable {
    struct State {
        var memory: RunMemory
        var queue: [RunRecord.Entry] = []
        var next: Int
        var failure: KapellError?
        /// Whether anything is on the disk; with a lease, that one too.
        var isBegun: Bool
        /// Whether the lease was given back with what was written last.
        var isReleased = false
    }

    let run: RunID
    let durability: Durability
    let journal: (any Journal)?
    /// Under which the run is written, in a journal that has leases; and for how long it holds each time.
    let lease: RunLease?
    let term: Duration
    /// Where the run is only played again: what it did.
    let tape: ReplayTape?
    private let now: @Sendable () -> Int64
    private let limit: Int
    let state: Mutex<State>
    let gate = AsyncGate()
    private let wake: AsyncStream<Void>.Continuation
    private let calls: AsyncStream<Void>

    init(
        run: RunID, journal: (any Journal)?, durability: Durability, memory: RunMemory, next: Int, limit: Int,
        lease: RunLease? = nil, term: Duration = .seconds(30), tape: ReplayTape? = nil,
        now: @escaping @Sendable () -> Int64
    ) {
        self.run = run
        self.journal = journal
        self.durability = durability
        self.limit = limit
        self.lease = lease
        self.term = term
        self.tape = tape
        self.now = now
        state = Mutex(State(memory: memory, next: next, isBegun: next > 0))
        (calls, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    var isDurable: Bool { journal != nil }

    /// The number of the next event.
    var next: Int { state.withLock { $0.next } }

    func read<Result: Sendable>(_ body: (inout RunMemory) -> sending Result) -> sending Result {
        state.withLock { body(&$0.memory) }
    }

    /// Writes and remembers a record; it is not on the disk yet.
    func add(_ record: @autoclosure () -> Record) {
        guard journal != nil else {
            let record = record()
            return state.withLock { $0.memory.note(record) }
        }
        let record = record()
        let time = now()
        let (type, data) = (record.type, record.data)
        state.withLock { state in
            state.memory.note(record)
            let event = JournalEvent(
                run: run, sequence: state.next, type: type, version: Record.version, time: time, data: data)
            state.next += 1
            state.queue.append(RunRecord.Entry(event: event, content: [:]))
        }
    }

    /// The end of a step: forgets its tasks, and waits for the disk as the durability says.
    func commit(_ step: @autoclosure () -> StepRecord, graph: String) async throws(KapellError) {
        if journal != nil { add(.step(step())) }
        tape?.note(step(), state.withLock { $0.memory.done })
        state.withLock { $0.memory.forget(below: graph) }
        try await settle()
    }

    /// Waits for the disk if the durability wants it, or too much waits already.
    func settle() async throws(KapellError) {
        guard journal != nil else { return try check() }
        let isFull = state.withLock { $0.queue.count >= limit }
        switch durability {
        case .sync: try await flush()
        case .async: if isFull { try await flush() } else { wake.yield() }
        case .exit: if isFull { try await flush() }
        }
        try check()
    }

    /// Has what is written go to the disk soon, while the run goes on.
    func hurry() {
        if durability != .exit { wake.yield() }
    }

    /// Throws what has ended the log.
    func check() throws(KapellError) {
        let failure = state.withLock { state -> KapellError? in
            if state.failure == nil, state.memory.isCancelRequested { return Self.cancelled }
            return state.failure
        }
        if let failure { throw failure }
    }

    var isClosed: Bool { state.withLock { $0.failure != nil } }
    /// What has ended the log, a wish to cancel the run apart.
    var failure: KapellError? { state.withLock { $0.failure } }

    static let cancelled = KapellError(.cancelled, "The run was cancelled.")

    /// Nothing is written after this, so that no effect begins.
    func close(_ reason: KapellError) {
        state.withLock { if $0.failure == nil { $0.failure = reason } }
    }

    /// Waits until everything so far is on the disk.
    ///
    /// - Throws: `.conflict` when another process drives the run; what the journal throws. The log is closed then.
    func flush() async throws(KapellError) {
        try check()
        try await write()
        try check()
    }

    /// Writes also after a request to cancel.
    func write() async throws(KapellError) {
        guard let journal else { return }
        do {
            // Not cancelled with the run: what has happened must be written.
            try await gate.runUncancelled { [self] in
                let batch = takeQueue()
                guard !batch.isEmpty else { return }
                if let failure = state.withLock({ $0.failure }) { throw failure }
                try await append(batch, journal)
            }
        } catch {
            let failure = KapellError.wrapping(error)
            close(failure)
            throw failure
        }
    }

    /// What waits to be written. Only for one who is in the gate.
    func takeQueue() -> [RunRecord.Entry] {
        state.withLock { state in
            defer { state.queue.removeAll(keepingCapacity: true) }
            return state.queue
        }
    }

    /// An entry with a number of its own that is not in the queue. Only for one who is in the gate.
    func reserve(_ record: Record) -> RunRecord.Entry {
        let time = now()
        return state.withLock { state in
            defer { state.next += 1 }
            return RunRecord.Entry(
                event: JournalEvent(
                    run: run, sequence: state.next, type: record.type, version: Record.version, time: time,
                    data: record.data), content: [:])
        }
    }

    /// Frees a number that was reserved. Only for one who is in the gate.
    func giveBack(_ number: Int) {
        state.withLock { state in
            state.next -= 1
            for index in state.queue.indices where state.queue[index].event.sequence > number {
                state.queue[index].event.sequence -= 1
            }
        }
    }

    func append(_ entries: [RunRecord.Entry], _ journal: any Journal) async throws {
        var entries = entries
        for index in entries.indices { EventChecksum.add(to: &entries[index].event) }
        for _ in 0..<1000 {
            do {
                try await put(entries, journal)
                return state.withLock { $0.isBegun = true }
            } catch is CancellationError {
                // The gate must not take it for one of its own.
                throw KapellError(.storage, "The journal gave up a write of the run \(run).")
            } catch let error as KapellError where error.code == .conflict {
                try await makeRoom(&entries, journal, error)
            }
        }
        throw KapellError(.conflict, "The run \(run) is written by too many at once.", isRetryable: true)
    }

    /// Takes over what came from outside meanwhile, and gives the own events later numbers.
    func makeRoom(
        _ entries: inout [RunRecord.Entry], _ journal: any Journal, _ refusal: KapellError
    ) async throws {
        guard let first = entries.first?.event.sequence else { return }
        let tail = try await journal.events(of: run, from: first, limit: 1000)
        var records: [Record] = []
        for entry in tail {
            guard let record = try Record(entry.event), record.isFromOutside else {
                throw KapellError(
                    .conflict, "The run \(run) is driven by another process.",
                    remedy: "Leave it to that process, or end it first.")
            }
            records.append(record)
        }
        guard !records.isEmpty else {
            throw refusal
        }
        let count = records.count
        for index in entries.indices { entries[index].event.sequence += count }
        state.withLock { state in
            for record in records { state.memory.note(record) }
            for index in state.queue.indices { state.queue[index].event.sequence += count }
            state.next += count
        }
    }

    /// Writes what is added, until ``end()``.
    func drain() async {
        for await _ in calls {
            do { try await write() } catch { return }
        }
    }

    func end() { wake.finish() }
}

extension AsyncGate {
    /// The same as `run`, but waits its turn also when the task is cancelled.
    nonisolated(nonsending) func runUncancelled(_ work: @escaping @Sendable () async throws -> Void) async throws {
        guard Task.isCancelled else {
            do {
                return try await run(work)
            } catch is CancellationError {
                return try await detour(work)
            }
        }
        try await detour(work)
    }

    private nonisolated(nonsending) func detour(_ work: @escaping @Sendable () async throws -> Void) async throws {
        // Waited for here: the task only keeps the work from being cancelled.
        try await Task { try await self.run(work) }.value
    }
}
