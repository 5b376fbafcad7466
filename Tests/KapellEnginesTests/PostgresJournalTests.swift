import KapellCore
import KapellJSON
import KapellPostgres
import KapellTesting
import KapellWorkflows
import Synchronization
import Testing

/// Against a real server: `make test-engines` starts one and sets `KAPELL_POSTGRES_URL`.
@Suite("The journal in PostgreSQL", .enabled(if: Environment.postgres != nil), .serialized)
struct PostgresJournalTests {
    private static let schema = "kapell_journal_test"

    private func options(_ schema: String = PostgresJournalTests.schema) throws -> PostgresOptions {
        PostgresOptions(
            connection: try #require(Environment.postgres) + "&application_name=\(schema)", schema: schema)
    }

    private func journal(_ schema: String = PostgresJournalTests.schema) async throws -> PostgresJournal {
        try await PostgresJournal(try options(schema))
    }

    private func run(_ sql: String, _ journal: PostgresJournal) async throws {
        try await journal.transaction(under: nil) { connection in
            try connection.execute(sql)
            return []
        }
    }

    @Test("It keeps what the protocols promise, and what is not for it is refused") func conformance() async throws {
        let shared = try await journal()
        let options = try options()
        // One more for each claim of a few at once, the same for all else.
        let report = await JournalConformance("PostgreSQL") { try await PostgresJournal(options) }.run()
        print(report)
        #expect(report.findings.isEmpty, "\(report)")
        var generator = SystemRandomNumberGenerator()
        let run = RunID(milliseconds: 1, using: &generator)
        let event = JournalEvent(run: run, sequence: 0, type: .runStarted, time: 0, data: ["kind": "a\0b"])
        await #expect(throws: KapellError.self) { try await shared.append(event, content: [:]) }
        #expect(try await shared.run(run) == nil)
        await shared.close()
    }

    @Test("Workers over a connection that breaks again and again drive each run to its end, and repeat no effect")
    func breaks() async throws {
        let done = Mutex<[String: Int]>([:])
        let total = Channel("total", 0)
        let workflow = try Workflow("broken", channels: [total]) {
            Node("act") { step in
                let number = try step[total]
                _ = try await step.effect("act", .once { _ in .notDone }) { key in
                    done.withLock { $0[key, default: 0] += 1 }
                    return number
                }
                try step.write(total, number + 1)
            }
            Loop("act", back: "act", atMost: 100) { try $0[total] < 12 }
        }
        let admin = try await journal()
        let runner = WorkflowRunner(workflow, journal: admin, scope: "breaks")
        var runs: [RunID] = []
        for _ in 0..<8 { runs.append(try await runner.enqueue(workflow)) }
        let options = try options()
        try await withThrowingTaskGroup { group in
            for _ in 0..<4 {
                let worker = WorkflowWorker(
                    WorkflowRunner(workflow, journal: try await PostgresJournal(options), scope: "breaks"),
                    concurrency: 2, poll: .milliseconds(20))
                group.addTask { try await worker.run() }
            }
            group.addTask {
                while !Task.isCancelled {
                    try await Task.sleep(for: .milliseconds(60))
                    _ = try? await admin.transaction(under: nil) { connection in
                        try connection.execute(
                            """
                            select pg_terminate_backend(pid) from pg_stat_activity
                            where application_name = '\(Self.schema)' and pid <> pg_backend_pid()
                            """)
                        return []
                    }
                }
            }
            #expect(
                try await eventually(within: .seconds(60)) {
                    for run in runs {
                        guard (try? await runner.status(of: run)) == .succeeded else { return false }
                    }
                    return true
                })
            group.cancelAll()
            // What the last break hit is of no interest any more.
            while let result = await group.nextResult() { _ = result }
        }
        #expect(done.withLock { $0.count } == 8 * 12)
        #expect(done.withLock { $0.values.allSatisfy { $0 == 1 } })
        for run in runs { try await runner.erase(run) }
        await admin.close()
    }

    @Test("A transaction of a node happens once, also when its connection breaks") func transaction() async throws {
        let journal = try await journal()
        let total = Channel("total", 0)
        let breaks = Mutex(3)
        let workflow = try Workflow("book", channels: [total]) {
            Node("table") { step in
                _ = try await step.transaction("table") { connection in
                    try connection.execute("drop table if exists kapell_accounts")
                    try connection.execute("create table kapell_accounts (id text, cents bigint)")
                    try connection.execute("insert into kapell_accounts values ($1, $2)", ["a", 1000])
                    return true
                }
            }
            Node("take") { step in
                let left = try await step.transaction("take") { connection in
                    let rows = try connection.execute(
                        "update kapell_accounts set cents = cents - $1 where id = $2 returning cents", [400, "a"])
                    // Before anything is committed.
                    if breaks.withLock({
                        $0 -= 1; return $0
                    }) > 0 {
                        _ = try connection.execute("select pg_terminate_backend(pg_backend_pid())")
                    }
                    return rows.first?["cents"]?.intValue ?? -1
                }
                try step.write(total, left)
            }
        }
        let runner = WorkflowRunner(workflow, journal: journal, scope: "book")
        let outcome = try await runner.run(workflow).succeeded()
        #expect(try outcome[total] == 600)
        #expect(breaks.withLock { $0 } == 0)
        try await runner.erase(outcome.run)
        try await run("drop table kapell_accounts", journal)
        await journal.close()
    }

    @Test("A damaged record is told, and a schema of a newer program is refused") func damage() async throws {
        let schema = "kapell_journal_damaged"
        let journal = try await journal(schema)
        let text = Channel("text", "")
        let workflow = try Workflow("plain", channels: [text]) {
            Node("a") { step in try step.write(text, "value") }
            Node("b") { step in _ = try await step.approve("Go?") }
        }
        let runner = WorkflowRunner(workflow, journal: journal)
        let run = try await runner.run(workflow).run
        for change in ["replace(data, 'value', 'valve')", "left(data, 20)"] {
            let before = try await journal.events(of: run, from: 1, limit: 1)
            try await self.run(
                "update \(schema).events set data = \(change) where run = '\(run)' and sequence = 1", journal)
            let error = await #expect(throws: KapellError.self) { try await runner.status(of: run) }
            #expect(error?.code == .corrupt && error?.message.contains("Event 1") == true)
            let data = JSONValue.object(before[0].event.data).serialized()
            try await self.run(
                "update \(schema).events set data = '\(data)' where run = '\(run)' and sequence = 1", journal)
            #expect(try await runner.status(of: run).name == "waiting")
        }
        try await self.run("update \(schema).journal set version = 99", journal)
        let newer = await #expect(throws: KapellError.self) { try await self.journal(schema) }
        #expect(newer?.code == .conflict && newer?.message.contains("newer") == true)
        try await self.run("drop schema \(schema) cascade", journal)
        let gone = await #expect(throws: KapellError.self) { try await runner.status(of: run) }
        #expect(gone?.code == .storage)
        await journal.close()
    }
}
