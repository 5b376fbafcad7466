import KapellCollections
import KapellCore
import ServiceLifecycle
import Synchronization

/// Feeds the spaces of collections that move to another model, as long as the server runs: what was begun before a
/// restart goes on by itself.
struct MigrationService: Service {
    let database: LocalVectorDatabase
    let models: CollectionModels
    /// Between two looks at what is to do.
    static let pause = Duration.milliseconds(300)
    /// Between two times that a collection is fed: each begins with a look at the canaries.
    static let pauseAfterFeeding = Duration.seconds(1)
    static let pauseAfterFailure = Duration.seconds(15)

    func run() async {
        await cancelWhenGracefulShutdown {
            // Collections that are being fed, or rest after a failure.
            let busy = Busy()
            await withDiscardingTaskGroup { group in
                while !Task.isCancelled {
                    for name in database.migratingCollections where busy.names.withLock({ $0.insert(name).inserted }) {
                        group.addTask {
                            await feed(name)
                            _ = busy.names.withLock { $0.remove(name) }
                        }
                    }
                    do { try await Task.sleep(for: Self.pause) } catch { break }
                }
                group.cancelAll()
            }
        }
    }

    private func feed(_ name: String) async {
        do {
            let migration = try await database.migration(of: name)
            guard let space = try await migration.spaceToBeFed() else { return }
            let model: (any EmbeddingBackend)?
            do { model = try await models.embedder(of: space, in: name) } catch {
                await migration.failed(KapellError.wrapping(error))
                throw error
            }
            // Without its model, what was written since is taken out of an old space only when it is to serve again.
            if model == nil, try await migration.isCutOver() { return }
            try await migration.feed(model)
            try await Task.sleep(for: Self.pauseAfterFeeding)
        } catch {
            guard KapellError.wrapping(error).code != .cancelled else { return }
            try? await Task.sleep(for: Self.pauseAfterFailure)
        }
    }
}

/// Names that are taken.
private final class Busy: Sendable {
    let names = Mutex<Set<String>>([])
}
