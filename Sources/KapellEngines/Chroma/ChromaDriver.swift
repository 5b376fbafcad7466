import KapellCore
import KapellJSON
import KapellVectors

/// Chroma's requests and answers. Source: the server's own OpenAPI description (`/openapi.json`, version 2).
///
/// An upsert adds to the metadata of a record that is there, and leaves a text that is not sent as it was. So every key
/// is sent each time: `tokens`, `metadata`, `parent`, the document, empty where there is none. Only numbers of fields
/// that a record had before may stay; the type in `tokens` tells that they are old.
struct ChromaDriver: EngineDriver {
    let client: EngineClient
    let path: String

    var engine: String { "chroma" }
    var batch: Int { 1_000 }
    var maximumMatches: Int { 10_000 }
    var page: Int { 1_000 }
    var searchesExactly: Bool { false }

    private static let hasText = "\u{1}text"
    private static let hasParent = "\u{1}parent"

    // MARK: Collections

    func entries() async throws(KapellError) -> [EngineEntry] {
        try await all().filter { $0.namespace == nil }.map(\.entry)
    }

    func entry(_ name: String) async throws(KapellError) -> EngineEntry? {
        try await found(Self.name(name, "")).map(\.entry)
    }

    func create(_ options: VectorCollectionOptions) async throws(KapellError) -> EngineEntry {
        do throws(KapellError) {
            return try await make(options, "", isNew: true)
        } catch  where error.code == .conflict {
            throw EngineDatabase(driver: self, scanLimit: 0).conflict(options.name)
        }
    }

    func drop(_ name: String) async throws(KapellError) {
        for space in try await all() where space.entry.options.name == name {
            _ = try await client.found(EngineRequest("DELETE", path + "/" + PercentEncoding.part(space.name)))
        }
    }

    func namespaces(_ entry: EngineEntry) async throws(KapellError) -> [String] {
        var names: [String] = []
        for space in try await all() where space.entry.options.name == entry.options.name {
            if try await client.found(EngineRequest("GET", "\(path)/\(space.entry.handle)/count"))?.intValue ?? 0 > 0 {
                names.append(space.namespace ?? "")
            }
        }
        return names
    }

    func drop(namespace: String, _ entry: EngineEntry) async throws(KapellError) {
        if namespace.isEmpty {
            // The collection itself stays.
            while true {
                let ids = try await page(nil, .everything, entry, "", []).records.map(\.id)
                if ids.isEmpty { return }
                try await delete(ids, entry, "")
            }
        }
        let name = Self.name(entry.options.name, namespace)
        _ = try await client.found(EngineRequest("DELETE", path + "/" + PercentEncoding.part(name)))
    }

    /// One of Chroma's collections.
    private struct Space {
        var entry: EngineEntry
        var name: String
        var namespace: String?
    }

    /// The name holds the namespace in hexadecimal: Chroma allows letters, digits, `.`, `_` and `-`.
    static func name(_ collection: String, _ namespace: String) -> String {
        if namespace.isEmpty { return "kapell.\(collection).c" }
        let digits = Hexadecimal.text(namespace.utf8)
        return "kapell.\(collection).n\(digits)"
    }

    private func space(_ json: JSONValue) -> Space? {
        guard let id = json["id"]?.stringValue, let name = json["name"]?.stringValue,
            let options = EngineOptions.options(json["metadata"]?["kapell"]?.stringValue)
        else { return nil }
        return Space(
            entry: EngineEntry(options: options, handle: id), name: name,
            namespace: json["metadata"]?["namespace"]?.stringValue)
    }

    private func found(_ name: String) async throws(KapellError) -> Space? {
        try await client.found(EngineRequest("GET", path + "/" + PercentEncoding.part(name))).flatMap(space)
    }

    private func all() async throws(KapellError) -> [Space] {
        var spaces: [Space] = []
        while true {
            let json = try await client.json(EngineRequest("GET", "\(path)?limit=1000&offset=\(spaces.count)"))
            guard let list = json.arrayValue else { throw client.misread("no list of collections") }
            spaces += list.compactMap(space)
            if list.count < 1_000 { return spaces }
        }
    }

