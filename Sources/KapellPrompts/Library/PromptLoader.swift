public import KapellCore

/// Reads prompt files from folders and by their paths.
public struct PromptLoader: Sendable {
    /// What was read, and what could not be.
    public struct Outcome: Sendable {
        /// By name.
        public var prompts: [Prompt]
        /// One for each file that is wrong.
        public var problems: [KapellError]

        /// All problems as one error; `nil` when there is none.
        public var problem: KapellError? {
            guard problems.count > 1 else { return problems.first }
            let lines = problems.map { problem in
                problem.remedy.map { "\(problem.message)\n  \($0)" } ?? problem.message
            }
            return KapellError(
                .configuration, lines.joined(separator: "\n"), remedy: "Correct these \(problems.count) places.")
        }
    }

    /// Absolute paths of folders and prompt files.
    public var sources: [String]
    /// Whether the prompts that are part of Kapell are there, too; one of the same name takes their place.
    public var hasBuiltIns: Bool
    public var limits: PromptLimits

    public init(sources: [String], hasBuiltIns: Bool = true, limits: PromptLimits = .standard) {
        self.sources = sources
        self.hasBuiltIns = hasBuiltIns
        self.limits = limits
    }

    /// Reads everything. Never throws: what is wrong is listed.
    public func load() -> Outcome {
        var outcome = Outcome(prompts: [], problems: [])
        var files: [String: String] = [:]
        for (name, path) in paths(&outcome.problems) {
            if let other = files[name] {
                outcome.problems.append(
                    KapellError(
                        .configuration, "The prompt \(name) is there twice: \(other) and \(path).",
                        remedy: "Rename one of the files."))
                continue
            }
            files[name] = path
            do throws(KapellError) {
                outcome.prompts.append(try file(path, name: name))
            } catch {
                outcome.problems.append(error)
            }
        }
        if hasBuiltIns {
            outcome.prompts += TaskPrompts.all.filter { files[$0.name] == nil }
        }
        outcome.prompts.sort { $0.name < $1.name }
        return outcome
    }

    /// Reads one prompt file; the examples that it names lie beside it.
    public func file(_ path: String) throws(KapellError) -> Prompt {
        guard let name = Self.name(of: path) else {
            throw KapellError(
                .invalidRequest, "\(path) is no prompt file.", remedy: "Its name ends with \(PromptName.suffix).")
        }
        return try file(path, name: name)
    }

    /// The states of every file that counts, to see whether something has changed.
    func stamps() -> [PromptFiles.Stamp] {
        var stamps: [PromptFiles.Stamp] = []
        for source in sources {
            if let stamp = PromptFiles.stamp(source) { stamps.append(stamp) }
            guard PromptFiles.isFolder(source) == true else {
                // Examples lie beside the file.
                if let folder = PromptFiles.stamp(Self.folder(of: source)) { stamps.append(folder) }
                continue
            }
            let names = (try? PromptFiles.names(in: source, limit: limits.prompts * 2)) ?? []
            stamps += names.compactMap { PromptFiles.stamp("\(source)/\($0)") }
        }
        return stamps
    }

    private func paths(_ problems: inout [KapellError]) -> [(name: String, path: String)] {
        var paths: [(name: String, path: String)] = []
        for source in sources {
            guard let isFolder = PromptFiles.isFolder(source) else {
                problems.append(
                    KapellError(
                        .configuration, "\(source) does not exist.", remedy: "Correct `prompts.sources`, or make it."))
                continue
            }
            guard isFolder else {
                if let name = Self.name(of: source) {
                    paths.append((name, source))
                } else {
                    problems.append(
                        KapellError(
                            .configuration, "\(source) is no prompt file.",
                            remedy: "Its name ends with \(PromptName.suffix)."))
                }
                continue
            }
            do throws(KapellError) {
                for entry in try PromptFiles.names(in: source, limit: limits.prompts * 2) {
                    if let name = Self.name(of: entry) { paths.append((name, "\(source)/\(entry)")) }
                }
            } catch {
                problems.append(error)
            }
        }
        if paths.count > limits.prompts {
            problems.append(
                KapellError(
                    .tooLarge, "There are \(paths.count) prompts, and there may be \(limits.prompts).",
                    remedy: "Keep fewer in `prompts.sources`."))
            paths.removeLast(paths.count - limits.prompts)
        }
        return paths
    }

    private func file(_ path: String, name: String) throws(KapellError) -> Prompt {
        guard PromptName.isValid(name) else {
            throw KapellError(
                .configuration, "\(path): \(quoted(name)) is not the name of a prompt.",
                remedy: "Use 1 to 64 small letters, digits, `-` and `_`; the first one a letter or a digit.")
        }
        let bytes = try PromptFiles.read(path, limit: limits.fileBytes)
        let folder = Self.folder(of: path)
        return try PromptReader(limits: limits).read(bytes, name: name, file: path) { (other) throws(KapellError) in
            let beside = "\(folder)/\(other)"
            do throws(KapellError) {
                return try PromptReader.decode(PromptFiles.read(beside, limit: limits.exampleFileBytes), file: beside)
            } catch {
                guard error.code == .notFound else { throw error }
                throw KapellError(
                    .configuration, "\(path): the file of examples \(beside) does not exist.",
                    remedy: "Correct `fewshot.file`, or write the file.")
            }
        }
    }

    private static func name(of path: String) -> String? {
        let last = path.split(separator: "/").last.map(String.init) ?? path
        guard last.hasSuffix(PromptName.suffix) else { return nil }
        return String(last.dropLast(PromptName.suffix.count))
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
