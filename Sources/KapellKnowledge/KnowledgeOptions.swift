public import KapellChunking

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

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
    /// The language that its documents should be in, two letters (ISO 639-1); `nil` where any will do.
    public var language: String?
    /// Documents that are read at the same time; results do not depend on it.
    public var width: Int

    /// - Parameter width: `nil` for as many as there are processors.
    public init(
        mode: Mode = .extractive, fileSize: Int = 64_000_000, files: Int = 10_000,
        chunking: ChunkingOptions = .init(), language: String? = nil, width: Int? = nil
    ) {
        self.language = language
        self.width = max(1, width ?? Self.processors)
        self.mode = mode
        self.fileSize = fileSize
        self.files = files
        self.chunking = chunking
    }

    /// Processors that this process may use.
    private static var processors: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }
}
