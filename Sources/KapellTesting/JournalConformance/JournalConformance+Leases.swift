import KapellCore
import KapellJSON
import Synchronization

extension JournalConformance {
    static let leases: [Check] = [
        Check("leases: one process has a run, until its lease ends or is broken") { context, journal in
            let run = try await context.begin(journal, until: nil)
            context.expectSame(try await journal.lease(of: run), nil, "a lease before there is any")
            let (a, isMine) = try await journal.acquire(run, owner: "a", for: .seconds(60), breaking: false)
            context.expect(isMine && a.fence == 1 && a.owner == "a", "the first lease is \(a)")
            let (held, isTaken) = try await journal.acquire(run, owner: "b", for: .seconds(60), breaking: false)
            context.expect(!isTaken && held.owner == "a", "taken from its owner: \(held)")
            try await journal.append([context.entry(run, 2, .runResumed)], under: a, .renewed(for: .seconds(60)))
            let (b, isBroken) = try await journal.acquire(run, owner: "b", for: .seconds(60), breaking: true)
            context.expect(isBroken && b.fence == 2 && b.owner == "b", "broken: \(b)")
            await context.expectError(.conflict, "a write of the old owner") {
                try await journal.append([context.entry(run, 3, .checkpoint)], under: a, .kept)
            }
            context.expectSame(try await journal.renew(a, for: .seconds(60)), false, "renewed by the old owner")
            try await journal.release(a)
            context.expectSame(try await journal.lease(of: run)?.owner, "b", "given back by the old owner")
            context.expectSame(try await journal.renew(b, for: .seconds(60)), true, "renewed")
            try await journal.append([context.paused(run, 3, until: nil)], under: b, .released)
            context.expectSame(try await journal.lease(of: run)?.until, 0, "given back with the pause")
            let (c, isFree) = try await journal.acquire(run, owner: "c", for: .milliseconds(1), breaking: false)
            context.expect(isFree && c.fence == 3, "taken when it was given back: \(c)")
            _ = try await eventually {
                try await journal.acquire(run, owner: "d", for: .seconds(60), breaking: false).isMine
            }
            context.expectSame(try await journal.lease(of: run)?.owner, "d", "taken when its time was over")
            context.expectSame(try await journal.run(run)?.summary.events, 4, "events")
        },
        Check("leases: a run begins with its lease, once") { context, journal in
            let run = context.run()
            let lease = RunLease(run: run, owner: "a", fence: 1, until: 0)
            try await journal.append([context.started(run)], under: lease, .begun(for: .seconds(60)))
            let held = try await journal.lease(of: run)
            context.expect(
                held?.owner == "a" && held?.fence == 1 && held?.until ?? 0 > 0, "the lease is \(held as Any)")
            await context.expectError(.conflict, "a second beginning") {
                let other = RunLease(run: run, owner: "b", fence: 1, until: 0)
                try await journal.append([context.started(run)], under: other, .begun(for: .seconds(60)))
            }
            context.expectSame(try await journal.lease(of: run), held, "the lease after a second beginning")
        },
        Check("leases: steps are written under a lease that stays as it is, all or none") { context, journal in
            let run = try await context.begin(journal, until: nil)
            let (lease, _) = try await journal.acquire(run, owner: "a", for: .seconds(60), breaking: false)
            let until = try await journal.lease(of: run)?.until
            try await journal.append((2...4).map { context.entry(run, $0, .checkpoint) }, under: lease, .kept)
            await context.expectError(.conflict, "a taken number behind a free one") {
                try await journal.append(
                    [context.entry(run, 5, .checkpoint), context.entry(run, 4, .checkpoint)], under: lease, .kept)
            }
            context.expectSame(try await journal.events(of: run, from: 2, limit: 9).count, 3, "the steps")
            context.expectSame(try await journal.run(run)?.summary.events, 5, "their count")
            try await journal.append(
                [
                    context.entry(run, 5, .checkpoint), context.entry(run, 6, .runResumed),
                    context.entry(run, 7, .checkpoint),
                ], under: lease, .kept)
            let summary = try await journal.run(run)?.summary
            context.expectSame(summary?.events, 8, "the count with an event that changes how the run stands")
            context.expectSame(summary?.status, .running, "how the run stands")
            context.expectSame(try await journal.lease(of: run)?.until, until, "the lease's end")
            let nobody = context.run()
            await context.expectError(.conflict, "a step of a run that nobody has") {
                let lease = RunLease(run: nobody, owner: "a", fence: 1, until: 0)
                try await journal.append([context.entry(nobody, 1, .checkpoint)], under: lease, .kept)
            }
            context.expectSame(try await journal.events(of: nobody, from: 0, limit: 9).count, 0, "its events")
        },
        Check("leases: claims take what is due and what the dead have left, each run once") { context, journal in
            var due: [RunID] = []
            for until in [10, 20, 30] as [Int64] { due.append(try await context.begin(journal, until: until)) }
            _ = try await context.begin(journal, until: 2_000_000)
            _ = try await context.begin(journal, until: nil)
            let dead = context.run()
            try await journal.append(
                [context.started(dead)], under: RunLease(run: dead, owner: "dead", fence: 1, until: 0),
                .begun(for: .zero))
            let alive = context.run()
            try await journal.append(
                [context.started(alive)], under: RunLease(run: alive, owner: "alive", fence: 1, until: 0),
                .begun(for: .seconds(60)))
            // A run without a lease: nobody knows whether its process lives.
            try await journal.append([context.started(context.run())])
            let first = try await journal.claim(context.claim("a", limit: 2))
            let second = try await journal.claim(context.claim("b"))
            context.expectSame(first.count, 2, "as many as wanted")
            context.expectSame(Set((first + second).map(\.run)), Set(due + [dead]), "what was claimed")
            context.expectSame((first + second).count, 4, "each once")
            context.expect(second.allSatisfy { $0.owner == "b" }, "owners of the second claim")
            context.expectSame(first.first { $0.run == dead }?.fence, 2, "the fence of a run that was taken over")
            context.expectSame(try await journal.claim(context.claim("c")).count, 0, "what is left")
            for lease in first { try await journal.release(lease) }
            context.expectSame(
                Set(try await journal.claim(context.claim("c")).map(\.run)), Set(first.map(\.run)), "given back")
        },
        Check("leases: two claims at the same time never get one run") { context, journal in
            for _ in 0..<40 { _ = try await context.begin(journal, until: 1) }
            let all = try await claimAll(40, context)
            context.expectSame(all.count, 40, "claims")
            context.expectSame(Set(all).count, 40, "runs that were claimed")
        },
        Check("queues: their limits hold over all processes") { context, journal in
            for _ in 0..<4 { _ = try await context.begin(journal, until: 1, "ready", queue: "narrow") }
            let one = try await journal.claim(context.claim("a", queue: "narrow", concurrency: 2))
            context.expectSame(one.count, 2, "within the limit")
            context.expectSame(
                try await journal.claim(context.claim("b", queue: "narrow", concurrency: 2)).count, 0, "beyond it")
            context.expectSame(try await journal.claim(context.claim("b")).count, 0, "of another queue")
            try await journal.release(one[0])
            context.expectSame(
                try await journal.claim(context.claim("b", queue: "narrow", concurrency: 2)).count, 1, "one more")
            for _ in 0..<3 { _ = try await context.begin(journal, until: 1, "ready", queue: "slow") }
            let woken = try await context.begin(journal, until: 1, queue: "slow")
            let slow = try await journal.claim(context.claim("a", queue: "slow", begins: 2))
            context.expectSame(slow.count, 3, "two that begin, and one that goes on")
            context.expect(slow.contains { $0.run == woken }, "what goes on does not count")
            context.expectSame(
                try await journal.claim(context.claim("b", queue: "slow", begins: 2)).count, 0, "too many begin")
            context.expectSame(
                try await journal.claim(context.claim("b", queue: "slow", begins: 2, interval: .zero)).count, 1,
                "when the interval is over")
        },
    ]

