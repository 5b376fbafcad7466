/// `prompts`: where prompt files lie.
public struct PromptsSection: Sendable, Hashable {
    /// The absolute paths of folders and prompt files, in the order of the file. Whether they exist is not checked here.
    public var sources: [String]

    public init(sources: [String] = []) {
        self.sources = sources
    }
}
