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

    /// In how many documents of a namespace a word is, after the analyser has made a term of it.
    /// - Throws: `LexicalError.unknownField`.
    public func frequency(
        of word: String, field: String? = nil, in namespace: String = ""
    ) throws(LexicalError) -> Int {
        let place = try field.map { name throws(LexicalError) in try schema.place(of: name) } ?? 0
        guard let token = schema.analyzer.tokens(word, isQuery: true).first else { return 0 }
        return Statistics(schema, namespaces[namespace]).frequency(of: Array(token.term.utf8), field: place)
    }
}
