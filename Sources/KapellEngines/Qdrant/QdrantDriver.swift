import KapellCore
import KapellJSON
import KapellVectors

/// Qdrant's requests and answers. Source: its OpenAPI description (`docs/redoc/master/openapi.json` of its repository).
struct QdrantDriver: EngineDriver {
    let client: EngineClient

    var engine: String { "qdrant" }
    var batch: Int { 1_000 }
    var maximumMatches: Int { 10_000 }
    var page: Int { 1_000 }
    var searchesExactly: Bool { true }

    // MARK: Collections

    func entries() async throws(KapellError) -> [EngineEntry] {
        let json = try await client.json(EngineRequest("GET", "/collections"))
        guard let list = json["result"]?["collections"]?.arrayValue else { throw client.misread("no collections") }
        var entries: [EngineEntry] = []
        for name in list.compactMap({ $0["name"]?.stringValue }) where name.hasPrefix("kapell_") {
            if let entry = try await entry(String(name.dropFirst(7))) { entries.append(entry) }
        }
        return entries
    }

    func entry(_ name: String) async throws(KapellError) -> EngineEntry? {
        let body: JSONValue = ["ids": [.string(EngineIDs.options)], "with_payload": true, "with_vector": false]
        let handle = "kapell_\(name)"
        guard let json = try await client.found(EngineRequest("POST", path(handle, "/points"), body)),
            let options = EngineOptions.options(json["result"]?[0]?["payload"]?["kapell"]?.stringValue),
            options.name == name
        else { return nil }
        return EngineEntry(options: options, handle: handle)
    }

    func create(_ options: VectorCollectionOptions) async throws(KapellError) -> EngineEntry {
        let handle = "kapell_\(options.name)"
        let metrics: [VectorMetric: JSONValue] = [.cosine: "Cosine", .dot: "Dot", .l2: "Euclid"]
        let body: JSONValue = [
            "vectors": ["size": .integer(Int64(options.dimensions)), "distance": metrics[options.metric] ?? .null]
        ]
        do throws(KapellError) {
            _ = try await client.json(EngineRequest("PUT", path(handle), body))
        } catch  where error.code == .conflict || error.message.contains("already exists") {
            throw EngineDatabase(driver: self, scanLimit: 0).conflict(options.name)
        }
        for field in ["namespace", "tokens"] {
            let index: JSONValue = ["field_name": .string(field), "field_schema": "keyword"]
            _ = try await client.json(EngineRequest("PUT", path(handle, "/index?wait=true"), index))
        }
        // Of no namespace, so that no search finds it.
        var vector = [Float](repeating: 0, count: options.dimensions)
        vector[0] = 1
        let point: JSONValue = [
            "id": .string(EngineIDs.options), "vector": EngineOptions.json(vector),
            "payload": ["kapell": .string(EngineOptions.text(options))],
        ]
        _ = try await client.json(EngineRequest("PUT", path(handle, "/points?wait=true"), ["points": [point]]))
        return EngineEntry(options: options, handle: handle)
    }

    func drop(_ name: String) async throws(KapellError) {
        guard try await entry(name) != nil else { return }
        _ = try await client.found(EngineRequest("DELETE", path("kapell_\(name)")))
    }

    func namespaces(_ entry: EngineEntry) async throws(KapellError) -> [String] {
        let body: JSONValue = ["key": "namespace", "limit": 100_000, "exact": true]
        let json = try await client.json(EngineRequest("POST", path(entry.handle, "/facet"), body))
        guard let hits = json["result"]?["hits"]?.arrayValue else { throw client.misread("no facets") }
        return hits.filter { $0["count"]?.intValue ?? 0 > 0 }.compactMap { $0["value"]?.stringValue }
    }

    func drop(namespace: String, _ entry: EngineEntry) async throws(KapellError) {
        let body: JSONValue = ["filter": QdrantFilter.json(.everything, namespace)]
        _ = try await client.json(EngineRequest("POST", path(entry.handle, "/points/delete?wait=true"), body))
    }

    private func path(_ handle: String, _ rest: String = "") -> String {
        "/collections/\(PercentEncoding.part(handle))\(rest)"
    }

    // MARK: Records

    func upsert(_ rows: [EngineRow], _ entry: EngineEntry, _ namespace: String) async throws(KapellError) {
        let points = rows.map { row -> JSONValue in
            var payload: JSONObject = [
                "id": .string(row.record.id), "namespace": .string(namespace),
                "tokens": .array(row.tokens.map { .string($0) }),
                "numbers": .object(JSONObject(row.numbers.map { ($0.name, JSONValue.number($0.value)) })),
                "metadata": .string(row.metadata),
            ]
            if let text = row.record.text { payload["text"] = .string(text) }
            if let parent = row.record.parent { payload["parent"] = .string(parent) }
            return [
                "id": .string(EngineIDs.uuid(row.record.id, namespace)),
                "vector": EngineOptions.json(row.record.vector),
                "payload": .object(payload),
            ]
        }
        _ = try await client.json(
            EngineRequest("PUT", path(entry.handle, "/points?wait=true"), ["points": .array(points)]))
    }

