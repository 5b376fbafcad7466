import KapellChunking
import KapellCore
import KapellDocuments

/// Documents that are embedded together and written one after the other, in order.
struct IngestBatch {
    /// One file's turn.
    enum Turn {
        case entry(IngestReport.Entry)
        case failure(DocumentRecord, KapellError)
        case document(PreparedDocument, isNew: Bool)
    }

    private(set) var turns: [(turn: Turn, bytes: Int)] = []
    /// Vectors by the hash of what was embedded: those that the store has, and those that were computed.
    var vectors: [String: [Float]] = [:]
    /// Texts without a vector, each once, in order.
    private(set) var missing: [(hash: String, text: String)] = []
    /// How many of ``missing``, from the first, were asked for.
    private(set) var requested = 0
    private var asked: Set<String> = []
    private var size = 0

    /// Texts that one request embeds.
    static let request = 32
    /// From here on a batch is embedded and written: enough texts, turns, or bytes of text.
    private static let mostTexts = 64
    private static let mostTurns = 256
    private static let mostBytes = 8 << 20

    var isEmpty: Bool { turns.isEmpty }

    var isFull: Bool {
        missing.count >= Self.mostTexts || turns.count >= Self.mostTurns || size >= Self.mostBytes
    }

    /// Adds a turn.
    ///
    /// - Parameters:
    ///   - bytes: of the file that was read.
    ///   - known: vectors that the store has for the document's texts.
    mutating func add(_ turn: Turn, bytes: Int, known: [String: [Float]] = [:]) {
        turns.append((turn, bytes))
        guard case .document(let document, _) = turn else { return }
        size += document.document.text.utf8.count
        vectors.merge(known) { first, _ in first }
        for (chunk, hash) in zip(document.chunks, document.hashes)
        where vectors[hash] == nil && asked.insert(hash).inserted {
            missing.append((hash, chunk.embedded))
        }
    }

    /// The texts of a document that have no vector yet, each once.
    func missing(of document: PreparedDocument) -> [(hash: String, text: String)] {
        var seen: Set<String> = []
        return zip(document.chunks, document.hashes).compactMap { chunk, hash in
            vectors[hash] == nil && seen.insert(hash).inserted ? (hash, chunk.embedded) : nil
        }
    }

    /// The next texts that are embedded together, of whichever documents.
    mutating func request() -> [(hash: String, text: String)] {
        let texts = missing[requested..<min(requested + Self.request, missing.count)]
        requested += texts.count
        return texts.filter { vectors[$0.hash] == nil }
    }

    /// The document as it is stored.
    func new(_ prepared: PreparedDocument) -> NewDocument {
        let document = prepared.document
        var record = prepared.record
        record.warnings = prepared.notes
        let chunks = zip(prepared.chunks, prepared.hashes).compactMap { chunk, hash in
            vectors[hash].map { vector in
                NewDocument.Chunk(
                    span: chunk.span, page: chunk.pages?.lowerBound, heading: chunk.heading,
                    text: chunk.text, textHash: hash, vector: vector, tableHeader: chunk.tableHeader,
                    parent: chunk.parent.flatMap { prepared.parents[$0] })
            }
        }
        return NewDocument(
            record: record, text: document.text,
            pages: document.pages.map { PageRecord(number: $0.number, span: $0.span) }, parts: document.partRecords,
            chunks: chunks, quality: prepared.quality)
    }
}
