import KapellCore
import KapellDocuments

extension KnowledgeBase {
    /// The bytes of a file, within the limit on files.
    func read(_ path: String) throws(KapellError) -> [UInt8] {
        do throws(FileReader.Failure) { return try FileReader.read(path, limit: options.fileSize) } catch {
            throw error.reading(path, limit: options.fileSize)
        }
    }

    /// Brings the knowledge base in step with files and folders.
    ///
    /// A file with the same bytes as before is not read again, a text that was embedded before is not embedded again,
    /// and what is gone from a source is removed. A file that cannot be indexed is reported and does not stop the
    /// others. Each document is one transaction: after a crash, the next call goes on where this one stopped. Ingestions
    /// of one knowledge base wait for each other.
    ///
    /// - Parameter sources: absolute paths.
    /// - Throws: a ``KapellError`` when a source is missing, or when the store or the embedding model fails; what was
    ///   indexed until then stays. Cancellation ends what is being read, and stops before the next document is written.
    @discardableResult
    public func ingest(
        _ sources: [String], progress: @escaping @Sendable (IngestProgress) -> Void = { _ in }
    ) async throws -> IngestReport {
        try await ingesting.run { try await bringInStep(sources, progress: progress) }
    }

    private func bringInStep(
        _ sources: [String], progress: @escaping @Sendable (IngestProgress) -> Void
    ) async throws -> IngestReport {
        let recorder = RunRecorder(journal: journal, class: .durable)
        let walks = try sources.map { (source: $0, walker: try FileWalker($0, maximumFiles: options.files)) }
        try await recorder.start(kind: "ingest", subject: name, content: ["sources": sources.joined(separator: "\n")])
        return try await recorder.closing {
            var ingestion = Ingestion(base: self, recorder: recorder, progress: progress)
            let report = try await ingestion.run(walks)
            try await compare()
            if let collection = try await store.collection(name) { _ = try await follower.indexes(of: collection) }
            await follower.save()
            return (report, .succeeded, report.usage)
        }
    }

    /// The collection, made anew when there is none or when it belongs to another model.
    func preparedCollection() async throws -> CollectionRecord {
        let fingerprint = try await fingerprint()
        if let collection = try await store.collection(name) {
            if collection.fingerprint == fingerprint { return collection }
            try await store.removeCollection(name)
            await follower.forget(collection.id)
        }
        return try await store.createCollection(
            name, fingerprint: fingerprint, dimensions: try await embedder.dimensions())
    }
}
