import KapellCore

/// What an ingestion has to do: every file with the name that it gets, in order.
struct IngestPlan {
    /// A file, and what is known of it.
    struct Job: Sendable {
        var file: SourceFile
        var source: String
        /// The document of this name, as it was.
        var before: DocumentRecord?

        /// Whether nothing speaks for reading the file: its size and time are those of the document.
        var isKnown: Bool {
            guard let before else { return false }
            return before.failure == nil && before.bytes == file.bytes && before.modified == file.modified
                && before.source == source && before.path == file.path
        }
    }

    var jobs: [Job] = []
    private let known: [String: DocumentRecord]
    private let sources: Set<String>

    init(_ walks: [(source: String, walker: FileWalker)], known documents: [DocumentRecord]) {
        known = Dictionary(documents.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        sources = Set(walks.map(\.source))
        var seen: Set<String> = []
        for walk in walks {
            for var file in walk.walker.files {
                file.name = uniqueName(of: file, source: walk.source, seen: seen)
                seen.insert(file.name)
                jobs.append(Job(file: file, source: walk.source, before: known[file.name]))
            }
        }
    }

    /// Documents that belong to one of the sources and have no file any more, by name.
    ///
    /// - Parameter missed: names of files that were gone when they were to be read.
    func gone(_ missed: Set<String>) -> [DocumentRecord] {
        let there = Set(jobs.map(\.file.name)).subtracting(missed)
        return known.values.filter { !there.contains($0.name) && sources.contains($0.source) }
            .sorted { $0.name < $1.name }
    }

    /// The file's name, with its source in front when another source brought one of that name.
    private func uniqueName(of file: SourceFile, source: String, seen: Set<String>) -> String {
        if !seen.contains(file.name), known[file.name]?.path ?? file.path == file.path { return file.name }
        let longer = "\(FileWalker.lastComponent(source))/\(file.name)"
        return longer == file.name || seen.contains(longer) ? file.path : longer
    }
}
