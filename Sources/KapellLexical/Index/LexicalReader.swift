/// An index at one moment. A value that never changes; copies are cheap.
public struct LexicalReader: Sendable {
    public let schema: LexicalSchema
    let namespaces: [String: NamespaceState]
    /// The number of the last change of the store that is in it.
    public let sequence: Int64

    init(schema: LexicalSchema, namespaces: [String: NamespaceState], sequence: Int64) {
        self.schema = schema
        self.namespaces = namespaces
        self.sequence = sequence
    }

    /// The namespaces that hold documents, sorted.
    public var namespaceNames: [String] { namespaces.keys.sorted() }

    /// The number of documents in a namespace.
    public func count(in namespace: String = "") -> Int { namespaces[namespace]?.count ?? 0 }

    /// Whether a document is in a namespace.
    public func contains(_ id: Int64, in namespace: String = "") -> Bool {
        namespaces[namespace]?.views.contains { view in
            view.segment.document(id).map { !view.isDeleted($0) } ?? false
        } ?? false
    }

    /// Bytes of the index in memory.
    public var byteCount: Int {
        namespaces.values.reduce(0) { $0 + $1.views.reduce(0) { $0 + $1.segment.byteCount } }
    }

    /// The number of segments of a namespace; a search goes through each.
    public func segmentCount(in namespace: String = "") -> Int { namespaces[namespace]?.views.count ?? 0 }

    /// In how many documents of a namespace a word is, after the analyser has made a term of it, or a phrase where it
    /// makes several. Nil as the field asks for any field.
    /// - Throws: `LexicalError.unknownField`, and `.queryTooLarge` for a text beyond ``LexicalLimits``.
    public func frequency(
        of word: String, field: String? = nil, in namespace: String = ""
    ) throws(LexicalError) -> Int {
        try search(.phrase(word, field: field), limit: 0, in: namespace, exhaustive: true).available ?? 0
    }
}
