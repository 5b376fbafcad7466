/// `knowledge.NAME.limits`: what is too large to be read.
public struct KnowledgeLimits: Sendable, Hashable {
    /// The largest document, in bytes.
    public var fileSize: Int
    /// The most files that one source may hold.
    public var files: Int

    public init(
        fileSize: Int = ConfigurationDefaults.fileSize,
        files: Int = ConfigurationDefaults.files
    ) {
        self.fileSize = fileSize
        self.files = files
    }
}
