import KapellKnowledge

/// Reads a file with everything it includes, checks each, and merges them.
///
/// What a file says wins over what it includes, and a later included file over an earlier one. Sections (`models`,
/// `knowledge`, `prompts`, `workflows`, `stores`, `server`) merge key by key; the value of such a key is replaced as a whole.
struct ConfigurationLoader {
    /// How many files may include one another in a chain.
    static let depthLimit = 8
    /// How many files a configuration may have.
    static let fileLimit = 32
    /// How large they may be together, in bytes (4 MB).
    static let totalLimit = 4_000_000

    var issues = IssueList()
    private var variables: ConfigurationVariables
    private let environmentFile: String
    private var totalBytes = 0
    /// Absolute paths, in the order of reading.
    private var files: [String] = []
    /// Real paths of the files that are being read at the moment, outermost first.
    private var chain: [String] = []

    /// - Parameter path: The root file, as the caller names it.
    init(path: String, environment: [String: String]) {
        let directory = PathText.parent(of: PathText.absolute(path))
        environmentFile = PathText.resolve(".env", in: directory)
        variables = ConfigurationVariables(
            environment: environment,
            environmentFile: environmentFile,
            shownFile: PathText.beside(path, ".env")
        )
    }

    /// Every file that was read or looked for.
    var readFiles: [String] { variables.lookedInFile ? files + [environmentFile] : files }

    /// Reads the root file from the disk.
    mutating func load(_ path: String) -> ConfigurationNode? {
        let absolute = PathText.absolute(path)
        do throws(SmallFileReader.Failure) {
            return load(try SmallFileReader.read(absolute), absolute: absolute, shownAs: path)
        } catch {
            let (problem, remedy) = error.explanation
            issues.add(.start(of: path), "The file \(problem)", remedy: remedy)
            return nil
        }
    }

    /// Reads a file's bytes, and from the disk what it includes.
    mutating func load(_ bytes: [UInt8], absolute: String, shownAs file: String) -> ConfigurationNode? {
        files.append(absolute)
        chain.append(PathText.real(absolute))
        defer { chain.removeLast() }
        totalBytes += bytes.count
        guard bytes.count <= SmallFileReader.limit else {
            let (problem, remedy) = SmallFileReader.Failure.tooLarge(bytes: bytes.count).explanation
            issues.add(.start(of: file), "The file \(problem)", remedy: remedy)
            return nil
        }
        let text: String
        switch TextDecoding.decode(bytes) {
        case .success(let decoded):
            text = decoded
        case .failure(let place):
            let position = SourcePosition(file: file, line: place.line, column: place.column)
            issues.add(position, "The file is not UTF-8 text.", remedy: "Save it as UTF-8.")
            return nil
        }
        var reader = YAMLReader(file: file, directory: PathText.parent(of: absolute))
        guard var root = reader.read(text, issues: &issues) else { return nil }
        expandVariables(&root)

        var validator = ConfigurationValidator(issues: issues)
        validator.checkRoot(root)
        issues = validator.issues
        return merged(root, shownAs: file)
    }

    /// Replaces variables everywhere but in `include`: which files are read must not depend on the environment.
    private mutating func expandVariables(_ root: inout ConfigurationNode) {
        guard case .mapping(var entries) = root.content else { return }
        for index in entries.indices where entries[index].key != "include" {
            variables.expand(&entries[index].value, key: shown(entries[index].key), issues: &issues)
        }
        root.content = .mapping(entries)
    }

    private mutating func merged(_ root: ConfigurationNode, shownAs file: String) -> ConfigurationNode {
        guard let entries = root.mapping, let included = root["include"]?.list else { return root }
        var base: [ConfigurationEntry] = []
        for (index, node) in included.enumerated() {
            guard let path = node.scalar?.text, TextRule.includedPath.accepts(path) else { continue }
            guard let other = include(path, from: node, key: "include[\(index)]", shownAs: file) else { continue }
            base = ConfigurationMerge.merge(base, with: other.mapping ?? [])
        }
        var result = root
        result.content = .mapping(ConfigurationMerge.merge(base, with: entries))
        return result
    }

    private mutating func include(
        _ path: String, from node: ConfigurationNode, key: String, shownAs file: String
    ) -> ConfigurationNode? {
        let absolute = PathText.resolve(path, in: node.directory)
        let named = PathText.beside(file, path)
        if chain.contains(PathText.real(absolute)) {
            issues.add(
                node.position, key: key, "`\(shown(path))` includes itself, directly or through other files.",
                remedy: "Remove one of the includes that form the circle.")
            return nil
        }
        guard chain.count < Self.depthLimit, files.count < Self.fileLimit else {
            let (what, limit) =
                chain.count < Self.depthLimit
                ? ("more than \(Self.fileLimit) files are read", "files")
                : ("files include one another more than \(Self.depthLimit) deep", "levels")
            issues.add(
                node.position, key: key, "`\(shown(path))` is not included: \(what).",
                remedy: "Put settings together in fewer \(limit).")
            return nil
        }
        do throws(SmallFileReader.Failure) {
            let bytes = try SmallFileReader.read(absolute)
            guard totalBytes + bytes.count <= Self.totalLimit else {
                issues.add(
                    node.position, key: key, "`\(shown(path))` is not included: the files exceed 4 MB together.",
                    remedy: "Keep settings in them and data elsewhere.")
                return nil
            }
            return load(bytes, absolute: absolute, shownAs: named)
        } catch {
            files.append(absolute)
            let (problem, _) = error.explanation
            issues.add(
                node.position, key: key, "The included file `\(shown(path))` \(problem)",
                remedy: "Correct the path, which counts from the folder of this file, or the file.")
            return nil
        }
    }
}
