public import KapellCore
public import KapellEvals
import KapellJSON

/// Writes reports in the form that the file's name asks for.
public enum ReportFile {
    /// - Throws: `.invalidRequest` for another ending than `.json`, `.md` and `.html`.
    public static func check(_ path: String) throws(KapellError) {
        guard [".json", ".md", ".html"].contains(where: { path.hasSuffix($0) }) else {
            throw KapellError(
                .invalidRequest, "\(shown(path)) is no name of a report.",
                remedy: "Its ending says the form: .json, .md or .html.")
        }
    }

    /// - Throws: what ``check(_:)`` throws; `.permission`, `.diskFull`, `.storage` or `.notFound` that name the path.
    public static func write(_ report: EvaluationReport, to path: String) throws(KapellError) {
        try check(path)
        let text =
            path.hasSuffix(".json")
            ? JSONValue.object(report.json).serialized(pretty: true) + "\n"
            : path.hasSuffix(".md") ? report.markdown : report.html
        try NewFile.write(text, to: path)
    }
}
