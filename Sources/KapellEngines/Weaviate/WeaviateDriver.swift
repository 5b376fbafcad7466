import KapellCore
import KapellJSON
import KapellVectors

/// Weaviate's requests and answers. Source: `openapi-specs/schema.json` of its repository, and its documentation of the
/// GraphQL API.
struct WeaviateDriver: EngineDriver {
    let client: EngineClient

    var engine: String { "weaviate" }
    var batch: Int { 200 }
    var maximumMatches: Int { 10_000 }
    var page: Int { 100 }
    var searchesExactly: Bool { false }
    var pagesByCondition: Bool { false }
    var answersNumbers: Bool { false }

    // MARK: Collections

    func entries() async throws(KapellError) -> [EngineEntry] {
        let json = try await client.json(EngineRequest("GET", "/v1/schema"))
        guard let classes = json["classes"]?.arrayValue else { throw client.misread("no classes") }
        return classes.compactMap(Self.entry)
    }

    func entry(_ name: String) async throws(KapellError) -> EngineEntry? {
        try await client.found(EngineRequest("GET", "/v1/schema/\(Self.name(name))")).flatMap(Self.entry)
    }

    private static func entry(_ json: JSONValue) -> EngineEntry? {
        guard let handle = json["class"]?.stringValue,
            let options = EngineOptions.options(json["description"]?.stringValue), Self.name(options.name) == handle
        else { return nil }
        return EngineEntry(options: options, handle: handle)
    }

    func create(_ options: VectorCollectionOptions) async throws(KapellError) -> EngineEntry {
        // Asked first: Weaviate's refusal of a second class is the same status as any other.
        if try await entry(options.name) != nil {
            throw EngineDatabase(driver: self, scanLimit: 0).conflict(options.name)
        }
        let metrics: [VectorMetric: JSONValue] = [.cosine: "cosine", .dot: "dot", .l2: "l2-squared"]
        func property(_ name: String, _ type: String, isFiltered: Bool) -> JSONValue {
            [
                "name": .string(name), "dataType": [.string(type)], "tokenization": "field",
                "indexFilterable": .bool(isFiltered), "indexSearchable": false,
            ]
        }
        let handle = Self.name(options.name)
        let body: JSONValue = [
            "class": .string(handle), "description": .string(EngineOptions.text(options)), "vectorizer": "none",
            "vectorIndexType": "hnsw", "vectorIndexConfig": ["distance": metrics[options.metric] ?? .null],
            "properties": [
                property("space", "text", isFiltered: true), property("tokens", "text[]", isFiltered: true),
                property("record", "text", isFiltered: false), property("body", "text", isFiltered: false),
                property("parent", "text", isFiltered: false), property("metadata", "text", isFiltered: false),
            ],
        ]
        _ = try await client.json(EngineRequest("POST", "/v1/schema", body))
        return EngineEntry(options: options, handle: handle)
    }

    func drop(_ name: String) async throws(KapellError) {
        guard try await entry(name) != nil else { return }
        _ = try await client.found(EngineRequest("DELETE", "/v1/schema/\(Self.name(name))"))
    }

