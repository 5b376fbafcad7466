import KapellCore
import KapellJSON

/// Reads a run from the journal.
struct RunReader {
    let journal: any Journal
    let run: RunID

    struct Reading: Sendable {
        var memory: RunMemory
        /// The number of the event that comes next.
        var next: Int
    }

    /// Which workflow the run is of.
    func start() async throws -> StartRecord {
        guard let first = try await journal.events(of: run, from: 0, limit: 1).first,
            case .started(let start)? = try Record(first.event)
        else {
            throw KapellError(.notFound, "There is no run \(run) of a workflow.", remedy: "`kapell runs list` has all.")
        }
        return start
    }

    /// Reads all, or what came before the event with the number `end`.
    ///
    /// - Throws: `.corrupt` for a gap or a damaged event, by its number; `.unsupported` for events of a newer program;
    ///   `.conflict` when the state needs a migration that there is not.
    func read(_ workflow: Workflow, before end: Int = .max) async throws -> Reading {
        let start = try await start()
        var memory = RunMemory()
        var next = 0
        if let base = try await base(before: end) {
            next = base
            memory.start = start
            memory.version = start.version
            memory.schema = start.schema
            memory.budget = start.budget
        }
        while next < end {
            let entries = try await journal.events(of: run, from: next, limit: min(1000, end - next))
            for entry in entries {
                guard entry.event.sequence == next else {
                    throw KapellError(
                        .corrupt, "Event \(next) of the run \(run) is missing.",
                        remedy: "Restore the journal from a backup, or fork the run from an event before it.")
                }
                next += 1
                if let record = try Record(entry.event) { try memory.replay(record, workflow) }
            }
            if entries.isEmpty { break }
        }
        return Reading(memory: memory, next: next)
    }

    /// The number of the last checkpoint before the event with the number `end`.
    func base(before end: Int) async throws -> Int? {
        guard let last = try await journal.lastEvent(of: run, types: [.checkpoint])?.sequence else { return nil }
        if last < end { return last }
        // From there backwards: it stands near, as a rule.
        var end = end
        while end > 0 {
            let first = max(0, end - 1000)
            let entries = try await journal.events(of: run, from: first, limit: end - first)
            let base = entries.last { $0.event.type == .checkpoint && $0.event.sequence < end }
            if let base { return base.event.sequence }
            end = first
        }
        return nil
    }
}
