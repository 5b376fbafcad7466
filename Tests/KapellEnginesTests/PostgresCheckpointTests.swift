import KapellCore
import KapellJSON
import KapellPostgres
import KapellTesting
import Testing

/// Against a real server: `make test-engines` starts one and sets `KAPELL_POSTGRES_URL`.
@Suite("Checkpoints in PostgreSQL", .enabled(if: Environment.postgres != nil), .serialized)
struct PostgresCheckpointTests {
    private func options(_ schema: String) throws -> PostgresOptions {
        PostgresOptions(
            connection: try #require(Environment.postgres) + "&application_name=\(schema)", schema: schema)
    }

    @Test("The store keeps what the protocol promises") func conformance() async throws {
        let options = try options("kapell_checkpoint_test")
        let report = await CheckpointConformance("PostgreSQL") { try await PostgresCheckpoints(options, scope: $0) }
            .run()
        print(report)
        #expect(report.findings.isEmpty, "\(report)")
        #expect(report.passed.count == 11)
    }

    @Test("A connection that breaks loses nothing; tables of a newer program are refused") func breaks() async throws {
        let schema = "kapell_checkpoint_breaks"
        let options = try options(schema)
        let store = try await PostgresCheckpoints(options, scope: "")
        let journal = try await PostgresJournal(options)
        func run(_ sql: String) async throws {
            try await journal.transaction(under: nil) { connection in
                try connection.execute(sql)
                return []
            }
        }
        let place = CheckpointPlace(thread: "t")
        let value = CheckpointValue(type: "x", bytes: [UInt8](repeating: 0xFF, count: 3_000_000))
        for number in 0..<5 {
            try await run(
                """
                select pg_terminate_backend(pid) from pg_stat_activity
                where application_name = '\(schema)' and pid <> pg_backend_pid()
                """)
            let checkpoint = GraphCheckpoint(
                place: place, id: "\(number)", body: value, versions: ["a": .string("\(number)")])
            try await store.put(checkpoint, values: [ChannelValue(channel: "a", value: value)])
        }
        let page = try await store.checkpoints(CheckpointQuery(thread: "t"))
        #expect(page.checkpoints.map(\.checkpoint.id) == ["4", "3", "2"])
        #expect(page.checkpoints.allSatisfy { $0.values.first?.value == value })
        let rest = try await store.checkpoints(CheckpointQuery(thread: "t", after: page.next))
        #expect(rest.checkpoints.map(\.checkpoint.id) == ["1", "0"] && rest.next == nil)
        try await run("update \(schema).checkpoint_store set version = 99")
        let newer = await #expect(throws: KapellError.self) { try await PostgresCheckpoints(options, scope: "") }
        #expect(newer?.code == .conflict)
        try await run("drop schema \(schema) cascade")
        let gone = await #expect(throws: KapellError.self) { try await store.checkpoint(nil, in: place) }
        #expect(gone?.code == .storage)
        await journal.close()
    }
}
