import KapellCore
import KapellJSON

/// One run of an ingestion.
///
/// Several files are read, cut and judged at a time; what they came to is taken in the order of the files, embedded in
/// batches across documents, and written one document after the other. So the numbers of documents, the report and the
/// journal do not depend on how many are read at a time.
struct Ingestion {
    let base: KnowledgeBase
    let recorder: RunRecorder
    let progress: @Sendable (IngestProgress) -> Void

    private let clock = ContinuousClock()
    private var report: IngestReport
    private var meter: IngestMeter
    private var batch = IngestBatch()
    /// Names of files that were gone when they were to be read.
    private var missed: Set<String> = []

    /// Bytes of files that are in work at a time, unless one alone is larger.
    private static let mostBytes = 256_000_000

    init(base: KnowledgeBase, recorder: RunRecorder, progress: @escaping @Sendable (IngestProgress) -> Void) {
        self.base = base
        self.recorder = recorder
        self.progress = progress
        report = IngestReport(knowledge: base.name, run: recorder.id)
        meter = IngestMeter(files: 0, bytes: 0, now: clock.now)
    }

    mutating func run(_ walks: [(source: String, walker: FileWalker)]) async throws -> IngestReport {
        let began = clock.now
        let collection = try await base.preparedCollection()
        let plan = IngestPlan(walks, known: try await base.store.documents(in: collection.id))
        progress(.found(files: plan.jobs.count))
        for walk in walks {
            for skipped in walk.walker.skipped {
                add(.init(document: skipped.path, outcome: .skipped, notes: [skipped.reason]))
            }
        }
        let unread = plan.jobs.reduce(0) { $0 + ($1.isKnown ? 0 : $1.file.bytes) }
        meter = IngestMeter(files: plan.jobs.count, bytes: unread, now: clock.now)
        try await work(plan.jobs, collection)
        for document in plan.gone(missed) {
            try Task.checkCancellation()
            try await base.store.removeDocument(document.id)
            add(.init(document: document.name, outcome: .removed))
        }
        report.milliseconds = Double((clock.now - began) / .microseconds(1)) / 1000
        return report
    }

    // MARK: Reading

    private mutating func work(_ jobs: [IngestPlan.Job], _ collection: CollectionRecord) async throws {
        let (base, progress) = (base, progress)
        let window = 2 * base.options.width
        try await withThrowingTaskGroup(of: (number: Int, preparation: DocumentPreparation).self) { group in
            defer { group.cancelAll() }
            var started = 0
            var running = 0
            var bytes = 0
            var finished: [Int: DocumentPreparation] = [:]
            for turn in jobs.indices {
                repeat {
                    try Task.checkCancellation()
                    while started < jobs.count, started < turn + window, running < base.options.width,
                        started == turn || bytes + jobs[started].file.bytes <= Self.mostBytes
                    {
                        let (job, number) = (jobs[started], started)
                        progress(.reading(name: job.file.name, number: number + 1, of: jobs.count))
                        if job.isKnown {
                            finished[number] = .unchanged(modified: nil)
                        } else {
                            running += 1
                            bytes += job.file.bytes
                            group.addTask { (number, await job.prepare(for: base, in: collection.id)) }
                        }
                        started += 1
                    }
                    if finished[turn] != nil { break }
                    // Nothing is ready in order: what has waited for company is embedded while others are read.
                    try await flush(collection)
                    if let done = try await group.next() {
                        finished[done.number] = done.preparation
                        running -= 1
                    }
                } while finished[turn] == nil
                guard let preparation = finished.removeValue(forKey: turn) else { continue }
                if !jobs[turn].isKnown { bytes -= jobs[turn].file.bytes }
                try await take(preparation, of: jobs[turn], collection)
                if batch.isFull { try await flush(collection) }
            }
            try await flush(collection)
        }
    }

    /// What a file came to, in its turn.
    private mutating func take(
        _ preparation: DocumentPreparation, of job: IngestPlan.Job, _ collection: CollectionRecord
    ) async throws {
        let name = job.file.name
        let bytes = job.isKnown ? 0 : job.file.bytes
        switch preparation {
        case .unchanged(let modified):
            if let modified, let before = job.before { try await base.store.touch(before.id, modified: modified) }
            batch.add(
                .entry(.init(document: name, outcome: .unchanged, chunks: job.before?.chunks ?? 0)), bytes: bytes)
        case .gone:
            missed.insert(name)
            meter.add(bytes: bytes, passages: nil)
        case .failed(let record, let error): batch.add(.failure(record, error), bytes: bytes)
        case .ready(let document):
            let known = try await base.store.vectors(forTextHashes: document.hashes, in: collection.id)
            batch.add(.document(document, isNew: job.before == nil), bytes: bytes, known: known)
        case .fatal(let error): throw error
        }
    }

    // MARK: Embedding and writing

