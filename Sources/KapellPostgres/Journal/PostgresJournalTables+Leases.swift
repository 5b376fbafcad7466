import KapellCore
import KapellJSON

extension PostgresJournalTables {
    /// Nanoseconds since 1970, by the server.
    private static let clock = "(extract(epoch from clock_timestamp()) * 1000000)::bigint * 1000"

    /// Checks a lease and changes it; nobody else can, before the transaction ends.
    func change(_ lease: RunLease, _ change: LeaseChange, _ session: borrowing Session) throws(KapellError) {
        let place: [PostgresParameter] = [.text(lease.run.description), .text(lease.owner), .number(lease.fence)]
        let condition = "run = $1 and owner = $2 and fence = $3"
        let isMine: Bool
        switch change {
        case .kept:
            isMine = try !session.execute(
                "select 1 from \(schema).leases where \(condition) for share", place
            ).rows.isEmpty
        case .begun(let time):
            isMine =
                try session.execute(
                    """
                    insert into \(schema).leases (run, owner, fence, until) values ($1, $2, $3, \(Self.clock) + $4)
                    on conflict do nothing
                    """, place + [Self.nanoseconds(time)]
                ).changed > 0
        case .renewed(let time):
            isMine =
                try session.execute(
                    "update \(schema).leases set until = \(Self.clock) + $4 where \(condition)",
                    place + [Self.nanoseconds(time)]
                ).changed > 0
        case .released:
            isMine = try session.execute("update \(schema).leases set until = 0 where \(condition)", place).changed > 0
        }
        guard isMine else { throw lease.lost }
    }

    /// Whether events change no more of their run's summary than how many there are.
    func changeCountsOnly(_ entries: [RunRecord.Entry]) -> Bool {
        entries.allSatisfy { RunProjection.onlyCounts($0.event.type) && $0.content.isEmpty }
    }

    /// Writes such events of one run under a lease that stays as it is, in one statement, which is a transaction by
    /// itself. Rows are locked in the same order as elsewhere: the lease, the run, the events.
    ///
    /// - Returns: false when nothing was written, for the lease or the run is not there.
    func writeSteps(
        _ entries: [RunRecord.Entry], under lease: RunLease, _ session: borrowing Session
    ) throws(KapellError) -> Bool {
        let events = entries.map(\.event)
        for event in events { try PostgresText.check(event.type.rawValue, "An event's type") }
        do throws(KapellError) {
            let rows = try session.execute(
                """
                with held as (
                    select 1 from \(schema).leases where run = $1::text and owner = $2::text and fence = $3::bigint
                    for share
                ), whole as (
                    update \(schema).runs set events = least(events + $4::bigint, 1099511627776)
                    where run = $1::text and exists (select 1 from held) returning run
                )
                insert into \(schema).events (run, sequence, type, version, time, data, content, observed)
                select whole.run, sequence::bigint, type, version::bigint, time::bigint, data, null, false
                from whole, unnest($5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
                as new (sequence, type, version, time, data)
                """,
                [
                    .text(lease.run.description), .text(lease.owner), .number(lease.fence), .number(events.count),
                    .texts(events.map { String($0.sequence) }), .texts(events.map(\.type.rawValue)),
                    .texts(events.map { String($0.version) }), .texts(events.map { String($0.time) }),
                    .texts(events.map { JSONValue.object($0.data).serialized() }),
                ])
            return rows.changed > 0
        } catch {
            guard error.code == .conflict, let first = events.first else { throw error }
            throw KapellError(
                .conflict,
                "Event \(first.sequence) of the run \(first.run), or one after it, is already in the journal.",
                remedy: "Number the events of a run from 0, each once.")
        }
    }

    func lease(of run: RunID, _ session: borrowing Session) throws(KapellError) -> RunLease? {
        let rows = try session.execute(
            "select owner, fence, until from \(schema).leases where run = $1", [.text(run.description)])
        guard let row = rows.rows.first, let owner = row[0], let fence = row[1].flatMap({ Int($0) }),
            let until = row[2].flatMap({ Int64($0) })
        else { return nil }
        return RunLease(run: run, owner: owner, fence: fence, until: until)
    }

