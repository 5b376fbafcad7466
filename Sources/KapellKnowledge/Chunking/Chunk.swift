package import KapellCore

/// A piece of a document that is searched as one.
package struct Chunk: Sendable, Hashable {
    package var span: ByteSpan
    /// Headings above it, outermost first, joined by ` › `.
    package var heading: String
    /// `text == source[span]`.
    package var text: String

    /// What is embedded: the headings say what the piece is about, which its own words often do not.
    package var embedded: String { heading.isEmpty ? text : "\(heading)\n\(text)" }
}
