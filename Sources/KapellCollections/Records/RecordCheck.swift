internal import KapellCore
internal import KapellVectors

/// What a collection accepts. Everything is looked at before anything is written; each error names the record.
struct RecordCheck: Sendable {
    let options: VectorCollectionOptions
    let limits: CollectionLimits

    /// - Throws: `.invalidRequest`, `.tooLarge` for a whole batch.
    func check(_ records: [VectorRecord]) throws(KapellError) {
        try check(batch: records.count)
        var seen = Set<RecordKey>(minimumCapacity: records.count)
        var bytes = 0
        for (number, record) in records.enumerated() {
            let name = Self.name(record.id, number: number, of: records.count)
            try check(id: record.id, what: "The id of \(name)")
            if let parent = record.parent { try check(id: parent, what: "The parent of \(name)") }
            guard seen.insert(RecordKey(record.id)).inserted else {
                throw KapellError(
                    .invalidRequest, "The id \(Self.short(record.id)) is more than once in the batch.",
                    remedy: "Leave one record an id in the batch, or send them in two.")
            }
            try options.check(record.vector, of: "The vector of \(name)")
            let text = record.text?.utf8.count ?? 0
            guard text <= limits.textBytes else {
                throw KapellError(
                    .invalidRequest, "The text of \(name) has \(text) bytes; \(limits.textBytes) are allowed.",
                    remedy: "Cut the text into parts, each a record of its own with the same parent.")
            }
            try check(metadata: record.metadata, name: name)
            bytes += text + record.metadata.size + record.vector.count * 4
        }
        guard bytes <= limits.batchBytes else {
            throw KapellError(
                .tooLarge, "The batch has \(bytes) bytes; \(limits.batchBytes) are allowed.",
                remedy: "Send it in several batches.")
        }
    }

    func check(batch count: Int) throws(KapellError) {
        guard count <= limits.batch else {
            throw KapellError(
                .tooLarge, "The batch has \(count) records; \(limits.batch) are allowed.",
                remedy: "Send it in several batches.")
        }
    }

    func check(namespace: String) throws(KapellError) {
        let bytes = namespace.utf8.count
        guard bytes <= limits.idBytes else {
            throw KapellError(
                .invalidRequest,
                "The namespace \(Self.short(namespace)) has \(bytes) bytes; \(limits.idBytes) are allowed.",
                remedy: "Use a shorter name.")
        }
    }

    func check(id: String, what: String) throws(KapellError) {
        let bytes = id.utf8.count
        guard bytes > 0 else {
            throw KapellError(.invalidRequest, "\(what) is empty.", remedy: "Give every record an id.")
        }
        guard bytes <= limits.idBytes else {
            throw KapellError(
                .invalidRequest, "\(what) has \(bytes) bytes; \(limits.idBytes) are allowed.",
                remedy: "Use a shorter id, such as a hash of this one.")
        }
    }

    private func check(metadata: Metadata, name: String) throws(KapellError) {
        // Metadata is within limits of its own, which may be others.
        let allowed = limits.metadata
        var error: MetadataError?
        if metadata.count > allowed.fields { error = .tooManyFields(limit: allowed.fields) }
        if metadata.size > allowed.bytes { error = .tooLarge(bytes: metadata.size, limit: allowed.bytes) }
        if error == nil {
            for (field, _) in metadata.fields where field.utf8.count > allowed.nameBytes {
                error = .nameTooLong(
                    prefix: String(field.prefix(32)), bytes: field.utf8.count, limit: allowed.nameBytes)
            }
        }
        guard let error else { return }
        throw KapellError(.invalidRequest, "Of \(name): \(error.description)", remedy: error.remedy)
    }

    private static func name(_ id: String, number: Int, of count: Int) -> String {
        let place = count > 1 ? ", number \(number + 1) of the batch" : ""
        return id.isEmpty ? "a record without an id\(place)" : "the record \(short(id))\(place)"
    }

    static func short(_ id: String) -> String { id.utf8.count > 80 ? "\"\(id.prefix(40))…\"" : "\"\(id)\"" }
}
