/// A document to be indexed: its id and the texts of its fields.
public struct LexicalDocument: Sendable, Hashable {
    /// The longest text of a field in UTF-8 bytes.
    public static let maximumTextBytes = 64 << 20

    public let id: Int64
    /// By the name of the field. A field that is missing is empty.
    public let texts: [String: String]

    public init(id: Int64, texts: [String: String]) {
        self.id = id
        self.texts = texts
    }

    /// A document of the one standard field.
    public init(id: Int64, text: String) { self.init(id: id, texts: [LexicalSchema.standardField: text]) }
}
