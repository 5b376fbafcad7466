public import KapellVectors

/// One entry of a ``VectorCollection``: a vector, the text that it stands for, and metadata to filter by.
public struct VectorRecord: Sendable, Hashable {
    /// Unique within its namespace; 1 to 512 bytes of UTF-8.
    public var id: String
    /// As many components as the collection has dimensions; finite. Empty where it was not asked for.
    public var vector: [Float]
    /// What lexical search reads and what a reranker is given; `nil` for a record without text.
    public var text: String?
    public var metadata: Metadata
    /// The record that this one is a part of, such as the section that a paragraph lies in.
    public var parent: String?

    public init(
        id: String, vector: [Float], text: String? = nil, metadata: Metadata = Metadata(), parent: String? = nil
    ) {
        self.id = id
        self.vector = vector
        self.text = text
        self.metadata = metadata
        self.parent = parent
    }
}

/// Which parts of records an answer carries beside their ids. Vectors are long; ask for them only where they are used.
public struct VectorRecordParts: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let vector = VectorRecordParts(rawValue: 1)
    public static let text = VectorRecordParts(rawValue: 2)
    public static let metadata = VectorRecordParts(rawValue: 4)
    public static let all: VectorRecordParts = [.vector, .text, .metadata]
}
