/// Changes to an index that become visible together. See ``LexicalIndex/update(_:)``.
public struct LexicalUpdate {
    private let schema: LexicalSchema
    private var namespaces: [String: NamespaceState]
    private var buffers: [String: WriterBuffer] = [:]
    /// Deleted documents, by namespace and the place of the segment.
    private var deletions: [String: [Int: Set<Int>]] = [:]
    private var changed: Set<String> = []
    /// The number of the last change of the store that the index follows; see ``LexicalIndex/sequence``.
    public var sequence: Int64

    init(schema: LexicalSchema, namespaces: [String: NamespaceState], sequence: Int64) {
        self.schema = schema
        self.namespaces = namespaces
        self.sequence = sequence
    }

    /// Adds a document, instead of one with the same id in the namespace.
    /// - Throws: `.unknownField`, and `.invalidDocument` for a text that is too long.
    public mutating func upsert(_ document: LexicalDocument, in namespace: String = "") throws(LexicalError) {
        for name in document.texts.keys { _ = try schema.place(of: name) }
        let texts = schema.fields.map { document.texts[$0.name] ?? "" }
        for text in texts where text.utf8.count > LexicalDocument.maximumTextBytes {
            throw .invalidDocument(
                id: document.id,
                "a field has \(text.utf8.count) bytes; the limit is \(LexicalDocument.maximumTextBytes)")
        }
        changed.insert(namespace)
        deleteFromSegments(document.id, in: namespace)
        var buffer = buffers.removeValue(forKey: namespace) ?? WriterBuffer(schema)
        buffer.add(document.id, texts)
        if buffer.tokenCount >= WriterBuffer.maximumTokens {
            // Behind the others, so that their places in `deletions` stay right.
            namespaces[namespace, default: NamespaceState()].views.append(SegmentView(buffer.segment()))
        } else {
            buffers[namespace] = buffer
        }
    }

    /// Removes a document. One that is not there is no error.
    /// - Returns: Whether it was there.
    @discardableResult
    public mutating func delete(_ id: Int64, in namespace: String = "") -> Bool {
        let wasPending = buffers[namespace]?.remove(id) ?? false
        return deleteFromSegments(id, in: namespace) || wasPending
    }

    /// Removes every document of a namespace.
    public mutating func deleteAll(in namespace: String = "") {
        namespaces[namespace] = nil
        buffers[namespace] = nil
        deletions[namespace] = nil
    }

    @discardableResult
    private mutating func deleteFromSegments(_ id: Int64, in namespace: String) -> Bool {
        guard let state = namespaces[namespace] else { return false }
        var wasThere = false
        for (index, view) in state.views.enumerated() {
            if let document = view.segment.document(id), !view.isDeleted(document),
                deletions[namespace]?[index]?.contains(document) != true
            {
                deletions[namespace, default: [:]][index, default: []].insert(document)
                wasThere = true
            }
        }
        return wasThere
    }

    /// The namespaces after the changes.
    mutating func finish() -> [String: NamespaceState] {
        for (namespace, places) in deletions {
            for (index, documents) in places {
                guard let view = namespaces[namespace]?.views[index] else { continue }
                namespaces[namespace]?.views[index] = view.deleting(documents)
            }
        }
        for (namespace, buffer) in buffers where !buffer.isEmpty {
            namespaces[namespace, default: NamespaceState()].views.append(SegmentView(buffer.segment()))
        }
        for namespace in changed.union(deletions.keys) {
            namespaces[namespace]?.tidy()
            if namespaces[namespace]?.views.isEmpty == true { namespaces[namespace] = nil }
        }
        return namespaces
    }
}
