import KapellCore
import KapellKnowledge
import ServiceLifecycle

/// Keeps the knowledge bases with `watch: true` in step with their sources, as long as the server runs. Each ingestion is
/// a run of the journal, also one that fails.
struct WatchService: Service {
    let system: KapellSystem

    func run() async {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                for section in system.project.configuration.knowledge where section.isWatched {
                    group.addTask { try? await watch(section) }
                }
                // A service that ends would end the server.
                group.addTask { while (try? await Task.sleep(for: .seconds(3_600))) != nil {} }
            }
        }
    }

    private func watch(_ section: KnowledgeSection) async throws {
        var watch = SourceWatch(section.sources, maximumFiles: section.limits.files)
        while true {
            try await watch.change(clock: ContinuousClock())
            do {
                try await system.knowledge(section.name).ingest(section.sources)
            } catch {
                watch.failed()
            }
        }
    }
}
