import Hummingbird
import KapellCore
import KapellJSON
import KapellLocal
import NIOCore

/// `/healthz`, `/readyz` and `/metrics`.
struct HealthRoutes {
    let system: KapellSystem

    func add(to router: Router<BasicRequestContext>) {
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

    /// Prometheus' text format.
    private func metrics() -> String {
        var text = ""
        var last = ""
        for (key, value) in system.counters.all {
            if key.name != last {
                text += "# TYPE \(key.name) counter\n"
                last = key.name
            }
            text +=
                key.labels.isEmpty ? "\(key.name) \(number(value))\n" : "\(key.name){\(key.labels)} \(number(value))\n"
        }
        text += "# TYPE kapell_journal_dropped_total counter\nkapell_journal_dropped_total \(system.journal.dropped)\n"
        text += "# TYPE kapell_model_loaded gauge\n"
        for (model, isLoaded) in [
            (system.chat.model, system.chat.isLoaded), (system.embedder.model, system.embedder.isLoaded),
        ] {
            text += "kapell_model_loaded{model=\"\(model)\"} \(isLoaded ? 1 : 0)\n"
        }
        return text
    }

    private func number(_ value: Double) -> String { value == value.rounded() ? String(Int64(value)) : String(value) }
}
