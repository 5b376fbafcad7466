/// Where knowledge bases live. The store is the truth; indexes of vectors and of words follow it.
///
/// Each change to a document is one transaction, which also draws the sequence numbers that followers catch up by.
public protocol KnowledgeStore: Sendable {
    /// All knowledge bases, by name.
    func collections() async throws -> [CollectionRecord]

    /// One knowledge base; `nil` when there is none of that name.
    func collection(_ name: String) async throws -> CollectionRecord?

    /// Makes a knowledge base, or returns the one that is there.
    ///
    /// - Parameter fingerprint: of the embedding model; vectors of different fingerprints are never mixed.
    func createCollection(_ name: String, fingerprint: String, dimensions: Int) async throws -> CollectionRecord

    /// Removes a knowledge base with all that belongs to it.
    func removeCollection(_ name: String) async throws

    /// Documents of a knowledge base, by name.
    func documents(in collection: Int64) async throws -> [DocumentRecord]

    /// What each document that has a text opens with: the beginning of its first chunk, at most `bytes` bytes.
    func openings(in collection: Int64, bytes: Int) async throws -> [DocumentOpening]

    /// One document; `nil` when there is none.
    func document(_ id: Int64) async throws -> DocumentRecord?

    /// The text of a document, as it was indexed; `nil` when there is no such document or it has no text.
    func text(of document: Int64) async throws -> String?

    /// Pages of a document; empty where its format has none.
    func pages(of document: Int64) async throws -> [PageRecord]

    /// The documents inside a document, in the order of the text; empty where it holds none.
    func parts(of document: Int64) async throws -> [PartRecord]

    /// Writes a document with its chunks, in place of what was there under its name, in one transaction.
    ///
    /// - Returns: the document as stored.
    func write(_ document: NewDocument, in collection: Int64) async throws -> DocumentRecord

    /// The quality of the documents that were judged, by their numbers.
    ///
    /// - Parameter marks: whether signatures and lines are read, which are large; else they are empty.
    func qualities(in collection: Int64, marks: Bool) async throws -> [Int64: DocumentQuality]

    /// Documents of a knowledge base that are nearly the same, in no order.
    func nearDuplicates(in collection: Int64) async throws -> [NearDuplicate]

    /// Writes the quality of a document that was judged after it was written; one that is gone is no error.
    func write(_ quality: DocumentQuality, of document: Int64) async throws

    /// Writes what a comparison of documents found, in one transaction: further near duplicates, the shares of
    /// boilerplate that changed, and the documents that are compared by now. What has gone meanwhile is left out.
    func writeComparison(
        duplicates: [NearDuplicate], boilerplate: [Int64: Double], compared: [Int64], in collection: Int64
    ) async throws

    /// Takes note that a file is unchanged although its modification time is not.
    func touch(_ document: Int64, modified: Int64) async throws

    /// Removes a document; a document that is not there is no error.
    func removeDocument(_ id: Int64) async throws

    /// Vectors that this knowledge base already holds for texts with these hashes, so that nothing is embedded twice.
    func vectors(forTextHashes hashes: [String], in collection: Int64) async throws -> [String: [Float]]

    /// Chunks by their numbers; those that are gone are left out.
    func chunks(_ ids: [Int64]) async throws -> [ChunkRecord]

    /// Numbers of all chunks of some documents, in no order.
    func chunkNumbers(ofDocuments documents: Set<Int64>) async throws -> [Int64]

    /// Numbers of the documents that some chunks belong to; chunks that are gone are left out.
    func documentNumbers(ofChunks chunks: [Int64]) async throws -> Set<Int64>

    /// Chunks of a document in order.
    func chunks(ofDocument id: Int64) async throws -> [ChunkRecord]

    /// Changes to vectors after `sequence`, in order, at most `limit` of them.
    func changes(in collection: Int64, after sequence: Int64, limit: Int) async throws -> [VectorChange]

    /// Changes to texts after `sequence`, in order, at most `limit` of them. They have the numbers of the changes to
    /// vectors.
    func textChanges(in collection: Int64, after sequence: Int64, limit: Int) async throws -> [TextChange]
}
