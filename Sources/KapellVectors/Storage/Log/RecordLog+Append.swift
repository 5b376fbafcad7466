internal import Synchronization

extension RecordLog {
    /// Writes a record.
    /// - Returns: Its number, once it is on the device. A cancelled task waits too.
    /// - Throws: `RecordLogError.recordTooLarge`, with nothing written; or the error that ended the log.
    public func append(_ payload: [UInt8]) async throws(RecordLogError) -> UInt64 {
        try await append([payload])
    }

    /// Writes several records, one behind the other.
    /// - Returns: The number of the last one, once all are on the device. Without records, ``lastSequence``.
    /// - Throws: As the call above. After a crash, some of the first may be there without the others.
    public func append(_ payloads: [[UInt8]]) async throws(RecordLogError) -> UInt64 {
        let last = try submit(payloads, startsThread: true)
        try await waitUntilDurable(last)
        return last
    }

    /// Gives a record its number, in the order of the calls, and has it written. Does not wait.
    ///
    /// For callers that must know the order of records before they wait: call this under a lock, and
    /// ``waitUntilDurable(_:)`` outside. The record is not acknowledged before.
    /// - Throws: As `append(_:)`.
    public func submit(_ payload: [UInt8]) throws(RecordLogError) -> UInt64 {
        try submit([payload], startsThread: true)
    }

    /// Waits until the record with this number is on the device, and with it all before. A cancelled task waits too.
    /// - Throws: The error that ended the log, when it is not there.
    public func waitUntilDurable(_ sequence: UInt64) async throws(RecordLogError) {
        let failure = await withCheckedContinuation { continuation in
            let answer: RecordLogError?? = state.withLock { state in
                // A number that no record has yet would be waited for without end.
                let sequence = min(sequence, state.next - 1)
                if sequence <= state.durable { return .some(nil) }
                if let failure = state.failure { return failure }
                state.waiters.append(Waiter(sequence: sequence, continuation: continuation))
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
        if let failure { throw failure }
    }

    /// Writes a record and blocks the thread until it is on the device: for callers that are no tasks.
    /// - Returns: Its number.
    /// - Throws: As `append(_:)`.
    public func appendAndWait(_ payload: [UInt8]) throws(RecordLogError) -> UInt64 {
        let sequence = try submit([payload], startsThread: false)
        // Somebody else may write it meanwhile; the lock is free when they have.
        writePending()
        let failure = state.withLock { $0.durable >= sequence ? nil : $0.failure }
        if let failure { throw failure }
        return sequence
    }

    /// Blocks the thread until everything that was submitted is on the device.
    /// - Returns: The number of the last record.
    /// - Throws: The error that ended the log.
    @discardableResult
    public func flush() throws(RecordLogError) -> UInt64 {
        writePending()
        let (last, failure) = state.withLock { ($0.durable, $0.failure) }
        if let failure { throw failure }
        return last
    }

    private func submit(_ payloads: [[UInt8]], startsThread: Bool) throws(RecordLogError) -> UInt64 {
        for payload in payloads where payload.count > options.maximumRecordBytes {
            throw .recordTooLarge(bytes: payload.count, limit: options.maximumRecordBytes)
        }
        let (last, starts) = try state.withLock { state throws(RecordLogError) in
            if let failure = state.failure { throw failure }
            state.pending += payloads
            state.next += UInt64(payloads.count)
            let starts = startsThread && !state.isWriting && !payloads.isEmpty
            if starts { state.isWriting = true }
            return (state.next - 1, starts)
        }
        if starts { BlockingWork.start { [self] in while goesOn() { writePending() } } }
        return last
    }

    /// Whether there is more for the thread to write.
    private func goesOn() -> Bool {
        state.withLock { state in
            state.isWriting = !state.pending.isEmpty
            return state.isWriting
        }
    }

    private func writePending() {
        files.withLock { files in
            if let batch = state.withLock({ $0.take() }) { write(batch, to: &files) }
        }
    }

    /// Writes records, and answers who waits for them.
    func write(_ batch: Batch, to files: inout RecordLogFiles) {
        var failure: RecordLogError?
        do throws(RecordLogError) {
            try files.append(batch, segmentBytes: options.segmentBytes)
        } catch {
            failure = error
        }
        let answered = state.withLock { state in
            if let failure {
                state.failure = state.failure ?? failure
                state.pending = []
                defer { state.waiters = [] }
                return state.waiters
            }
            state.durable = files.last
            let split = state.waiters.partition { $0.sequence <= files.last }
            defer { state.waiters.removeSubrange(split...) }
            return state.waiters[split...].sorted { $0.sequence < $1.sequence }
        }
        for waiter in answered { waiter.continuation.resume(returning: failure) }
    }

    /// Records that are written together.
    struct Batch: Sendable {
        let first: UInt64
        let payloads: [[UInt8]]
    }
}

extension RecordLog.State {
    /// What is pending, for the caller to write; nil when there is nothing.
    mutating func take() -> RecordLog.Batch? {
        guard !pending.isEmpty else { return nil }
        defer { pending = [] }
        return RecordLog.Batch(first: next - UInt64(pending.count), payloads: pending)
    }
}