    private func make(
        _ options: VectorCollectionOptions, _ namespace: String, isNew: Bool
    ) async throws(KapellError) -> EngineEntry {
        let name = Self.name(options.name, namespace)
        guard name.utf8.count <= 512 else {
            throw KapellError(.invalidRequest, "The namespace is too long for Chroma.", remedy: "Use a shorter one.")
        }
        var metadata: JSONObject = ["kapell": .string(EngineOptions.text(options))]
        if !namespace.isEmpty { metadata["namespace"] = .string(namespace) }
        let metrics: [VectorMetric: JSONValue] = [.cosine: "cosine", .dot: "ip", .l2: "l2"]
        let body: JSONValue = [
            "name": .string(name), "metadata": .object(metadata), "get_or_create": .bool(!isNew),
            "configuration": ["hnsw": ["space": metrics[options.metric] ?? .null]],
        ]
        guard let space = space(try await client.json(EngineRequest("POST", path, body))) else {
            throw client.misread("no collection")
        }
        return space.entry
    }

    /// The number of the collection that the namespace has; `nil` where the namespace has none.
    private func handle(_ entry: EngineEntry, _ namespace: String) async throws(KapellError) -> String? {
        if namespace.isEmpty { return entry.handle }
        return try await found(Self.name(entry.options.name, namespace))?.entry.handle
    }

    // MARK: Records

    func upsert(_ rows: [EngineRow], _ entry: EngineEntry, _ namespace: String) async throws(KapellError) {
        var handle = try await handle(entry, namespace)
        if handle == nil {
            // A namespace of a dropped collection is not made anew.
            _ = try await client.json(EngineRequest("GET", "\(path)/\(entry.handle)/count"))
            handle = try await make(entry.options, namespace, isNew: false).handle
        }
        let body: JSONValue = [
            "ids": .array(rows.map { .string($0.record.id) }),
            "embeddings": .array(rows.map { EngineOptions.json($0.record.vector) }),
            "documents": .array(rows.map { .string($0.record.text ?? "") }),
            "metadatas": .array(rows.map { .object(Self.metadata($0)) }),
        ]
        _ = try await client.json(EngineRequest("POST", "\(path)/\(handle ?? "")/upsert", body))
    }

    private static func metadata(_ row: EngineRow) -> JSONObject {
        var tokens = row.tokens
        // Never empty: an empty list would not replace an older one.
        tokens.append(row.record.text == nil ? "\u{1}none" : hasText)
        if row.record.parent != nil { tokens.append(hasParent) }
        var metadata: JSONObject = [
            "tokens": .array(tokens.map { .string($0) }), "metadata": .string(row.metadata),
            "parent": .string(row.record.parent ?? ""),
        ]
        for (name, value) in row.numbers { metadata[name] = .number(value) }
        return metadata
    }

    func delete(_ ids: [String], _ entry: EngineEntry, _ namespace: String) async throws(KapellError) {
        guard !ids.isEmpty, let handle = try await handle(entry, namespace) else { return }
        let body: JSONValue = ["ids": .array(ids.map { .string($0) })]
        _ = try await client.json(EngineRequest("POST", "\(path)/\(handle)/delete", body))
    }

    func records(
        _ ids: [String], _ entry: EngineEntry, _ namespace: String, _ parts: VectorRecordParts
    ) async throws(KapellError) -> [VectorRecord] {
        guard !ids.isEmpty, let handle = try await handle(entry, namespace) else { return [] }
        let body: JSONValue = ["ids": .array(ids.map { .string($0) }), "include": Self.include(parts)]
        return try read(try await client.json(EngineRequest("POST", "\(path)/\(handle)/get", body)), parts)
    }

