import KapellCertificates
public import KapellCore
public import KapellEvals
import KapellJSON
import KapellKnowledge

/// Reads data sets of questions: `.jsonl`, `.json`, `.yaml`, `.yml`, and folders with such.
public enum DataSetFiles {
    /// The data sets, each with where it came from.
    ///
    /// - Throws: `.notFound` for a path that is not there, or a folder without data sets; `.invalidRequest` that names
    ///   file
    ///   and line of what is no question.
    public static func read(
        _ paths: [String]
    ) throws(KapellError) -> [(dataSet: EvaluationDataSet, source: EvaluationReport.Source)] {
        var sets: [(EvaluationDataSet, EvaluationReport.Source)] = []
        var count = 0
        for path in paths {
            let files = try files(path)
            guard !files.isEmpty else {
                throw KapellError(
                    .notFound, "\(shown(path)) holds no data set.", remedy: "Data sets end in .jsonl, .yaml or .json.")
            }
            for file in files {
                let bytes = try bytes(of: file)
                let set = try dataSet(bytes, file)
                count += set.items.count
                guard count <= EvaluationLimits.items else {
                    throw KapellError(
                        .tooLarge, "The data sets hold more than \(EvaluationLimits.items) questions.",
                        remedy: "Run them one by one.")
                }
                sets.append(
                    (set, .init(name: file, hash: Fingerprint.of(bytes), questions: set.items.count)))
            }
        }
        return sets
    }

    /// Whether paths hold questions, and not recorded runs of workflows: the first line of the first file decides.
    public static func holdQuestions(_ paths: [String]) throws(KapellError) -> Bool {
        guard let path = paths.first, let file = try files(path).first else { return false }
        if isTree(file) { return true }
        let bytes = try bytes(of: file)
        let line = bytes.split(separator: 0x0A).first { line in line.contains { $0 > 0x20 } } ?? []
        guard let object = try? JSONValue(parsing: line, limits: JSONLimits(depth: 512)).objectValue else {
            return false
        }
        return object.contains("question")
    }

    /// A report that was written before.
    ///
    /// - Throws: `.notFound`, or `.invalidRequest` for what is none.
    public static func baseline(_ path: String) throws(KapellError) -> EvaluationBaseline {
        let bytes = try bytes(of: path)
        guard let value = try? JSONValue(parsing: bytes) else {
            throw KapellError(
                .invalidRequest, "\(shown(path)) is not JSON.", remedy: "Name a report that --report before.json wrote."
            )
        }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return try EvaluationBaseline(name: name, report: value)
    }

    private static func dataSet(_ bytes: [UInt8], _ file: String) throws(KapellError) -> EvaluationDataSet {
        let name = shown(file, limit: 200)
        guard isTree(file) else { return try EvaluationDataSet(jsonLines: bytes, name: name) }
        if file.hasSuffix(".json") {
            guard let value = try? JSONValue(parsing: bytes, limits: JSONLimits(depth: 32)) else {
                throw KapellError(
                    .invalidRequest, "\(name) is not JSON.", remedy: "One object a line belongs into a .jsonl file.")
            }
            return try EvaluationDataSet(value, name: name)
        }
        guard bytes.count <= SmallFileReader.limit, case .success(let text) = TextDecoding.decode(bytes) else {
            throw KapellError(
                .invalidRequest, "\(name) is not UTF-8 text of at most 1 MB.",
                remedy: "Write large data sets as .jsonl, one question a line.")
        }
        var reader = YAMLReader(file: name, directory: PathText.parent(of: PathText.absolute(file)))
        var issues = IssueList()
        guard let root = reader.read(text, issues: &issues) else {
            let issue = issues.issues.first
            throw KapellError(
                .invalidRequest, "\(name):\(issue?.line ?? 1): \(issue?.message ?? "This is not YAML.")",
                remedy: issue?.remedy)
        }
        return try EvaluationDataSet(root.json, name: name)
    }

    /// Whether a file is one value, not one a line.
    private static func isTree(_ file: String) -> Bool {
        [".yaml", ".yml", ".json"].contains { file.hasSuffix($0) }
    }

    private static func bytes(of file: String) throws(KapellError) -> [UInt8] {
        let limit = EvaluationLimits.fileBytes
        do {
            return try FileReader.read(PathText.absolute(file), limit: limit)
        } catch {
            throw KapellError(
                error == .missing ? .notFound : .invalidRequest, "\(shown(file)) \(error.explanation.problem)",
                remedy: "Name a regular file of at most \(limit >> 20) MB that you may read.")
        }
    }

    private static func files(_ path: String) throws(KapellError) -> [String] {
        try EvaluationPaths.files(path, endingIn: [".jsonl", ".yaml", ".yml"])
    }
}
