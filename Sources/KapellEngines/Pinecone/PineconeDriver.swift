import KapellCore
import KapellJSON
import KapellVectors

/// Pinecone's requests and answers. Source: `2025-10/db_control` and `db_data` of its published OpenAPI descriptions.
struct PineconeDriver: EngineDriver {
    let client: EngineClient
    let cloud: String
    let region: String
    /// Between two looks at an index that is being made.
    let pause: Duration

    var engine: String { "pinecone" }
    var batch: Int { 100 }
    var maximumMatches: Int { 1_000 }
    var page: Int { 100 }
    var searchesExactly: Bool { false }
    var pagesByCondition: Bool { false }

    /// Where the collection's options lie.
    private static let optionsSpace = "kapell"

    // MARK: Collections

    func entries() async throws(KapellError) -> [EngineEntry] {
        let json = try await client.json(EngineRequest("GET", "/indexes"))
        guard let list = json["indexes"]?.arrayValue else { throw client.misread("no indexes") }
        var entries: [EngineEntry] = []
        for index in list where index["name"]?.stringValue?.hasPrefix("kapell-") ?? false {
            if let host = index["host"]?.stringValue, let entry = try await entry(host: host) { entries.append(entry) }
        }
        return entries
    }

    func entry(_ name: String) async throws(KapellError) -> EngineEntry? {
        guard let index = try await client.found(EngineRequest("GET", "/indexes/\(Self.name(name))")),
            let host = index["host"]?.stringValue, let entry = try await entry(host: host), entry.options.name == name
        else { return nil }
        return entry
    }

    private func entry(host: String) async throws(KapellError) -> EngineEntry? {
        let records = try await fetch([EngineIDs.options], host, Self.optionsSpace)
        return EngineOptions.options(records[EngineIDs.options]?["metadata"]?["kapell"]?.stringValue).map {
            EngineEntry(options: $0, handle: host)
        }
    }

    func create(_ options: VectorCollectionOptions) async throws(KapellError) -> EngineEntry {
        let name = Self.name(options.name)
        let metrics: [VectorMetric: JSONValue] = [.cosine: "cosine", .dot: "dotproduct", .l2: "euclidean"]
        let body: JSONValue = [
            "name": .string(name), "dimension": .integer(Int64(options.dimensions)),
            "metric": metrics[options.metric] ?? .null,
            "spec": ["serverless": ["cloud": .string(cloud), "region": .string(region)]],
        ]
        do throws(KapellError) { _ = try await client.json(EngineRequest("POST", "/indexes", body)) } catch
            where error.code == .conflict
        { throw EngineDatabase(driver: self, scanLimit: 0).conflict(options.name) }
        for _ in 0..<60 {
            let index = try await client.json(EngineRequest("GET", "/indexes/\(name)"))
            if index["status"]?["ready"]?.boolValue == true, let host = index["host"]?.stringValue {
                var vector = [Float](repeating: 0, count: options.dimensions)
                vector[0] = 1
                let record: JSONValue = [
                    "id": .string(EngineIDs.options), "values": EngineOptions.json(vector),
                    "metadata": ["kapell": .string(EngineOptions.text(options))],
                ]
                let body: JSONValue = ["vectors": [record], "namespace": .string(Self.optionsSpace)]
                _ = try await client.json(EngineRequest("POST", "/vectors/upsert", body, host: host))
                return EngineEntry(options: options, handle: host)
            }
            do { try await Task.sleep(for: pause) } catch { throw KapellError.wrapping(error) }
        }
        throw KapellError(.timeout, "Pinecone did not make the index \(name) in time.", remedy: "Open it later.")
    }

    func drop(_ name: String) async throws(KapellError) {
        _ = try await client.found(EngineRequest("DELETE", "/indexes/\(Self.name(name))"))
    }

    /// Small letters, digits and `-`, at most 45: a hash tells names apart that look alike then.
    static func name(_ collection: String) -> String {
        let plain = collection.lowercased().map { $0 == "_" ? "-" : $0 }.prefix(20)
        return "kapell-\(String(plain))-\(StableHash.hex(collection))"
    }

    func namespaces(_ entry: EngineEntry) async throws(KapellError) -> [String] {
        let json = try await client.json(
            EngineRequest("POST", "/describe_index_stats", .object([:]), host: entry.handle))
        guard let spaces = json["namespaces"]?.objectValue else { throw client.misread("no namespaces") }
        var names: [String] = []
        for (name, space) in spaces where space["vectorCount"]?.intValue ?? 0 > 0 {
            if let text = Self.text(ofSpace: name) { names.append(text) }
        }
        return names
    }

    func drop(namespace: String, _ entry: EngineEntry) async throws(KapellError) {
        let body: JSONValue = ["deleteAll": true, "namespace": .string(Self.space(namespace))]
        _ = try await client.found(EngineRequest("POST", "/vectors/delete", body, host: entry.handle))
    }

    /// `n` and the bytes in hexadecimal.
    static func space(_ namespace: String) -> String {
        "n" + Hexadecimal.text(namespace.utf8)
    }

