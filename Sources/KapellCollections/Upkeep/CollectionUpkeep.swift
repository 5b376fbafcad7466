internal import KapellVectors
internal import Synchronization

/// Looks after the graphs of collections when there is time: links around tombstones, gives vectors a link that no walk
/// reaches, and moves graphs together that have many free places.
///
/// Works in small steps, and before each waits until no search is under way. What it does is in memory, as the graphs
/// are: a process that is killed loses none of what was written, and the work is done again. Graphs of namespaces that
/// are not open are left as they are; a snapshot has no vector that cannot be reached.
public final class CollectionUpkeep: Sendable {
    public let options: UpkeepOptions

    /// What a graph needs.
    enum Need: Sendable, Hashable {
        /// Links around its tombstones.
        case consolidation
        /// A link for each vector that no walk reaches.
        case repair
        /// Its places moved together.
        case compaction
    }

    /// How graphs were at the last look, by their namespaces' objects.
    private let seen = Mutex<[ObjectIdentifier: HNSWWear]>([:])
    private let done = Mutex<[Need: Int]>([:])

    public init(_ options: UpkeepOptions = UpkeepOptions()) { self.options = options }

    /// How often tombstones were linked around, vectors looked for that cannot be reached, and graphs moved together.
    public var work: (consolidations: Int, repairs: Int, compactions: Int) {
        done.withLock { ($0[.consolidation] ?? 0, $0[.repair] ?? 0, $0[.compaction] ?? 0) }
    }

    /// - Parameter before: How the graph was at the last look; `nil` where there was none.
    func need(_ wear: HNSWWear, before: HNSWWear?) -> Need? {
        let walked = wear.vectors + wear.tombstones
        if wear.tombstones >= max(1, options.tombstones),
            Double(wear.tombstones) >= options.tombstoneShare * Double(walked)
        {
            return .consolidation
        }
        // Who writes looks after what is new by himself; the rest has time until he pauses.
        guard wear == before else { return nil }
        if wear.added > 0 || wear.unreachable != 0 { return .repair }
        if wear.free >= max(1, options.free), Double(wear.free) >= options.freeShare * Double(wear.places) {
            return .compaction
        }
        return nil
    }

    /// The graph that comes first, and what it needs. Takes note of how all of them are.
    func choose(_ graphs: [(key: ObjectIdentifier, graph: HNSWIndex)]) -> (graph: HNSWIndex, need: Need)? {
        let now = graphs.map { (key: $0.key, graph: $0.graph, wear: $0.graph.wear) }
        let before = seen.withLock { seen in
            defer { seen = Dictionary(now.map { ($0.key, $0.wear) }) { first, _ in first } }
            return seen
        }
        for part in now {
            if let need = need(part.wear, before: before[part.key]) { return (part.graph, need) }
        }
        return nil
    }

    /// Does what a graph needs.
    /// - Parameter between: Called between two steps; what it throws ends the work, and leaves the graph whole.
    @concurrent
    func tend(
        _ graph: HNSWIndex, _ need: Need, between: @Sendable () async throws -> Void
    ) async throws {
        switch need {
        case .consolidation:
            var place = 0
            var count = 256
            while true {
                let start = ContinuousClock.now
                guard let next = try graph.linkAround(from: place, count: count) else { break }
                place = next
                let ratio = options.step / max(ContinuousClock.now - start, .microseconds(1))
                count = min(65_536, max(16, Int(Double(count) * min(4, max(0.25, ratio)))))
                try await between()
            }
            try graph.consolidate()
            // Counted, so that what is told of it was seen.
            try graph.countUnreachable()
        case .repair:
            if try graph.repair() > 0 { try graph.countUnreachable() }
        case .compaction: try graph.compact()
        }
        done.withLock { $0[need, default: 0] += 1 }
    }

    /// Looks after graphs, one at a time with a pause after each look, until the task is cancelled.
    /// - Parameter pause: After a look that found nothing to do; a tenth of it after one that did.
    public func run<C: Clock>(
        _ database: LocalVectorDatabase, clock: C, pause: C.Duration
    ) async where C.Duration == Duration {
        while !Task.isCancelled {
            // Without memory it is tried again at the next look.
            let worked = (try? await database.tend(self) { try await self.untilQuiet(database, clock) }) ?? false
            do { try await clock.sleep(for: worked ? pause / 10 : pause) } catch { return }
        }
    }

    /// Waits until no search is under way, for a while.
    private func untilQuiet<C: Clock>(
        _ database: LocalVectorDatabase, _ clock: C
    ) async throws where C.Duration == Duration {
        let moment = Duration.milliseconds(2)
        var waited = Duration.zero
        try Task.checkCancellation()
        while database.searches > 0, waited < options.patience {
            try await clock.sleep(for: moment)
            waited += moment
        }
    }
}
