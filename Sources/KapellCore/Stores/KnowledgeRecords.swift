/// A knowledge base as its store keeps it.
public struct CollectionRecord: Sendable, Hashable {
    public var id: Int64
    public var name: String
    /// Of the embedding model.
    public var fingerprint: String
    public var dimensions: Int
    public var documents: Int
    public var chunks: Int
    /// The newest change.
    public var sequence: Int64

    public init(
        id: Int64, name: String, fingerprint: String, dimensions: Int, documents: Int, chunks: Int, sequence: Int64
    ) {
        self.id = id
        self.name = name
        self.fingerprint = fingerprint
        self.dimensions = dimensions
        self.documents = documents
        self.chunks = chunks
        self.sequence = sequence
    }
}

/// A document as its store keeps it, without its text.
public struct DocumentRecord: Sendable, Hashable {
    public var id: Int64
    public var collection: Int64
    /// Path below the folder that was indexed, or the file's own name; unique in its knowledge base.
    public var name: String
    /// Absolute path of the file.
    public var path: String
    /// The file or folder that was given to be indexed; a sync of it removes what is gone.
    public var source: String
    /// SHA-256 of the file's bytes, in hexadecimal; empty when it could not be read.
    public var hash: String
    public var bytes: Int
    /// Modification time, in nanoseconds since 1970.
    public var modified: Int64
    /// `text`, `markdown`, `pdf`; empty when it failed.
    public var kind: String
    public var title: String?
    /// Number of pages; `nil` where the format has none.
    public var pages: Int?
    public var chunks: Int
    public var warnings: [String]
    /// Why the document could not be indexed; `nil` when it was.
    public var failure: KapellError?

    public init(
        id: Int64, collection: Int64, name: String, path: String, source: String, hash: String, bytes: Int,
        modified: Int64, kind: String, title: String?, pages: Int?, chunks: Int, warnings: [String],
        failure: KapellError?
    ) {
        self.id = id
        self.collection = collection
        self.name = name
        self.path = path
        self.source = source
        self.hash = hash
        self.bytes = bytes
        self.modified = modified
        self.kind = kind
        self.title = title
        self.pages = pages
        self.chunks = chunks
        self.warnings = warnings
        self.failure = failure
    }
}

/// A page of a document.
public struct PageRecord: Sendable, Hashable {
    /// Counted from 1.
    public var number: Int
    public var span: ByteSpan

    public init(number: Int, span: ByteSpan) {
        self.number = number
        self.span = span
    }
}

/// A document inside a document: a file in a ZIP folder, an attachment of an e-mail.
public struct PartRecord: Sendable, Hashable {
    /// As a person tells it from the other parts: the path in the folder, the attachment's name; behind the names of the
    /// parts that it lies in, joined by ` › `.
    public var name: String
    /// Its format, as ``DocumentRecord/kind``; `nil` where the store is older than that.
    public var kind: String?
    /// Where its text lies. A part of a part follows it, and lies inside it.
    public var span: ByteSpan
    /// Its own pages, counted from 1; empty where its format has none.
    public var pages: [PageRecord]

    public init(name: String, kind: String? = nil, span: ByteSpan, pages: [PageRecord] = []) {
        self.name = name
        self.kind = kind
        self.span = span
        self.pages = pages
    }
}

/// A piece of a document: what is searched.
public struct ChunkRecord: Sendable, Hashable {
    public var id: Int64
    public var document: Int64
    /// Place in its document, from 0.
    public var ordinal: Int
    public var span: ByteSpan
    /// The document's own page on which it begins; those of parts are told by ``PartRecord``.
    public var page: Int?
    /// Headings above it, outermost first, joined by ` › `; empty when there are none.
    public var heading: String
    /// `text == source[span]`.
    public var text: String
    /// The header of the table whose rows it holds without it; empty otherwise.
    public var tableHeader: String
    /// The larger passage that is given as context where this one was found; `nil` where there is none.
    public var parent: ByteSpan?

    public init(
        id: Int64, document: Int64, ordinal: Int, span: ByteSpan, page: Int?, heading: String, text: String,
        tableHeader: String = "", parent: ByteSpan? = nil
    ) {
        self.id = id
        self.document = document
        self.ordinal = ordinal
        self.span = span
        self.page = page
        self.heading = heading
        self.text = text
        self.tableHeader = tableHeader
        self.parent = parent
    }
}

/// A document to be written.
public struct NewDocument: Sendable {
    public struct Chunk: Sendable {
        public var span: ByteSpan
        public var page: Int?
        public var heading: String
        public var text: String
        /// Identifies what was embedded (text and heading).
        public var textHash: String
        public var vector: [Float]
        /// The header of the table whose rows it holds without it; empty otherwise.
        public var tableHeader: String
        /// A span of the document's text that holds the chunk's.
        public var parent: ByteSpan?

        public init(
            span: ByteSpan, page: Int?, heading: String, text: String, textHash: String, vector: [Float],
            tableHeader: String = "", parent: ByteSpan? = nil
        ) {
            self.span = span
            self.page = page
            self.heading = heading
            self.text = text
            self.textHash = textHash
            self.vector = vector
            self.tableHeader = tableHeader
            self.parent = parent
        }
    }

    /// `id`, `collection` and `chunks` are ignored and set by the store.
    public var record: DocumentRecord
    /// `nil` when the document failed; what was there is then replaced by the failure.
    public var text: String?
    public var pages: [PageRecord]
    /// The documents inside it, in the order of the text.
    public var parts: [PartRecord]
    public var chunks: [Chunk]
    /// What its text shows by itself; `nil` where it was not judged.
    public var quality: DocumentQuality?

    public init(
        record: DocumentRecord, text: String?, pages: [PageRecord], parts: [PartRecord] = [], chunks: [Chunk],
        quality: DocumentQuality? = nil
    ) {
        self.record = record
        self.text = text
        self.pages = pages
        self.parts = parts
        self.chunks = chunks
        self.quality = quality
    }
}

/// The beginning of a document.
public struct DocumentOpening: Sendable, Hashable {
    public var document: Int64
    /// The document's name in its knowledge base.
    public var name: String
    public var text: String

    public init(document: Int64, name: String, text: String) {
        self.document = document
        self.name = name
        self.text = text
    }
}

/// One step of a store's vectors, for a follower.
public struct VectorChange: Sendable, Hashable {
    public var sequence: Int64
    public var chunk: Int64
    /// `nil` when the chunk was removed.
    public var vector: [Float]?

    public init(sequence: Int64, chunk: Int64, vector: [Float]?) {
        self.sequence = sequence
        self.chunk = chunk
        self.vector = vector
    }
}

/// One step of a store's texts, for a follower.
public struct TextChange: Sendable, Hashable {
    /// What a chunk says.
    public struct Text: Sendable, Hashable {
        /// Headings above it, outermost first, joined by ` › `.
        public var heading: String
        public var text: String
        /// The header of the table whose rows it holds without it; empty otherwise.
        public var tableHeader: String

        public init(heading: String, text: String, tableHeader: String = "") {
            self.heading = heading
            self.text = text
            self.tableHeader = tableHeader
        }
    }

    public var sequence: Int64
    public var chunk: Int64
    /// `nil` when the chunk was removed.
    public var text: Text?

    public init(sequence: Int64, chunk: Int64, text: Text?) {
        self.sequence = sequence
        self.chunk = chunk
        self.text = text
    }
}
