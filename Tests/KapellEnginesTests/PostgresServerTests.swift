import KapellCore
import KapellPostgres
import KapellTesting
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Against a real server: `make test-engines` starts one and sets `KAPELL_POSTGRES_URL`.
@Suite(.enabled(if: Environment.postgres != nil), .serialized) struct PostgresServerTests {
    @Test func conformance() async throws {
        let options = PostgresOptions(connection: try #require(Environment.postgres), schema: "kapell_conformance")
        let report = await VectorDatabaseConformance(
            try PostgresVectorDatabase(options), limits: .zeroCharacter
        ).run()
        print(report)
        #expect(report.findings.isEmpty, "\(report)")
        #expect(report.skipped == ["contents: U+0000"])
    }

    @Test func oneConnectionIsEnoughForMany() async throws {
        var options = PostgresOptions(connection: try #require(Environment.postgres), schema: "kapell_conformance")
        options.connections = 1
        let suite = VectorDatabaseConformance(try PostgresVectorDatabase(options), prefix: "one")
        let names = VectorDatabaseConformance.checks.filter { $0.hasPrefix("concurrency") }
        let report = await suite.run(only: Set(names))
        #expect(report.findings.isEmpty && report.passed.count == names.count, "\(report)")
    }

    @Test func aCancelledTaskStopsItsStatementAtTheServer() async throws {
        let database = try PostgresVectorDatabase(PostgresOptions(connection: try #require(Environment.postgres)))
        _ = try await database.execute("select 1")
        let start = ContinuousClock.now
        let task = Task { try await database.execute("select pg_sleep(30), 'kapell sleeps'") }
        try await Task.sleep(for: .milliseconds(200))
        task.cancel()
        let error = await #expect(throws: KapellError.self) { _ = try await task.value }
        #expect(error?.code == .cancelled)
        #expect(ContinuousClock.now - start < .seconds(10))
        let left = try await eventually {
            try await database.execute(
                "select count(*) from pg_stat_activity where state = 'active' and pid <> pg_backend_pid() "
                    + "and query like '%kapell sleeps%'")[0] == "0"
        }
        #expect(left)
    }

    @Test func connectionsThatTheServerClosedAreReplaced() async throws {
        let connection = try #require(Environment.postgres) + "&application_name=kapell-closed"
        let database = try PostgresVectorDatabase(PostgresOptions(connection: connection))
        let other = try PostgresVectorDatabase(PostgresOptions(connection: try #require(Environment.postgres)))
        for _ in 0..<3 {
            #expect(try await database.execute("select 1") == ["1"])
            _ = try await other.execute(
                "select pg_terminate_backend(pid, 5000) from pg_stat_activity "
                    + "where application_name = 'kapell-closed'")
        }
        #expect(try await database.execute("select 1") == ["1"])
    }
}

enum Environment {
    static let postgres = ProcessInfo.processInfo.environment["KAPELL_POSTGRES_URL"]
    static let chromaRecorder = ProcessInfo.processInfo.environment["KAPELL_CHROMA_RECORD"]
    static let qdrant = ProcessInfo.processInfo.environment["KAPELL_QDRANT_URL"]
    static let chroma = ProcessInfo.processInfo.environment["KAPELL_CHROMA_URL"]
}
