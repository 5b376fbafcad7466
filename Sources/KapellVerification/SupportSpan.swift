/// A quotation that is cited for a sentence.
public struct SupportSpan: Sendable, Hashable {
    /// Its text, as the document has it.
    public var text: String
    /// Title of its document, which says whose document it is; empty where none is known.
    public var title: String

    public init(text: String, title: String = "") {
        self.text = text
        self.title = title
    }
}
