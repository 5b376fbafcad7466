import KapellCore
import KapellKnowledge

/// A configuration of LiteLLM's proxy, turned into a `kapell.yaml`.
///
/// What cannot be carried over is listed, never silently left out. No secret of the file is written: each becomes a
/// variable. Source of the format: LiteLLM's page "All settings" of the proxy.
package struct LiteLLMImport: Sendable {
    /// The text of `kapell.yaml`; what was not carried over stands in comments at its head.
    package var text: String
    /// The names of its providers, in the order of the file.
    package var providers: [String]
    /// The names that clients may call.
    package var aliases: [String]
    /// What was not carried over, or not exactly, in the order of the file that was read.
    package var notes: [ImportNote]
    /// The variables that have to be set.
    package var variables: [ImportVariable]

    /// Reads the file at `path`.
    ///
    /// - Throws: ``ConfigurationError`` with the place of what cannot be read; `KapellError` of code `tooLarge` where the
    ///   result would be larger than a configuration may be.
    package static func read(_ path: String) throws -> LiteLLMImport {
        let bytes: [UInt8]
        do throws(SmallFileReader.Failure) {
            bytes = try SmallFileReader.read(PathText.absolute(path))
        } catch {
            let problem = error.explanation.problem
            let code: KapellError.Code =
                switch error {
                case .missing: .notFound
                case .tooLarge: .tooLarge
                default: .invalidRequest
                }
            throw KapellError(
                code, "The configuration of LiteLLM, \(shown(path, limit: 300)), \(problem)",
                remedy: "Name the file that LiteLLM is started with: --config FILE of `litellm`.")
        }
        return try read(bytes: bytes, path: path)
    }

    /// The same for bytes that stand for the file at `path`.
    package static func read(bytes: [UInt8], path: String) throws -> LiteLLMImport {
        guard bytes.count <= SmallFileReader.limit else {
            throw KapellError(
                .tooLarge, "The configuration of LiteLLM is larger than 1 MB.",
                remedy: "Split it, and import the parts.")
        }
        var issues = IssueList()
        let root = root(bytes, path: path, &issues)
        if let error = issues.error { throw error }
        var importer = LiteLLMImporter(root: root)
        importer.run(root)
        return try importer.result(of: path)
    }

    private static func root(_ bytes: [UInt8], path: String, _ issues: inout IssueList) -> ConfigurationNode? {
        let text: String
        switch TextDecoding.decode(bytes) {
        case .success(let decoded):
            text = decoded
        case .failure(let place):
            let position = SourcePosition(file: path, line: place.line, column: place.column)
            issues.add(position, "The file is not UTF-8 text.", remedy: "Save it as UTF-8.")
            return nil
        }
        var reader = YAMLReader(
            file: path, directory: PathText.parent(of: PathText.absolute(path)), readsAliases: true)
        guard let root = reader.read(text, issues: &issues) else { return nil }
        let known = ["model_list", "router_settings", "litellm_settings", "general_settings"]
        guard let entries = root.mapping, entries.contains(where: { known.contains($0.key) }) else {
            issues.add(
                root.position, "This is no configuration of LiteLLM's proxy: it has no `model_list`.",
                remedy: "Name the file that LiteLLM is started with: --config FILE of `litellm`.")
            return nil
        }
        return root
    }
}
