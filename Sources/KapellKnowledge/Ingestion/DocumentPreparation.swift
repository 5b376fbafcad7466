import Crypto
import KapellChunking
import KapellCore
import KapellDocuments
import KapellQuality

/// What reading one file came to: everything that needs neither the model nor the store.
enum DocumentPreparation: Sendable {
    /// Its bytes are those of the document.
    ///
    /// - modified: the file's time, where it is another one.
    case unchanged(modified: Int64?)
    /// It went while the folder was read.
    case gone
    case failed(DocumentRecord, KapellError)
    case ready(PreparedDocument)
    /// The whole ingestion cannot go on.
    case fatal(KapellError)
}

/// A document that is cut and judged.
struct PreparedDocument: Sendable {
    var record: DocumentRecord
    var document: ExtractedDocument
    var chunks: [Chunk]
    /// Spans of the larger passages that chunks are parts of, by their names.
    var parents: [String: ByteSpan]
    /// Of what is embedded of each chunk.
    var hashes: [String]
    /// What a person should know of it.
    var notes: [String]
    var quality: DocumentQuality
}

extension IngestPlan.Job {
    /// How often a file that changes while it is read is read again. What is read last counts; when it changes further,
    /// its time says so to the next ingestion.
    private static let attempts = 5

    /// Reads the file, in the child process that reads documents, and cuts its text.
    func prepare(for base: KnowledgeBase, in collection: Int64) async -> DocumentPreparation {
        if isKnown { return .unchanged(modified: nil) }
        var record = DocumentRecord(
            id: 0, collection: collection, name: file.name, path: file.path, source: source, hash: "",
            bytes: file.bytes, modified: file.modified, kind: "", title: nil, pages: nil, chunks: 0, warnings: [],
            failure: nil)
        do {
            let content = try await content(limit: base.options.fileSize)
            record.hash = Hexadecimal.text(SHA256.hash(data: content.bytes))
            record.bytes = content.bytes.count
            record.modified = content.modified
            if let before, before.failure == nil, before.hash == record.hash, before.source == source,
                before.path == file.path
            {
                return .unchanged(modified: content.modified)
            }
            let document = try await base.extractor.extract(content.bytes, name: file.name)
            let chunker = Chunker(base.options.chunking, counter: try await base.embedder.tokenCounter())
            return .ready(try cut(document, record, chunker))
        } catch let error as KapellError {
            if error.code == .notFound { return .gone }
            if error.code == .cancelled { return .fatal(error) }
            // Whatever the child process came to is the document's own failure; the others have children of their own.
            let isOwn = Ingestion.concernsOneFile(error) || error.code == .internalError
            return isOwn ? .failed(record, error) : .fatal(error)
        } catch {
            return .fatal(KapellError.wrapping(error))
        }
    }

    private func content(limit: Int) async throws -> FileReader.Content {
        for attempt in 1... {
            try Task.checkCancellation()
            let content: FileReader.Content
            do throws(FileReader.Failure) {
                content = try FileReader.content(of: file.path, limit: limit, followsLink: file.isGiven)
            } catch {
                throw error.reading(file.path, limit: limit)
            }
            guard content.hasChanged, attempt < Self.attempts else { return content }
            try await Task.sleep(for: .milliseconds(20 * attempt))
        }
        throw CancellationError()
    }

    private func cut(
        _ document: ExtractedDocument, _ record: DocumentRecord, _ chunker: Chunker
    ) throws -> PreparedDocument {
        var record = record
        record.kind = document.kind.rawValue
        record.title = document.title
        record.pages = document.pages.isEmpty ? nil : document.pages.count
        let cut = try chunker.chunks(of: document, hash: record.hash)
        // Judging takes another three passes over the text.
        try Task.checkCancellation()
        let chunks = cut.chunks
        return PreparedDocument(
            record: record, document: document, chunks: chunks,
            parents: Dictionary(cut.parents.map { ($0.id, $0.span) }, uniquingKeysWith: { first, _ in first }),
            hashes: chunks.map { Hexadecimal.text(SHA256.hash(data: Array($0.embedded.utf8))) },
            notes: document.warnings,
            quality: Self.quality(of: document))
    }

    private static func quality(of document: ExtractedDocument) -> DocumentQuality {
        let recognised = (document.pages + document.parts.flatMap(\.pages)).filter { $0.confidence != nil }
        let bytes = recognised.reduce(0) { $0 + $1.span.count }
        let sum = recognised.reduce(0) { $0 + ($1.confidence ?? 0) * Double($1.span.count) }
        return TextQuality.of(
            document.text, pages: document.pages.isEmpty ? nil : document.pages.count,
            confidence: bytes == 0 ? nil : sum / Double(bytes), isProse: isProse(document.kind.rawValue))
    }

    /// Whether documents of a kind are written for people.
    static func isProse(_ kind: String) -> Bool { !["code", "csv", "xlsx"].contains(kind) }
}
