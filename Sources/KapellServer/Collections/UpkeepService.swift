import KapellCollections
import ServiceLifecycle

/// Looks after the graphs of collections as long as the server runs, with a pause of two seconds after each look.
struct UpkeepService: Service {
    let upkeep: CollectionUpkeep
    let database: LocalVectorDatabase

    func run() async {
        await cancelWhenGracefulShutdown {
            await upkeep.run(database, clock: ContinuousClock(), pause: .seconds(2))
        }
    }
}