    func delete(_ ids: [String], _ entry: EngineEntry, _ namespace: String) async throws(KapellError) {
        guard !ids.isEmpty else { return }
        let points = ids.map { JSONValue.string(EngineIDs.uuid($0, namespace)) }
        _ = try await client.json(
            EngineRequest("POST", path(entry.handle, "/points/delete?wait=true"), ["points": .array(points)]))
    }

    func records(
        _ ids: [String], _ entry: EngineEntry, _ namespace: String, _ parts: VectorRecordParts
    ) async throws(KapellError) -> [VectorRecord] {
        guard !ids.isEmpty else { return [] }
        var body = Self.parts(parts)
        body["ids"] = .array(ids.map { .string(EngineIDs.uuid($0, namespace)) })
        let json = try await client.json(EngineRequest("POST", path(entry.handle, "/points"), .object(body)))
        return try records(json["result"], parts)
    }

    func page(
        _ cursor: String?, _ condition: EngineCondition, _ entry: EngineEntry, _ namespace: String,
        _ parts: VectorRecordParts
    ) async throws(KapellError) -> EnginePage {
        var body = Self.parts(parts)
        body["filter"] = QdrantFilter.json(condition, namespace)
        body["limit"] = .integer(Int64(page))
        if let cursor { body["offset"] = .string(cursor) }
        let json = try await client.json(EngineRequest("POST", path(entry.handle, "/points/scroll"), .object(body)))
        return EnginePage(
            records: try records(json["result"]?["points"], parts),
            next: json["result"]?["next_page_offset"]?.stringValue)
    }

    func search(
        _ search: EngineSearch, _ entry: EngineEntry, _ namespace: String
    ) async throws(KapellError) -> [VectorCandidate] {
        var body = Self.parts(search.parts)
        body["query"] = EngineOptions.json(search.vector)
        body["filter"] = QdrantFilter.json(search.condition, namespace)
        body["limit"] = .integer(Int64(search.limit))
        var options: JSONObject = ["exact": .bool(search.isExact)]
        if let ef = search.ef { options["hnsw_ef"] = .integer(Int64(ef)) }
        body["params"] = .object(options)
        let json = try await client.json(EngineRequest("POST", path(entry.handle, "/points/query"), .object(body)))
        let points = json["result"]?["points"]
        let records = try records(points, search.parts)
        return zip(records, points?.arrayValue ?? []).map { record, point in
            let score = point["score"]?.doubleValue ?? -.infinity
            // Of Euclid it is the distance.
            return VectorCandidate(record: record, score: entry.options.metric == .l2 ? 0 - score * score : score)
        }
    }

    func count(
        _ condition: EngineCondition, _ entry: EngineEntry, _ namespace: String
    ) async throws(KapellError) -> Int? {
        let body: JSONValue = ["filter": QdrantFilter.json(condition, namespace), "exact": true]
        let json = try await client.json(EngineRequest("POST", path(entry.handle, "/points/count"), body))
        guard let count = json["result"]?["count"]?.intValue else { throw client.misread("no count") }
        return count
    }

    private static func parts(_ parts: VectorRecordParts) -> JSONObject {
        let fields =
            ["id", "parent"] + (parts.contains(.text) ? ["text"] : []) + (parts.contains(.metadata) ? ["metadata"] : [])
        return [
            "with_payload": .array(fields.map { .string($0) }), "with_vector": .bool(parts.contains(.vector)),
        ]
    }

    private func records(_ json: JSONValue?, _ parts: VectorRecordParts) throws(KapellError) -> [VectorRecord] {
        guard let points = json?.arrayValue else { throw client.misread("no points") }
        var records: [VectorRecord] = []
        for point in points {
            guard let payload = point["payload"], let id = payload["id"]?.stringValue else {
                throw client.misread("a point without an id")
            }
            var record = VectorRecord(
                id: id, vector: [], text: payload["text"]?.stringValue, parent: payload["parent"]?.stringValue)
            if parts.contains(.metadata), let text = payload["metadata"]?.stringValue {
                record.metadata = try MetadataJSON.metadata(parsing: text)
            }
            if parts.contains(.vector) { record.vector = EngineOptions.vector(point["vector"]) }
            records.append(record)
        }
        return records
    }
}
