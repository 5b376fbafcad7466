import KapellCore
import KapellJSON

/// Brings what a run remembers to today's schema.
struct StateMigration {
    let workflow: Workflow

    /// - Returns: the record of the change; `nil` when nothing was to be done.
    /// - Throws: `.conflict` that names what is missing: a migration, a higher version, the code that began the run.
    func run(_ memory: inout RunMemory) throws(KapellError) -> Record? {
        guard let progress = memory.graphs[""], let layout = memory.layout else {
            throw KapellError(.corrupt, "The run of `\(workflow.name)` has no beginning in the journal.")
        }
        if memory.isCurrent(workflow) {
            for task in progress.tasks where workflow.places[task.node] == nil {
                throw Progress.unknown(task.node, workflow)
            }
            // The order of the channels may be another one today.
            return try finish(progress, object(progress, layout), &memory, nil)
        }
        guard memory.version <= workflow.version else {
            throw KapellError(
                .conflict,
                "The run was brought to version \(memory.version) of `\(workflow.name)`; this program has "
                    + "version \(workflow.version).", remedy: "Go on with the newer program.")
        }
        guard memory.version < workflow.version else {
            throw KapellError(
                .conflict,
                "The channels of `\(workflow.name)` were changed, and its version is still \(workflow.version).",
                remedy: "Give it version \(workflow.version + 1), with a `Migration(from: \(workflow.version))`.")
        }
        guard memory.foreign.isEmpty, memory.graphs.count == 1 else {
            throw KapellError(
                .conflict, "The run is inside of a workflow in `\(workflow.name)`, and the state has changed.",
                remedy: "Let it end the node with the code that began it.")
        }
        var migrated = progress
        var state = object(progress, layout)
        var renamed: [(old: String, new: String)] = []
        for version in memory.version..<workflow.version {
            guard let step = workflow.migrations.first(where: { $0.version == version }) else {
                throw KapellError(
                    .conflict, "`\(workflow.name)` has no migration from version \(version) of its state.",
                    remedy: "Add `Migration(from: \(version))`; a run of version \(memory.version) sleeps.")
            }
            do {
                try step.change(&state)
            } catch {
                throw KapellError(
                    .conflict, "The migration of `\(workflow.name)` from version \(version) failed: \(error)")
            }
            migrated.tasks = migrated.tasks.map {
                GraphTask(step.nodes[$0.node] ?? $0.node, place: $0.place, item: $0.item)
            }.sorted()
            for (old, new) in step.nodes.sorted(by: { $0.key < $1.key }) {
                memory.rename(old, new)
                renamed.append((old, new))
            }
        }
        for task in migrated.tasks where workflow.places[task.node] == nil {
            throw Progress.unknown(task.node, workflow)
        }
        for (path, writes) in memory.done {
            for write in writes {
                let place = try workflow.layout.place(of: write.channel)
                do throws(KapellError) {
                    try workflow.layout.check(write.value, at: place)
                } catch {
                    throw KapellError(
                        .conflict, "`\(path)` has written in the older schema: \(error.message)",
                        remedy: "Let the step end with the code that began it.")
                }
            }
        }
        return try finish(migrated, state, &memory, renamed)
    }

    private func object(_ progress: Progress, _ layout: ChannelLayout) -> JSONObject {
        WorkflowState(layout: layout, values: progress.values).json
    }

    /// Puts the channels into today's order, checked.
    private func finish(
        _ progress: Progress, _ state: JSONObject, _ memory: inout RunMemory,
        _ renamed: [(old: String, new: String)]?
    ) throws(KapellError) -> Record? {
        var progress = progress
        progress.values = workflow.layout.initial
        for (channel, value) in state {
            guard let place = workflow.layout.places[channel] else {
                throw KapellError(
                    .conflict,
                    "After its migration the state has the channel `\(channel)`, which `\(workflow.name)` "
                        + "does not have.", remedy: "Let the migration remove it.")
            }
            do throws(KapellError) {
                try workflow.layout.check(value, at: place)
            } catch {
                throw KapellError(
                    .conflict, "The run's state does not fit `\(workflow.name)`: \(error.message)",
                    remedy: "Raise the version, and let a `Migration` change what is stored.")
            }
            progress.values[place] = value
        }
        progress.fit(workflow)
        memory.graphs[""] = progress
        memory.layout = workflow.layout
        memory.version = workflow.version
        memory.schema = workflow.stateFingerprint
        guard let renamed else { return nil }
        var record = memory.checkpoint(workflow)
        record.renamed = renamed
        return .migrated(record)
    }
}

extension RunMemory {
    /// The state of the run's own graph, as a record.
    func checkpoint(_ workflow: Workflow) -> CheckpointRecord {
        let progress = graphs[""] ?? Progress(workflow)
        return CheckpointRecord(
            channels: workflow.layout.recorded(progress.values), progress: progress, version: version, schema: schema,
            granted: granted, inbox: inbox, spent: spent, budget: budget)
    }

    /// Gives a node of the run's own graph, that waits to run, its new name.
    mutating func rename(_ old: String, _ new: String) {
        func renamed(_ path: String) -> String {
            path.prefix { $0 != "[" && $0 != "@" } == old ? new + path.dropFirst(old.count) : path
        }
        done = Dictionary(done.map { (renamed($0), $1) }, uniquingKeysWith: { first, _ in first })
        effects = Dictionary(effects.map { (renamed($0), $1) }, uniquingKeysWith: { first, _ in first })
        waits = Dictionary(
            waits.map { id, wait in
                var wait = wait
                wait.record.id = renamed(id)
                return (renamed(id), wait)
            }, uniquingKeysWith: { first, _ in first })
    }
}
