/// A format of documents that Kapell reads.
///
/// An open set: each format declares its own value beside its loader.
public struct DocumentKind: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
    /// Lower-case name, as it is stored and printed: `text`, `markdown`, `pdf`.
    public var rawValue: String

    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    public var description: String { rawValue }
}
