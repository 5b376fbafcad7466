import Hummingbird
import KapellCollections
import KapellCore
import KapellJSON
import KapellLocal
import NIOCore

/// `/healthz`, `/readyz` and `/metrics`.
struct HealthRoutes {
    let system: KapellSystem

    func add(to router: Router<KapellRequestContext>) {
        router.get("healthz") { _, _ in Response.json(["status": "ok"]) }
        router.get("readyz") { _, _ in
            // The store answers: a question to it is the proof.
            _ = try await system.store.collections()
            return Response.json(["status": "ready"])
        }
        router.get("metrics") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: metrics())))
        }
    }

    private func metrics() -> String {
        var metrics = MetricsText()
        for (key, value) in system.counters.all { metrics.add(.counter, key.name, labels: key.labels, value) }
        metrics.add(.counter, "kapell_journal_dropped_total", Double(system.journal.dropped))
        LocalModelMetrics.add(system.pool.states, to: &metrics)
        let readings = system.recall.readings
        for (name, value) in [
            ("kapell_vector_recall", \RecallReading.recall), ("kapell_vector_recall_lower", \.interval.lower),
            ("kapell_vector_recall_upper", \.interval.upper),
        ] as [(String, KeyPath<RecallReading, Double>)] {
            for reading in readings {
                let labels = MetricsText.labels([("collection", reading.collection), ("filter", reading.shape)])
                metrics.add(.gauge, name, labels: labels, reading[keyPath: value])
            }
        }
        CollectionMetrics.add(system.vectors.openStatistics, to: &metrics)
        CollectionMetrics.add(system.upkeep.work, to: &metrics)
        return metrics.text
    }
}
