import KapellCore
import Synchronization

/// Requests for vectors that wait, and the batches that are made of them: texts of several requests share one.
///
/// Requests take turns by text, so that a question is not held up by a whole document.
final class EmbeddingQueue: Sendable {
    private let worker: WorkerThread
    private let load: @Sendable () throws -> EmbeddingEngine
    private let state = Mutex(State())

    private struct State {
        var requests: [EmbeddingWork] = []
        var isRunning = false
    }

    /// - Parameter load: gives the engine; called on the worker.
    init(_ worker: WorkerThread, load: @escaping @Sendable () throws -> EmbeddingEngine) {
        self.worker = worker
        self.load = load
    }

    /// Whether anything is computed or waits.
    var isBusy: Bool { state.withLock { $0.isRunning } }

    func add(_ work: EmbeddingWork) {
        let begins = state.withLock { state in
            state.requests.append(work)
            defer { state.isRunning = true }
            return !state.isRunning
        }
        if begins { worker.async { [self] in step() } }
    }

    /// Computes one batch.
    private func step() {
        let requests = state.withLock { state in
            state.requests.removeAll { $0.isOver }
            // Who was served first is last the next time.
            if let first = state.requests.first {
                state.requests.removeFirst()
                state.requests.append(first)
            }
            return state.requests
        }
        if !requests.isEmpty { compute(requests) }
        let goesOn = state.withLock { state in
            state.requests.removeAll { $0.isOver }
            state.isRunning = !state.requests.isEmpty
            return state.isRunning
        }
        if goesOn { worker.async { [self] in step() } }
    }

    private func compute(_ requests: [EmbeddingWork]) {
        var taken: [(work: EmbeddingWork, text: EmbeddingEngine.Text)] = []
        do {
            let engine = try load()
            var batch = engine.batch
            var isFull = false
            while !isFull {
                var isAny = false
                for work in requests {
                    guard let text = work.next(engine) else { continue }
                    guard batch.add(text) else {
                        work.putBack(text)
                        isFull = true
                        break
                    }
                    taken.append((work, text))
                    isAny = true
                }
                if !isAny { break }
            }
            guard !taken.isEmpty else { return }
            // One that is alone can be stopped in the middle.
            let only = requests.count == 1 ? requests[0].flag : nil
            let vectors = try engine.embed(batch, flag: only)
            for (entry, result) in zip(taken, vectors) {
                switch result {
                case .success(let vector): entry.work.take(vector, entry.text)
                // The other requests of the batch have theirs.
                case .failure(let error): entry.work.fail(error)
                }
            }
        } catch {
            for work in taken.isEmpty ? requests : taken.map(\.work) { work.fail(error) }
        }
    }
}

/// One request for vectors. Used on the worker, but for its end.
final class EmbeddingWork: @unchecked Sendable {  // lock: the worker's thread; `ending` has a lock of its own
    let flag: CancellationFlag
    private let texts: [String]
    private var place = 0
    private var waiting: EmbeddingEngine.Text?
    private var result = EmbeddingResult(vectors: [], tokens: 0)
    private let ending: Mutex<CheckedContinuation<EmbeddingResult, any Error>?>

    init(_ texts: [String], _ flag: CancellationFlag, _ continuation: CheckedContinuation<EmbeddingResult, any Error>) {
        self.texts = texts
        self.flag = flag
        ending = Mutex(continuation)
        result.vectors.reserveCapacity(texts.count)
    }

    var isOver: Bool {
        if flag.isCancelled { end(.failure(KapellError.cancelledRequest)) }
        return ending.withLock { $0 == nil }
    }

    /// The next text, as tokens.
    func next(_ engine: EmbeddingEngine) -> EmbeddingEngine.Text? {
        if let text = waiting {
            waiting = nil
            return text
        }
        guard place < texts.count else { return nil }
        defer { place += 1 }
        return engine.tokens(texts[place])
    }

    /// It found no place in the batch.
    func putBack(_ text: EmbeddingEngine.Text) { waiting = text }

    func take(_ vector: [Float], _ text: EmbeddingEngine.Text) {
        result.vectors.append(vector)
        result.tokens += text.tokens.count
        result.truncated += text.isCut ? 1 : 0
        if result.vectors.count == texts.count { end(.success(result)) }
    }

    func fail(_ error: any Error) { end(.failure(KapellError.wrapping(error))) }

    private func end(_ outcome: Result<EmbeddingResult, any Error>) {
        let continuation = ending.withLock { continuation in
            defer { continuation = nil }
            return continuation
        }
        continuation?.resume(with: outcome)
    }
}
