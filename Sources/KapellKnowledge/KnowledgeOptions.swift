public import KapellChunking

/// How a knowledge base is built and how it answers.
public struct KnowledgeOptions: Sendable, Hashable {
    public enum Mode: String, Sendable, Hashable, CaseIterable {
        /// Answers are quotations, chosen and cited by code.
        case extractive
        /// A model phrases the answer; what is not supported by its evidence is replaced by the quotation.
        case generative
    }

    public var mode: Mode
    /// Larger files are refused, in bytes.
    public var fileSize: Int
    /// The most files that one source may hold.
    public var files: Int
    /// How documents are cut into passages.
    public var chunking: ChunkingOptions

    public init(
        mode: Mode = .extractive, fileSize: Int = 64_000_000, files: Int = 10_000,
        chunking: ChunkingOptions = .init()
    ) {
        self.mode = mode
        self.fileSize = fileSize
        self.files = files
        self.chunking = chunking
    }
}
