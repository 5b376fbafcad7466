import KapellCore
import KapellJSON
import KapellStore
import KapellWorkflows
import Testing

@Suite("Journals of an older program") struct JournalUpgradeTests {
    @Test("How runs stand is found in their events, and sleepers wake") func upgrade() async throws {
        let folder = JournalFolder()
        let workflow = try Workflow("old", channels: [text, total]) {
            Node("a") { step in
                switch try step[text] {
                case "ask": try step.write(total, try await step.approve("Go?") ? 1 : 0)
                case "sleep": try await step.sleep(for: .seconds(10))
                case "fail": throw KapellError(.storage, "Broken.")
                default: break
                }
            }
        }
        let journal = try folder.journal()
        let runner = WorkflowRunner(workflow, journal: journal, now: { 1_000_000_000 })
        for (number, kind) in ["ask", "sleep", "fail", "", "ask"].enumerated() {
            _ = try await runner.run(workflow, text(kind), id: runID(number))
        }
        try await runner.answer(runID(4), "a@0/approval#0", with: true)
        let before = try await journal.runs(limit: 10, before: nil)
        #expect(before.map(\.status) == [.paused, .succeeded, .failed, .paused, .paused])
        #expect(before.map(\.wakes) == [0, nil, nil, 11_000_000_000, nil])
        // As the first version of the tables was, and what it knew.
        try await journal.transaction(under: nil) { connection in
            for index in ["runs_wakes", "runs_queue", "runs_running", "runs_about"] {
                try connection.execute("DROP INDEX \(index)")
            }
            for column in ["pause", "wakes", "queue", "scope", "about", "standing", "counted"] {
                try connection.execute("ALTER TABLE runs DROP COLUMN \(column)")
            }
            for table in ["leases", "begins"] { try connection.execute("DROP TABLE \(table)") }
            try connection.execute(
                "UPDATE runs SET events = (SELECT count(*) FROM events AS all_events WHERE all_events.run = runs.run)")
            try connection.execute("UPDATE runs SET status = 'running' WHERE status = 'paused'")
            try connection.execute("DELETE FROM grdb_migrations WHERE identifier IN ('journal-2', 'journal-3')")
            return []
        }
        await journal.close()
        let again = try folder.journal()
        #expect(try await again.runs(limit: 10, before: nil) == before)
        let next = WorkflowRunner(workflow, journal: again, now: { 12_000_000_000 })
        let woken = try await next.wake().outcomes
        #expect(woken.map(\.run) == [try runID(4), try runID(1)])
        #expect(woken.allSatisfy { $0.status == .succeeded })
        // A failed run that is gone on with is no failed one any more.
        _ = try await next.resume(runID(2))
        #expect(try await again.run(runID(2))?.summary.status == .failed)
    }
}