    static let transactions: [Check] = [
        Check("transactions: a run's events and the caller's rows come together, or not at all") { context, journal in
            guard let database = journal as? any TransactionalJournal else { return }
            let run = try await context.begin(journal, until: nil)
            let (lease, _) = try await journal.acquire(run, owner: "a", for: .seconds(60), breaking: false)
            try await database.transaction(under: lease) { connection in
                try connection.execute("create table if not exists conformance (name text, number int)")
                try connection.execute("delete from conformance")
                return []
            }
            @Sendable func add(_ number: Int, _ entry: RunRecord.Entry) async throws {
                try await database.transaction(under: lease) { connection in
                    try connection.execute("insert into conformance values ('it''s', \(number))")
                    return [entry]
                }
            }
            try await add(1, context.entry(run, 2, .checkpoint))
            await context.expectError(.conflict, "a taken number") {
                try await add(2, context.entry(run, 2, .checkpoint))
            }
            await context.expectError(.payment, "what the caller throws") {
                try await database.transaction(under: lease) { connection in
                    try connection.execute("insert into conformance values ('no', 3)")
                    throw KapellError(.payment, "no")
                }
            }
            await context.expectError(.invalidRequest, "a wrong statement") {
                try await database.transaction(under: lease) { connection in
                    try connection.execute("select * from there_is_no_such_table")
                    return []
                }
            }
            let rows = Mutex<[JSONObject]>([])
            try await database.transaction(under: nil) { connection in
                let found = try connection.execute("select name, number from conformance")
                rows.withLock { $0 = found }
                return []
            }
            context.expectSame(rows.withLock { $0 }, [["name": "it's", "number": 1]], "the rows")
            _ = try await journal.acquire(run, owner: "b", for: .seconds(60), breaking: true)
            await context.expectError(.conflict, "a transaction of the old owner") {
                try await add(4, context.entry(run, 3, .checkpoint))
            }
            context.expectSame(try await journal.run(run)?.summary.events, 3, "events")
            try await database.transaction(under: nil) { connection in
                let left = try connection.execute("select count(*) as n from conformance")
                rows.withLock { $0 = left }
                try connection.execute("drop table conformance")
                return []
            }
            context.expectSame(rows.withLock { $0 }, [["n": 1]], "the rows at the end")
        }
    ]
}

/// Four workers claim a few runs at a time, until all together have claimed so many.
private func claimAll(_ count: Int, _ context: JournalContext) async throws -> [RunID] {
    let claimed = Claimed()
    try await withThrowingTaskGroup(of: Void.self) { group in
        for worker in 0..<4 {
            group.addTask {
                let journal = try await context.open()
                // What another has in its hands is passed over; it may be free again.
                while claimed.add(
                    try await journal.claim(context.claim("worker \(worker)", limit: 3)).map(\.run)) < count
                {}
            }
        }
        try await group.waitForAll()
    }
    return claimed.runs
}

private final class Claimed: Sendable {
    private let state = Mutex<[RunID]>([])

    var runs: [RunID] { state.withLock { $0 } }

    /// - Returns: how many there are.
    func add(_ runs: [RunID]) -> Int {
        state.withLock { state in
            state += runs
            return state.count
        }
    }
}
