package import KapellCore
import KapellPostgres
import KapellStore

/// Where a project keeps its runs: under `KAPELL_HOME`, or in a PostgreSQL database that many machines share.
package struct ProjectJournal: Sendable {
    package let journal: any Journal
    /// How many connections one process has to a database, and how many more for checkpoints.
    private static let connections = (journal: 8, checkpoints: 4)
    private let end: @Sendable () async -> Void

    private init(_ journal: any Journal, end: @escaping @Sendable () async -> Void) {
        self.journal = journal
        self.end = end
    }

    /// Opens the journal, and makes it where there is none.
    package static func open(_ project: Project) async throws(KapellError) -> ProjectJournal {
        guard let database = project.configuration.store.journal else {
            let journal = try SQLiteJournal(folder: project.home.journal)
            return ProjectJournal(journal) { await journal.close() }
        }
        let options = PostgresOptions(connection: database, connections: connections.journal)
        let journal = try await PostgresJournal(options)
        return ProjectJournal(journal) { await journal.close() }
    }

    /// Writes what waits, and closes it.
    package func close() async { await end() }

    /// Opens the checkpoints that lie beside the journal.
    static func checkpoints(of project: Project) async throws(KapellError) -> any CheckpointStore {
        guard let database = project.configuration.store.journal else {
            return try SQLiteCheckpoints(folder: project.home.journal, scope: project.scope)
        }
        let options = PostgresOptions(connection: database, connections: connections.checkpoints)
        return try await PostgresCheckpoints(options, scope: project.scope)
    }
}

extension Project {
    /// Whose runs and checkpoints those of this project are in a journal that others share.
    var scope: String { configuration.store.scope ?? StableHash.hex(store) }

    /// Whether processes with other stores may drive runs of this one's scope.
    var sharesRuns: Bool { configuration.store.journal != nil || configuration.store.scope != nil }
}
