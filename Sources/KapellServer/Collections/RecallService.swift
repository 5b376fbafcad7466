import KapellCollections
import ServiceLifecycle

/// Checks searches of collections again, exactly, as long as the server runs: two a second at most.
struct RecallService: Service {
    let watch: RecallWatch
    let database: LocalVectorDatabase

    func run() async {
        await cancelWhenGracefulShutdown {
            await watch.run(database, clock: ContinuousClock(), pause: .milliseconds(500))
        }
    }
}