    func page(
        _ cursor: String?, _ condition: EngineCondition, _ entry: EngineEntry, _ namespace: String,
        _ parts: VectorRecordParts
    ) async throws(KapellError) -> EnginePage {
        guard let handle = try await handle(entry, namespace) else { return EnginePage(records: []) }
        let offset = cursor.flatMap { Int($0) } ?? 0
        var body: JSONObject = [
            "limit": .integer(Int64(page)), "offset": .integer(Int64(offset)), "include": Self.include(parts),
        ]
        if let filter = ChromaFilter.json(condition) { body["where"] = filter }
        let json = try await client.json(EngineRequest("POST", "\(path)/\(handle)/get", .object(body)))
        let records = try read(json, parts)
        return EnginePage(records: records, next: records.count < page ? nil : String(offset + records.count))
    }

    func search(
        _ search: EngineSearch, _ entry: EngineEntry, _ namespace: String
    ) async throws(KapellError) -> [VectorCandidate] {
        guard let handle = try await handle(entry, namespace) else { return [] }
        var body: JSONObject = [
            "query_embeddings": [EngineOptions.json(search.vector)], "n_results": .integer(Int64(search.limit)),
        ]
        guard case .array(let include) = Self.include(search.parts) else { return [] }
        body["include"] = .array(include + ["distances"])
        if let filter = ChromaFilter.json(search.condition) { body["where"] = filter }
        let json = try await patiently(EngineRequest("POST", "\(path)/\(handle)/query", .object(body)))
        // One list for each query vector.
        var first = JSONObject()
        for key in ["ids", "embeddings", "documents", "metadatas"] { first[key] = json[key]?[0] ?? .null }
        let records = try read(.object(first), search.parts)
        guard let distances = json["distances"]?[0]?.arrayValue, distances.count == records.count else {
            throw client.misread("no distances")
        }
        return zip(records, distances).map { record, distance in
            let distance = distance.doubleValue ?? .infinity
            // `ip` is 1 less the product, `l2` the square.
            return VectorCandidate(record: record, score: entry.options.metric == .l2 ? -distance : 1 - distance)
        }
    }

    /// While a collection's first records are written, Chroma's searches may not find the index on its disk: that
    /// passes within moments.
    private func patiently(_ request: EngineRequest) async throws(KapellError) -> JSONValue {
        for attempt in 1..<6 {
            do throws(KapellError) { return try await client.json(request) } catch
                where error.code == .unavailable && error.message.contains("Nothing found on disk")
            {
                do { try await Task.sleep(for: .milliseconds(40 * attempt)) } catch {
                    throw KapellError.wrapping(error)
                }
            }
        }
        return try await client.json(request)
    }

    func count(
        _ condition: EngineCondition, _ entry: EngineEntry, _ namespace: String
    ) async throws(KapellError) -> Int? {
        guard let handle = try await handle(entry, namespace) else { return 0 }
        guard condition == .everything else { return nil }
        return try await client.json(EngineRequest("GET", "\(path)/\(handle)/count")).intValue
    }

    private static func include(_ parts: VectorRecordParts) -> JSONValue {
        // The parent and whether there is a text lie in the metadata.
        .array(
            ["metadatas"] + (parts.contains(.text) ? ["documents"] : [])
                + (parts.contains(.vector) ? ["embeddings"] : []))
    }

    private func read(_ json: JSONValue, _ parts: VectorRecordParts) throws(KapellError) -> [VectorRecord] {
        guard let ids = json["ids"]?.arrayValue else { throw client.misread("no ids") }
        var records: [VectorRecord] = []
        for (place, id) in ids.enumerated() {
            guard let id = id.stringValue else { throw client.misread("an id that is no text") }
            var record = VectorRecord(id: id, vector: [])
            let metadata = json["metadatas"]?[place]
            let tokens = Set((metadata?["tokens"]?.arrayValue ?? []).compactMap(\.stringValue))
            if tokens.contains(Self.hasParent) { record.parent = metadata?["parent"]?.stringValue }
            if parts.contains(.text), tokens.contains(Self.hasText) {
                record.text = json["documents"]?[place]?.stringValue ?? ""
            }
            if parts.contains(.metadata), let text = metadata?["metadata"]?.stringValue {
                record.metadata = try MetadataJSON.metadata(parsing: text)
            }
            if parts.contains(.vector) {
                record.vector = EngineOptions.vector(json["embeddings"]?[place])
            }
            records.append(record)
        }
        return records
    }
}
