package import KapellCore

/// A loader for one format of documents. It runs in the child process only, under limits.
///
/// To add a format: one file in this folder with a conforming type and its ``DocumentKind``, one line in
/// ``FormatRegistry``.
package protocol DocumentFormat: Sendable {
    /// The kind that its documents carry.
    var kind: DocumentKind { get }

    /// How sure the format is that the source is its own. Looks at the bytes first, then at the name; fast.
    func recognises(_ source: DocumentSource) -> FormatMatch

    /// Reads the document.
    ///
    /// Errors name the file and carry the remedy. A programme that is needed is run through `tools`.
    func read(_ source: DocumentSource, tools: ToolRunner) throws(KapellError) -> ExtractedDocument
}

/// How sure a format is of a source.
package enum FormatMatch: Int, Sendable, Comparable {
    case none
    /// Only the name says so.
    case byName
    /// The bytes say so, whatever the name.
    case byContent

    package static func < (left: FormatMatch, right: FormatMatch) -> Bool { left.rawValue < right.rawValue }
}