    private static func text(ofSpace name: String) -> String? {
        let digits = Array(name.utf8.dropFirst())
        guard name.utf8.first == UInt8(ascii: "n"), digits.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        for place in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(decoding: digits[place..<place + 2], as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    // MARK: Records

    func upsert(_ rows: [EngineRow], _ entry: EngineEntry, _ namespace: String) async throws(KapellError) {
        let vectors = rows.map { row -> JSONValue in
            var metadata: JSONObject = [
                "id": .string(row.record.id), "metadata": .string(row.metadata),
                // Never without one, so that `$nin` has something to look at.
                "tokens": .array((row.tokens + ["\u{1}record"]).map { .string($0) }),
            ]
            if let text = row.record.text { metadata["text"] = .string(text) }
            if let parent = row.record.parent { metadata["parent"] = .string(parent) }
            for (name, value) in row.numbers { metadata[name] = .number(value) }
            return [
                "id": .string(EngineIDs.uuid(row.record.id, namespace)),
                "values": EngineOptions.json(row.record.vector),
                "metadata": .object(metadata),
            ]
        }
        let body: JSONValue = ["vectors": .array(vectors), "namespace": .string(Self.space(namespace))]
        _ = try await client.json(EngineRequest("POST", "/vectors/upsert", body, host: entry.handle))
    }

    func delete(_ ids: [String], _ entry: EngineEntry, _ namespace: String) async throws(KapellError) {
        guard !ids.isEmpty else { return }
        let body: JSONValue = [
            "ids": .array(ids.map { .string(EngineIDs.uuid($0, namespace)) }),
            "namespace": .string(Self.space(namespace)),
        ]
        _ = try await client.found(EngineRequest("POST", "/vectors/delete", body, host: entry.handle))
    }

    func records(
        _ ids: [String], _ entry: EngineEntry, _ namespace: String, _ parts: VectorRecordParts
    ) async throws(KapellError) -> [VectorRecord] {
        guard !ids.isEmpty else { return [] }
        let found = try await fetch(ids.map { EngineIDs.uuid($0, namespace) }, entry.handle, Self.space(namespace))
        var records: [VectorRecord] = []
        for vector in found.values { records.append(try record(vector, parts)) }
        return records
    }

    private func fetch(_ ids: [String], _ host: String, _ space: String) async throws(KapellError) -> JSONObject {
        let query = ids.map { "ids=\($0)" }.joined(separator: "&") + "&namespace=\(space)"
        let json = try await client.json(EngineRequest("GET", "/vectors/fetch?\(query)", host: host))
        return json["vectors"]?.objectValue ?? [:]
    }

    func page(
        _ cursor: String?, _ condition: EngineCondition, _ entry: EngineEntry, _ namespace: String,
        _ parts: VectorRecordParts
    ) async throws(KapellError) -> EnginePage {
        let space = Self.space(namespace)
        let place = cursor.map { "&paginationToken=\(PercentEncoding.part($0))" } ?? ""
        let json = try await client.json(
            EngineRequest("GET", "/vectors/list?limit=\(page)&namespace=\(space)\(place)", host: entry.handle))
        let ids = (json["vectors"]?.arrayValue ?? []).compactMap { $0["id"]?.stringValue }
        var records: [VectorRecord] = []
        if !ids.isEmpty {
            for vector in try await fetch(ids, entry.handle, space).values { records.append(try record(vector, parts)) }
        }
        return EnginePage(records: records, next: json["pagination"]?["next"]?.stringValue)
    }

    func search(
        _ search: EngineSearch, _ entry: EngineEntry, _ namespace: String
    ) async throws(KapellError) -> [VectorCandidate] {
        var body: JSONObject = [
            "vector": EngineOptions.json(search.vector), "topK": .integer(Int64(search.limit)),
            "namespace": .string(Self.space(namespace)), "includeMetadata": true,
            "includeValues": .bool(search.parts.contains(.vector)),
        ]
        if let filter = PineconeFilter.json(search.condition) { body["filter"] = filter }
        let json = try await client.json(EngineRequest("POST", "/query", .object(body), host: entry.handle))
        guard let matches = json["matches"]?.arrayValue else { throw client.misread("no matches") }
        var list: [VectorCandidate] = []
        for match in matches {
            let score = match["score"]?.doubleValue ?? -.infinity
            // Of `euclidean` it is the square of the distance.
            list.append(
                VectorCandidate(
                    record: try record(match, search.parts), score: entry.options.metric == .l2 ? 0 - score : score))
        }
        return list
    }

    func count(
        _ condition: EngineCondition, _ entry: EngineEntry, _ namespace: String
    ) async throws(KapellError) -> Int? {
        guard condition == .everything else { return nil }
        let json = try await client.json(
            EngineRequest("POST", "/describe_index_stats", .object([:]), host: entry.handle))
        return json["namespaces"]?[Self.space(namespace)]?["vectorCount"]?.intValue ?? 0
    }

    private func record(_ json: JSONValue, _ parts: VectorRecordParts) throws(KapellError) -> VectorRecord {
        guard let metadata = json["metadata"], let id = metadata["id"]?.stringValue else {
            throw client.misread("a vector without metadata")
        }
        var record = VectorRecord(
            id: id, vector: parts.contains(.vector) ? EngineOptions.vector(json["values"]) : [],
            text: parts.contains(.text) ? metadata["text"]?.stringValue : nil, parent: metadata["parent"]?.stringValue)
        if parts.contains(.metadata), let text = metadata["metadata"]?.stringValue {
            record.metadata = try MetadataJSON.metadata(parsing: text)
        }
        return record
    }
}
