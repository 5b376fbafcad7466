import Crypto
import KapellChunking
import KapellCore
import KapellDocuments
import KapellJSON

/// One run of an ingestion.
struct Ingestion {
    let base: KnowledgeBase
    let recorder: RunRecorder
    let progress: @Sendable (IngestProgress) -> Void

    /// Texts embedded between two reports of progress.
    private static let batch = 32

    func run(_ walks: [(source: String, walker: FileWalker)]) async throws -> IngestReport {
        let clock = ContinuousClock()
        let began = clock.now
        var report = IngestReport(knowledge: base.name, run: recorder.id)
        let total = walks.reduce(0) { $0 + $1.walker.files.count }
        progress(.found(files: total))
        let collection = try await base.preparedCollection()
        var known: [String: DocumentRecord] = [:]
        for document in try await base.store.documents(in: collection.id) { known[document.name] = document }
        var seen: Set<String> = []
        var number = 0
        for walk in walks {
            for skipped in walk.walker.skipped {
                add(.init(document: skipped.path, outcome: .skipped, notes: [skipped.reason]), to: &report)
            }
            for file in walk.walker.files {
                try Task.checkCancellation()
                number += 1
                var file = file
                file.name = uniqueName(of: file, source: walk.source, seen: seen, known: known)
                seen.insert(file.name)
                progress(.reading(name: file.name, number: number, of: total))
                let before = known[file.name]
                if let entry = try await one(file, source: walk.source, before, collection, &report.usage) {
                    add(entry, to: &report)
                } else if let before {
                    seen.remove(before.name)
                }
            }
        }
        let gone = known.values.filter { document in
            !seen.contains(document.name) && walks.contains { $0.source == document.source }
        }
        for document in gone.sorted(by: { $0.name < $1.name }) {
            try await base.store.removeDocument(document.id)
            add(.init(document: document.name, outcome: .removed), to: &report)
        }
        report.milliseconds = Double((clock.now - began) / .microseconds(1)) / 1000
        return report
    }

    private func add(_ entry: IngestReport.Entry, to report: inout IngestReport) {
        report.entries.append(entry)
        progress(.document(entry))
    }

    /// The file's name, with its source in front when another source brought one of that name.
    private func uniqueName(
        of file: SourceFile, source: String, seen: Set<String>, known: [String: DocumentRecord]
    ) -> String {
        if !seen.contains(file.name), known[file.name]?.path ?? file.path == file.path { return file.name }
        return "\(FileWalker.lastComponent(source))/\(file.name)" == file.name
            || seen.contains("\(FileWalker.lastComponent(source))/\(file.name)")
            ? file.path : "\(FileWalker.lastComponent(source))/\(file.name)"
    }

    /// Indexes one file; `nil` when it is gone by now.
    private func one(
        _ file: SourceFile, source: String, _ before: DocumentRecord?, _ collection: CollectionRecord,
        _ usage: inout ModelUsage
    ) async throws -> IngestReport.Entry? {
        if let before, before.failure == nil, before.bytes == file.bytes, before.modified == file.modified,
            before.source == source, before.path == file.path
        {
            return IngestReport.Entry(document: file.name, outcome: .unchanged, chunks: before.chunks)
        }
        var record = DocumentRecord(
            id: 0, collection: collection.id, name: file.name, path: file.path, source: source, hash: "",
            bytes: file.bytes, modified: file.modified, kind: "", title: nil, pages: nil, chunks: 0, warnings: [],
            failure: nil)
        do {
            let bytes = try base.read(file.path)
            record.hash = Self.hex(SHA256.hash(data: bytes))
            record.bytes = bytes.count
            if let before, before.failure == nil, before.hash == record.hash, before.source == source,
                before.path == file.path
            {
                try await base.store.touch(before.id, modified: file.modified)
                return IngestReport.Entry(document: file.name, outcome: .unchanged, chunks: before.chunks)
            }
            let document = try await base.extractor.extract(bytes, name: file.name)
            return try await write(document, record, before, collection, &usage)
        } catch let error as KapellError where Self.concernsOneFile(error) {
            if error.code == .notFound { return nil }
            record.failure = error
            _ = try await base.store.write(
                NewDocument(record: record, text: nil, pages: [], chunks: []), in: collection.id)
            return IngestReport.Entry(document: file.name, outcome: .failed, failure: error)
        }
    }

    /// Whether the other files may still be indexed.
    private static func concernsOneFile(_ error: KapellError) -> Bool {
        switch error.code {
        case .cancelled, .diskFull, .model, .configuration, .internalError: false
        default: true
        }
    }

    private func write(
        _ document: ExtractedDocument, _ record: DocumentRecord, _ before: DocumentRecord?,
        _ collection: CollectionRecord, _ usage: inout ModelUsage
    ) async throws -> IngestReport.Entry {
        let chunker = Chunker(base.options.chunking, counter: try await base.embedder.tokenCounter())
        let cut = try chunker.chunks(of: document, hash: record.hash)
        let chunks = cut.chunks
        var notes = document.warnings
        let hashes = chunks.map { Self.hex(SHA256.hash(data: Array($0.embedded.utf8))) }
        var vectors = try await base.store.vectors(forTextHashes: hashes, in: collection.id)
        var missing: [Int] = []
        var asked: Set<String> = []
        for (index, hash) in hashes.enumerated() where vectors[hash] == nil && asked.insert(hash).inserted {
            missing.append(index)
        }
        var done = 0
        var truncated = 0
        while done < missing.count {
            let batch = missing[done..<min(done + Self.batch, missing.count)]
            let result = try await base.embedder.embed(batch.map { chunks[$0].embedded })
            for (index, vector) in zip(batch, result.vectors) { vectors[hashes[index]] = vector }
            usage.embeddingTokens += result.tokens
            truncated += result.truncated
            done += batch.count
            progress(.embedding(name: record.name, done: done, of: missing.count))
        }
        if truncated > 0 {
            notes.append(
                "\(truncated) passages are longer than what \(base.embedder.model) reads; their ends are not embedded")
        }
        var record = record
        record.kind = document.kind.rawValue
        record.title = document.title
        record.pages = document.pages.isEmpty ? nil : document.pages.count
        record.warnings = notes
        let new = zip(chunks, hashes).compactMap { chunk, hash in
            vectors[hash].map { vector in
                NewDocument.Chunk(
                    span: chunk.span, page: chunk.pages?.lowerBound, heading: chunk.heading,
                    text: chunk.text, textHash: hash, vector: vector)
            }
        }
        let pages = document.pages.map { PageRecord(number: $0.number, span: $0.span) }
        let stored = try await base.store.write(
            NewDocument(record: record, text: document.text, pages: pages, chunks: new), in: collection.id)
        try await recorder.record(
            .checkpoint,
            [
                "what": .string("indexed \(record.name)"), "document": .integer(stored.id),
                "hash": .string(record.hash), "passages": .integer(Int64(new.count)),
                "embedded": .integer(Int64(missing.count)),
            ])
        return IngestReport.Entry(
            document: record.name, outcome: before == nil ? .added : .updated, chunks: new.count,
            notes: notes)
    }

    static func hex(_ digest: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in digest {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