    /// Embeds and writes everything in the batch.
    private mutating func flush(_ collection: CollectionRecord) async throws {
        guard !batch.isEmpty else { return }
        var batch = batch
        self.batch = IngestBatch()
        for (turn, bytes) in batch.turns {
            try Task.checkCancellation()
            guard case .document(var document, let isNew) = turn else {
                try await write(turn, bytes: bytes, batch, collection)
                continue
            }
            do {
                try await embed(&document, &batch)
                try await write(.document(document, isNew: isNew), bytes: bytes, batch, collection)
            } catch let error as KapellError where Self.concernsOneFile(error) {
                try await fail(document.record, error, bytes: bytes, collection)
            }
        }
    }

    /// Brings all vectors of a document into the batch, with those of the documents behind it that fit into a request.
    private mutating func embed(_ document: inout PreparedDocument, _ batch: inout IngestBatch) async throws {
        var truncated = 0
        while true {
            let own = batch.missing(of: document)
            guard !own.isEmpty else { break }
            let texts = batch.request()
            // A request of several documents that fails, or cuts one of its texts, says nothing of this one.
            var result = texts.isEmpty ? nil : try await attempt(texts)
            let isMixed = !texts.allSatisfy { text in own.contains { $0.hash == text.hash } }
            if isMixed, result?.truncated ?? 0 > 0 { result = nil }
            if let result {
                keep(result, of: texts, &batch)
                truncated += result.truncated
            } else {
                for start in stride(from: 0, to: own.count, by: IngestBatch.request) {
                    let part = Array(own[start..<min(start + IngestBatch.request, own.count)])
                    let result = try await base.embedder.embed(part.map(\.text))
                    keep(result, of: part, &batch)
                    truncated += result.truncated
                }
            }
            progress(.embedding(name: document.record.name, done: batch.requested, of: batch.missing.count))
        }
        if truncated > 0 {
            document.notes.append(
                "\(truncated) passages are longer than what \(base.embedder.model) reads; their ends are not embedded")
        }
    }

    /// Embeds texts; `nil` where one of them is at fault.
    private func attempt(_ texts: [(hash: String, text: String)]) async throws -> EmbeddingResult? {
        do {
            return try await base.embedder.embed(texts.map(\.text))
        } catch let error as KapellError where Self.concernsOneFile(error) {
            return nil
        }
    }

    private mutating func keep(
        _ result: EmbeddingResult, of texts: [(hash: String, text: String)], _ batch: inout IngestBatch
    ) {
        for (text, vector) in zip(texts, result.vectors) { batch.vectors[text.hash] = vector }
        report.usage.embeddingTokens += result.tokens
        report.embedded += texts.count
    }

    private mutating func write(
        _ turn: IngestBatch.Turn, bytes: Int, _ batch: IngestBatch, _ collection: CollectionRecord
    ) async throws {
        switch turn {
        case .entry(let entry): add(entry, bytes: bytes)
        case .failure(let record, let error): try await fail(record, error, bytes: bytes, collection)
        case .document(let document, let isNew):
            let new = batch.new(document)
            let stored = try await base.store.write(new, in: collection.id)
            try await recorder.record(
                .checkpoint,
                [
                    "what": .string("indexed \(stored.name)"), "document": .integer(stored.id),
                    "hash": .string(stored.hash), "passages": .integer(Int64(new.chunks.count)),
                ])
            add(
                .init(
                    document: stored.name, outcome: isNew ? .added : .updated, chunks: new.chunks.count,
                    notes: stored.warnings), bytes: bytes)
        }
    }

    private mutating func fail(
        _ record: DocumentRecord, _ error: KapellError, bytes: Int, _ collection: CollectionRecord
    ) async throws {
        let failed = DocumentRecord(
            id: 0, collection: collection.id, name: record.name, path: record.path, source: record.source,
            hash: record.hash, bytes: record.bytes, modified: record.modified, kind: "", title: nil, pages: nil,
            chunks: 0, warnings: [], failure: error)
        _ = try await base.store.write(
            NewDocument(record: failed, text: nil, pages: [], chunks: []), in: collection.id)
        add(.init(document: record.name, outcome: .failed, failure: error), bytes: bytes)
    }

    // MARK: Telling

    private mutating func add(_ entry: IngestReport.Entry, bytes: Int) {
        let isIndexed = entry.outcome == .added || entry.outcome == .updated
        meter.add(bytes: bytes, passages: isIndexed ? entry.chunks : nil)
        add(entry)
        if let rate = meter.due(at: clock.now) { progress(.rate(rate)) }
    }

    private mutating func add(_ entry: IngestReport.Entry) {
        report.entries.append(entry)
        progress(.document(entry))
    }

    /// Whether the other files may still be indexed.
    static func concernsOneFile(_ error: KapellError) -> Bool {
        switch error.code {
        case .cancelled, .diskFull, .model, .configuration, .internalError: false
        default: true
        }
    }
}