    /// Letters and digits as they are, all else as `_` and two hexadecimal digits.
    static func name(_ collection: String) -> String {
        var name = "Kapell_"
        for byte in collection.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: name.unicodeScalars.append(Unicode.Scalar(byte))
            default: name += "_" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }
        return name
    }

    func namespaces(_ entry: EngineEntry) async throws(KapellError) -> [String] {
        var names = Set<String>()
        var cursor: String?
        repeat {
            let (objects, next) = try await objects(cursor, entry, withVectors: false)
            for object in objects { if let space = object["properties"]?["space"]?.stringValue { names.insert(space) } }
            cursor = next
        } while cursor != nil
        return names.map { String($0.dropFirst().dropLast()) }
    }

    func drop(namespace: String, _ entry: EngineEntry) async throws(KapellError) {
        let filter: JSONValue = [
            "path": ["space"], "operator": "Equal", "valueText": .string(WeaviateFilter.space(namespace)),
        ]
        let body: JSONValue = ["match": ["class": .string(entry.handle), "where": filter], "output": "minimal"]
        // As many as the server takes at a time.
        for _ in 0..<100_000 {
            let json = try await client.json(EngineRequest("DELETE", "/v1/batch/objects", body))
            guard let results = json["results"], results["failed"]?.intValue ?? 0 == 0 else {
                throw client.misread("objects that could not be deleted")
            }
            if results["successful"]?.intValue ?? 0 == 0 { return }
        }
    }

    // MARK: Records

    func upsert(_ rows: [EngineRow], _ entry: EngineEntry, _ namespace: String) async throws(KapellError) {
        // A class that is missing would be made anew by Weaviate itself.
        guard try await self.entry(entry.options.name) != nil else {
            throw KapellError(
                .notFound, "The collection \(entry.options.name) was dropped.", remedy: "Make it anew, or open another."
            )
        }
        let objects = rows.map { row -> JSONValue in
            var properties: JSONObject = [
                "space": .string(WeaviateFilter.space(namespace)), "record": .string(row.record.id),
                "tokens": .array((row.tokens + ["\u{1}record"]).map { .string($0) }), "metadata": .string(row.metadata),
            ]
            if let text = row.record.text { properties["body"] = .string(text) }
            if let parent = row.record.parent { properties["parent"] = .string(parent) }
            return [
                "class": .string(entry.handle), "id": .string(EngineIDs.uuid(row.record.id, namespace)),
                "vector": EngineOptions.json(row.record.vector), "properties": .object(properties),
            ]
        }
        let json = try await client.json(EngineRequest("POST", "/v1/batch/objects", ["objects": .array(objects)]))
        for object in json.arrayValue ?? [] {
            guard let error = object["result"]?["errors"]?["error"]?[0]?["message"]?.stringValue else { continue }
            throw KapellError(
                .invalidRequest, "Weaviate refuses a record: \(error.prefix(200))", remedy: "Write the batch again.")
        }
    }

    func delete(_ ids: [String], _ entry: EngineEntry, _ namespace: String) async throws(KapellError) {
        for id in ids {
            _ = try await client.found(EngineRequest("DELETE", path(entry, EngineIDs.uuid(id, namespace))))
        }
    }

    func records(
        _ ids: [String], _ entry: EngineEntry, _ namespace: String, _ parts: VectorRecordParts
    ) async throws(KapellError) -> [VectorRecord] {
        var records: [VectorRecord] = []
        for id in ids {
            let path = path(entry, EngineIDs.uuid(id, namespace)) + (parts.contains(.vector) ? "?include=vector" : "")
            guard let object = try await client.found(EngineRequest("GET", path)) else { continue }
            records.append(try record(object["properties"], object["vector"], parts))
        }
        return records
    }

    private func path(_ entry: EngineEntry, _ id: String) -> String { "/v1/objects/\(entry.handle)/\(id)" }

    func page(
        _ cursor: String?, _ condition: EngineCondition, _ entry: EngineEntry, _ namespace: String,
        _ parts: VectorRecordParts
    ) async throws(KapellError) -> EnginePage {
        let (objects, next) = try await objects(cursor, entry, withVectors: parts.contains(.vector))
        let space = WeaviateFilter.space(namespace)
        var page = EnginePage(records: [], next: next)
        for object in objects where object["properties"]?["space"]?.stringValue == space {
            page.records.append(try record(object["properties"], object["vector"], parts))
        }
        return page
    }

    /// Objects of all namespaces in the order of their UUIDs.
    private func objects(
        _ cursor: String?, _ entry: EngineEntry, withVectors: Bool
    ) async throws(KapellError) -> ([JSONValue], next: String?) {
        let path =
            "/v1/objects?class=\(entry.handle)&limit=\(page)" + (cursor.map { "&after=\($0)" } ?? "&after=")
            + (withVectors ? "&include=vector" : "")
        let json = try await client.json(EngineRequest("GET", path))
        let objects = json["objects"]?.arrayValue ?? []
        return (objects, objects.count < page ? nil : objects.last?["id"]?.stringValue)
    }

    func search(
        _ search: EngineSearch, _ entry: EngineEntry, _ namespace: String
    ) async throws(KapellError) -> [VectorCandidate] {
        let fields =
            "record parent" + (search.parts.contains(.text) ? " body" : "")
            + (search.parts.contains(.metadata) ? " metadata" : "")
        let extra = "distance" + (search.parts.contains(.vector) ? " vector" : "")
        let query = """
            { Get { \(entry.handle)(limit: \(search.limit), nearVector: {vector: \
            \(EngineOptions.json(search.vector).serialized())}, where: \(WeaviateFilter.text(search.condition, namespace))) \
            { \(fields) _additional { \(extra) } } } }
            """
        let objects = try await graph(query)["Get"]?[entry.handle]?.arrayValue
        guard let objects else { throw client.misread("no objects") }
        var list: [VectorCandidate] = []
        for object in objects {
            let distance = object["_additional"]?["distance"]?.doubleValue ?? .infinity
            let record = try record(object, object["_additional"]?["vector"], search.parts)
            // `dot` is the product with a minus sign, `l2-squared` the square.
            list.append(
                VectorCandidate(
                    record: record, score: entry.options.metric == .cosine ? 1 - distance : 0 - distance))
        }
        return list
    }

    func count(
        _ condition: EngineCondition, _ entry: EngineEntry, _ namespace: String
    ) async throws(KapellError) -> Int? {
        let filter = WeaviateFilter.text(condition, namespace)
        let json = try await graph("{ Aggregate { \(entry.handle)(where: \(filter)) { meta { count } } } }")
        guard let count = json["Aggregate"]?[entry.handle]?[0]?["meta"]?["count"]?.intValue else {
            throw client.misread("no count")
        }
        return count
    }

    /// GraphQL's errors come with status 200.
    private func graph(_ query: String) async throws(KapellError) -> JSONValue {
        let json = try await client.json(EngineRequest("POST", "/v1/graphql", ["query": .string(query)]))
        if let error = json["errors"]?[0]?["message"]?.stringValue {
            let isGone = error.contains("Cannot query field") || error.contains("could not find class")
            throw KapellError(
                isGone ? .notFound : .invalidRequest, "Weaviate refuses the query: \(error.prefix(200))",
                remedy: isGone ? "Make the collection anew, or open another." : "Check that Weaviate is 1.33 or newer.")
        }
        return json["data"] ?? .null
    }

    private func record(
        _ properties: JSONValue?, _ vector: JSONValue?, _ parts: VectorRecordParts
    ) throws(KapellError) -> VectorRecord {
        guard let properties, let id = properties["record"]?.stringValue else { throw client.misread("no record") }
        var record = VectorRecord(
            id: id, vector: parts.contains(.vector) ? EngineOptions.vector(vector) : [],
            text: parts.contains(.text) ? properties["body"]?.stringValue : nil,
            parent: properties["parent"]?.stringValue)
        if parts.contains(.metadata), let text = properties["metadata"]?.stringValue {
            record.metadata = try MetadataJSON.metadata(parsing: text)
        }
        return record
    }
}