    /// - Returns: `nil` when another has the run.
    func take(
        _ run: RunID, _ owner: String, _ time: Duration, breaking: Bool, _ session: borrowing Session
    ) throws(KapellError) -> RunLease? {
        let rows = try session.execute(
            """
            insert into \(schema).leases as held (run, owner, fence, until) values ($1, $2, 1, \(Self.clock) + $3)
            on conflict (run) do update set owner = excluded.owner, fence = held.fence + 1, until = excluded.until
            \(breaking ? "" : "where held.until <= \(Self.clock)")
            returning fence, until
            """, [.text(run.description), .text(owner), Self.nanoseconds(time)])
        guard let row = rows.rows.first, let fence = row[0].flatMap({ Int($0) }),
            let until = row[1].flatMap({ Int64($0) })
        else { return nil }
        return RunLease(run: run, owner: owner, fence: fence, until: until)
    }

    func claim(_ claim: RunClaim, _ session: borrowing Session) throws(KapellError) -> [RunLease] {
        let queue = claim.filter.queue ?? ""
        let place: [PostgresParameter] = [.text(queue), .text(claim.filter.scope)]
        var room = claim.limit
        if claim.concurrency != nil || claim.begins != nil {
            // Claims of a queue with limits go one after the other, so that they count right.
            try session.execute(
                "select pg_advisory_xact_lock(hashtextextended($1::text || '/' || $2::text || '/\(schema)', 4919832176))",
                place)
        }
        if let most = claim.concurrency {
            let rows = try session.execute(
                """
                select count(*) from \(schema).leases join \(schema).runs using (run)
                where until > \(Self.clock) and queue = $1 and scope = $2 and kind = $3
                """, place + [.text(claim.filter.kind)])
            room = min(room, most - Self.number(rows))
        }
        guard room > 0 else { return [] }
        var runs = try names(claim, "status = 'running' and until <= \(Self.clock)", "join", room, session)
        if let most = claim.begins {
            let free = "(until is null or until <= \(Self.clock)) and wakes <= \(claim.now)"
            runs += try names(claim, "\(free) and pause <> 'ready'", "left join", room - runs.count, session)
            let since = place + [Self.nanoseconds(claim.interval)]
            try session.execute(
                "delete from \(schema).begins where queue = $1 and scope = $2 and time <= \(Self.clock) - $3", since)
            let begun = try session.execute(
                "select count(*) from \(schema).begins where queue = $1 and scope = $2", place)
            let new = try names(
                claim, "\(free) and pause = 'ready'", "left join", min(room - runs.count, most - Self.number(begun)),
                session)
            for _ in new {
                try session.execute("insert into \(schema).begins values ($1, $2, \(Self.clock))", place)
            }
            runs += new
        } else {
            runs += try names(
                claim, "(until is null or until <= \(Self.clock)) and wakes <= \(claim.now)", "left join",
                room - runs.count, session)
        }
        var leases: [RunLease] = []
        for run in runs {
            guard let run = RunID(run) else { continue }
            if let lease = try take(run, claim.owner, claim.lease, breaking: false, session) { leases.append(lease) }
        }
        return leases
    }

    /// Runs that may be claimed. Those that another claim has in its hands are passed over.
    private func names(
        _ claim: RunClaim, _ free: String, _ join: String, _ limit: Int, _ session: borrowing Session
    ) throws(KapellError) -> [String] {
        guard limit > 0 else { return [] }
        var filter = claim.filter
        filter.queue = filter.queue ?? ""
        let condition = PostgresCondition(filter, withQueue: true, after: 1)
        let order = join == "join" ? "until" : "wakes"
        let rows = try session.execute(
            """
            select runs.run from \(schema).runs \(join) \(schema).leases on leases.run = runs.run
            where \(free) and \(condition.sql) order by \(order), runs.run limit $1 for update of runs skip locked
            """, [.number(limit)] + condition.parameters, prepares: false)
        return rows.rows.compactMap { $0.first.flatMap { $0 } }
    }

    private static func number(_ rows: PostgresRows) -> Int {
        rows.rows.first?.first.flatMap { $0.flatMap { Int($0) } } ?? 0
    }

    private static func nanoseconds(_ time: Duration) -> PostgresParameter {
        .text(String(min(max(0, time.clampedNanoseconds), 1 << 60)))
    }
}
