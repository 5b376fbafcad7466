import KapellCore
import KapellJSON
import KapellStore
import KapellTesting

/// Three numbers that depend on a text.
func vector(of text: String) -> [Float] {
    var hash: UInt32 = 2_166_136_261
    for byte in text.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    return (0..<3).map { Float((hash >> (8 * $0)) & 0xFF) / 16 - 8 }
}

/// A document whose paragraphs are its chunks.
func document(
    _ name: String, _ paragraphs: [String], heading: String = "", hash: String = "00", pages: [PageRecord] = [],
    dimensions: Int = 3
) -> NewDocument {
    var text = ""
    var chunks: [NewDocument.Chunk] = []
    for paragraph in paragraphs {
        if !text.isEmpty { text += "\n\n" }
        let start = text.utf8.count
        text += paragraph
        let vector = dimensions == 3 ? vector(of: paragraph) : [Float](repeating: 0.5, count: dimensions)
        chunks.append(
            NewDocument.Chunk(
                span: ByteSpan(start: start, end: text.utf8.count), page: pages.isEmpty ? nil : 1, heading: heading,
                text: paragraph, textHash: "hash of \(paragraph)", vector: vector))
    }
    let record = DocumentRecord(
        id: 0, collection: 0, name: name, path: "/documents/\(name)", source: "/documents", hash: hash,
        bytes: text.utf8.count, modified: 1_000, kind: "text", title: nil, pages: pages.isEmpty ? nil : pages.count,
        chunks: 0, warnings: [], failure: nil)
    return NewDocument(record: record, text: text, pages: pages, chunks: chunks)
}

/// A document that could not be read.
func failedDocument(_ name: String, _ failure: KapellError) -> NewDocument {
    var failed = document(name, [])
    failed.text = nil
    failed.record.failure = failure
    failed.record.kind = ""
    return failed
}

/// A fresh store with one collection of three dimensions.
func makeStore(
    _ folder: TemporaryFolder, dimensions: Int = 3
) async throws -> (SQLiteKnowledgeStore, CollectionRecord) {
    let store = try SQLiteKnowledgeStore(path: folder.file("knowledge.sqlite"))
    return (store, try await store.createCollection("contracts", fingerprint: "model", dimensions: dimensions))
}

/// All texts of a collection's chunks as a follower sees them, `limit` changes at a time, in the order of their chunks.
func texts(_ store: SQLiteKnowledgeStore, in collection: Int64, limit: Int = 1000) async throws -> [String] {
    var (texts, sequence): ([Int64: String], Int64) = ([:], 0)
    while true {
        let changes = try await store.textChanges(in: collection, after: sequence, limit: limit)
        guard let last = changes.last else { return texts.sorted { $0.key < $1.key }.map(\.value) }
        for change in changes { texts[change.chunk] = change.text?.text }
        sequence = last.sequence
    }
}

/// All vectors as a follower sees them that begins at `sequence` with `vectors`, `limit` changes at a time.
func follow(
    _ store: SQLiteKnowledgeStore, in collection: Int64, after sequence: Int64 = 0,
    from vectors: [Int64: [Float]] = [:],
    limit: Int = 1000
) async throws -> (vectors: [Int64: [Float]], sequence: Int64) {
    var (vectors, sequence) = (vectors, sequence)
    while true {
        let changes = try await store.changes(in: collection, after: sequence, limit: limit)
        guard let last = changes.last else { return (vectors, sequence) }
        for change in changes { vectors[change.chunk] = change.vector }
        sequence = last.sequence
    }
}

/// All vectors as the store's documents have them.
func storedVectors(_ store: SQLiteKnowledgeStore, in collection: Int64) async throws -> [Int64: [Float]] {
    var vectors: [Int64: [Float]] = [:]
    for document in try await store.documents(in: collection) {
        for chunk in try await store.chunks(ofDocument: document.id) { vectors[chunk.id] = vector(of: chunk.text) }
    }
    return vectors
}

/// A moment of 2026-03-01, in nanoseconds since 1970.
let march: Int64 = 1_772_366_400_000_000_000
let day: Int64 = 86_400_000_000_000

func runID(at nanoseconds: Int64, seed: UInt64 = 1) -> RunID {
    var generator = SeededGenerator(seed)
    return RunID(milliseconds: nanoseconds / 1_000_000, using: &generator)
}

func event(
    _ run: RunID, _ sequence: Int, _ type: EventType = .retrieved, _ data: JSONObject = [:], version: Int = 1
) -> JournalEvent {
    JournalEvent(
        run: run, sequence: sequence, type: type, version: version,
        time: run.milliseconds * 1_000_000 + Int64(sequence), data: data)
}

func started(_ run: RunID, kind: String = "ask", subject: String = "contracts") -> JournalEvent {
    event(run, 0, .runStarted, ["kind": .string(kind), "subject": .string(subject)])
}

func finished(_ run: RunID, _ sequence: Int, status: String = "succeeded", input: Int = 10) -> JournalEvent {
    event(
        run, sequence, .runFinished,
        [
            "status": .string(status), "duration_ms": 12.5,
            "usage": ["input_tokens": .integer(Int64(input)), "output_tokens": 4],
        ])
}

/// The `KapellError` that `body` throws; `nil` when it throws none.
func failure(_ body: () async throws -> some Any) async -> KapellError? {
    do {
        _ = try await body()
        return nil
    } catch {
        return error as? KapellError
    }
}
