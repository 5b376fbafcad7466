import KapellCollections
import KapellCore
import KapellJSON

/// Collections in numbers: for `/metrics`, and for one collection's own route.
enum CollectionMetrics {
    /// Adds what is known of collections that are open; nothing is opened or counted for it.
    static func add(_ all: [CollectionStatistics], to metrics: inout MetricsText) {
        let rows: [(MetricsText.Kind, String, (CollectionStatistics) -> Int)] = [
            (.gauge, "kapell_vector_records", { $0.records }),
            (.gauge, "kapell_vector_namespaces", { $0.namespaces.count }),
            (.gauge, "kapell_vector_namespaces_open", { $0.openNamespaces }),
            (.gauge, "kapell_vector_resident_bytes", { $0.residentBytes }),
            (.gauge, "kapell_vector_tombstones", { $0.graph.tombstones }),
            (.gauge, "kapell_vector_unreachable", { $0.graph.unreachable }),
            (.gauge, "kapell_vector_rescued", { $0.graph.rescued }),
        ]
        for (kind, name, value) in rows {
            for one in all {
                metrics.add(kind, name, labels: MetricsText.labels([("collection", one.name)]), Double(value(one)))
            }
        }
    }

    static func add(_ work: (consolidations: Int, repairs: Int, compactions: Int), to metrics: inout MetricsText) {
        for (kind, count) in [
            ("consolidation", work.consolidations), ("repair", work.repairs), ("compaction", work.compactions),
        ] {
            metrics.add(
                .counter, "kapell_vector_upkeep_total", labels: MetricsText.labels([("work", kind)]), Double(count))
        }
    }

    static func json(_ statistics: CollectionStatistics) -> JSONObject {
        var object: JSONObject = [
            "name": .string(statistics.name), "records": .integer(Int64(statistics.records)),
            "open_namespaces": .integer(Int64(statistics.openNamespaces)),
            "resident_bytes": .integer(Int64(statistics.residentBytes)), "graph": json(statistics.graph),
        ]
        var namespaces = JSONObject()
        for namespace in statistics.namespaces {
            namespaces[namespace.name] = [
                "records": CollectionJSON.whole(namespace.records), "open": .bool(namespace.isOpen),
                "resident_bytes": .integer(Int64(namespace.residentBytes)),
                "graph": namespace.graph.map { json($0) } ?? .null,
            ]
        }
        object["namespaces"] = .object(namespaces)
        return object
    }

    private static func json(_ graph: GraphStatistics) -> JSONValue {
        [
            "vectors": .integer(Int64(graph.vectors)), "tombstones": .integer(Int64(graph.tombstones)),
            "free": .integer(Int64(graph.free)), "unreachable": .integer(Int64(graph.unreachable)),
            "rescued": .integer(Int64(graph.rescued)),
        ]
    }
}
