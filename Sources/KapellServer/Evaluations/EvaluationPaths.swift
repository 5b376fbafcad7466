import KapellCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The files of an evaluation, as a person names them.
enum EvaluationPaths {
    /// A file itself; of a folder the files in it and below that end so, in order.
    ///
    /// - Throws: `.notFound` for a path that is not there.
    static func files(_ path: String, endingIn endings: [String]) throws(KapellError) -> [String] {
        let absolute = PathText.absolute(path)
        guard PathText.exists(absolute) else {
            throw KapellError(.notFound, "\(shown(path)) is not there.", remedy: "Correct the path.")
        }
        if PathText.isFile(absolute) { return [path] }
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: absolute)) ?? []
        let base = path.hasSuffix("/") ? String(path.dropLast()) : path
        return names.filter { name in
            endings.contains { name.hasSuffix($0) } && PathText.isFile("\(absolute)/\(name)")
        }.sorted().map { "\(base)/\($0)" }
    }
}
