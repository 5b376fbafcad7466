public import KapellCore

extension SQLiteJournal {
    /// Runs of both classes, newest first.
    ///
    /// What was observed in the last moments may not be written yet; ``flush()`` waits for it.
    public func runs(limit: Int, before: RunID?) async throws -> [RunSummary] {
        guard limit > 0 else { return [] }
        var found: [RunID: RunProjection] = [:]
        func add(_ projections: [RunProjection]) {
            for projection in projections {
                if found[projection.summary.id]?.merge(projection) == nil {
                    found[projection.summary.id] = projection
                }
            }
        }
        add(try await durable.runs(limit: limit, before: before))
        let newest = before?.start.day
        var observed = 0
        for day in segments.days() where observed < limit {
            if let newest, day > newest { continue }
            guard let segment = try segments.file(day, create: false) else { continue }
            let runs = try await segment.runs(limit: limit - observed, before: before)
            observed += runs.count
            add(runs)
        }
        return found.values.map(\.summary).sorted { $0.id > $1.id }.prefix(limit).map { $0 }
    }

    /// One run, of whichever class; its events in order, older ones upcast.
    public func run(_ id: RunID) async throws -> RunRecord? {
        var projection: RunProjection?
        var entries: [RunRecord.Entry] = []
        for file in try files(of: id) {
            guard let (part, events) = try await file.run(id, upcasters: upcasters) else { continue }
            if projection?.merge(part) == nil { projection = part }
            entries += events
        }
        guard let projection else { return nil }
        entries.sort { $0.event.sequence < $1.event.sequence }
        return RunRecord(summary: projection.summary, entries: entries)
    }

    /// Computes the list of runs anew from the events, in all files.
    public func rebuild() async throws {
        await flush()
        try await durable.rebuild(upcasters: upcasters)
        for day in segments.days() {
            try await segments.file(day, create: false)?.rebuild(upcasters: upcasters)
        }
    }

    /// Checks all files.
    ///
    /// - Throws: `.corrupt` that names the first damaged one.
    public func verify() async throws {
        try await durable.verify()
        for day in segments.days() { try await segments.file(day, create: false)?.verify() }
    }

    func files(of run: RunID) throws -> [JournalFile] {
        let day = run.start.day
        guard let segment = try segments.file(day, create: false) else { return [durable] }
        return [durable, segment]
    }
}
