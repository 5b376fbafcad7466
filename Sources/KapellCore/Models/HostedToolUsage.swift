/// What tools that a provider runs itself have done for an answer, as far as it is billed beside tokens.
public struct HostedToolUsage: Sendable, Hashable {
    /// Searches of the web.
    public var webSearches: Int
    /// Searches of maps. Where the wire only says that there were some, it is one.
    public var mapSearches: Int
    /// Searches of files that the provider keeps.
    public var fileSearches: Int
    /// Runs of code: machines in which code ran where the provider bills these, else each run.
    public var codeRuns: Int
    /// Images drawn by another model.
    public var images: Int

    public init(
        webSearches: Int = 0, mapSearches: Int = 0, fileSearches: Int = 0, codeRuns: Int = 0, images: Int = 0
    ) {
        self.webSearches = webSearches
        self.mapSearches = mapSearches
        self.fileSearches = fileSearches
        self.codeRuns = codeRuns
        self.images = images
    }

    public static let none = HostedToolUsage()

    /// The sum of each count. What does not fit is the largest number there is.
    public static func + (left: HostedToolUsage, right: HostedToolUsage) -> HostedToolUsage {
        HostedToolUsage(
            webSearches: left.webSearches.clampedAdding(right.webSearches),
            mapSearches: left.mapSearches.clampedAdding(right.mapSearches),
            fileSearches: left.fileSearches.clampedAdding(right.fileSearches),
            codeRuns: left.codeRuns.clampedAdding(right.codeRuns), images: left.images.clampedAdding(right.images))
    }

    /// The counts that are not zero, by the names that they have in JSON: `web_searches`, `map_searches`,
    /// `file_searches`, `code_runs`, `hosted_images`.
    public var counts: [(name: String, count: Int)] {
        if self == .none { return [] }
        let all = [
            (name: "web_searches", count: webSearches), (name: "map_searches", count: mapSearches),
            (name: "file_searches", count: fileSearches), (name: "code_runs", count: codeRuns),
            (name: "hosted_images", count: images),
        ]
        return all.filter { $0.count > 0 }
    }
}
