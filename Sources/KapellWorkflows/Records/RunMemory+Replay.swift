import KapellCore
import KapellJSON

extension RunMemory {
    /// Takes over the next record of a journal that is read.
    mutating func replay(_ record: Record, _ workflow: Workflow) throws(KapellError) {
        switch record {
        case .started(let start):
            self.start = start
            version = start.version
            schema = start.schema
            budget = start.budget
            var progress = Progress(workflow)
            use(start.channels, workflow)
            progress.values = start.channels.map(\.initial)
            graphs[""] = progress
            try put(start.input, workflow)
        case .resumed(let more, let budget):
            granted = granted.clampedAdding(more)
            if let budget { self.budget = budget }
            pause = nil
            finish = nil
            hasNews = false
        case .step(let step): try replay(step, workflow)
        case .edited(let writes):
            try put(writes, workflow)
        case .checkpoint(let checkpoint), .migrated(let checkpoint):
            version = checkpoint.version
            schema = checkpoint.schema
            granted = checkpoint.granted
            inbox = checkpoint.inbox
            spent = checkpoint.spent
            if let budget = checkpoint.budget { self.budget = budget }
            use(checkpoint.channels, workflow)
            graphs[""] = checkpoint.progress
            graphs[""]?.fit(workflow)
            for names in checkpoint.renamed { rename(names.old, names.new) }
        case .paused(let pause): self.pause = pause
        case .finished(let finish): self.finish = finish
        default: note(record)
        }
    }

    /// Whether the state is of today's schema.
    func isCurrent(_ workflow: Workflow) -> Bool { schema == workflow.stateFingerprint && version == workflow.version }

    private mutating func use(_ channels: [ChannelForm], _ workflow: Workflow) {
        layout = ChannelLayout(recorded: channels, of: workflow.name)
    }

    private mutating func put(_ writes: [ChannelWrite], _ workflow: Workflow) throws(KapellError) {
        var progress = try root(workflow)
        graphs[""] = nil
        try progress.put(writes, layout ?? workflow.layout)
        graphs[""] = progress
    }

    private func root(_ workflow: Workflow) throws(KapellError) -> Progress {
        guard let progress = graphs[""] else {
            throw KapellError(.corrupt, "The run of `\(workflow.name)` has no beginning in the journal.")
        }
        return progress
    }

    private mutating func replay(_ step: StepRecord, _ workflow: Workflow) throws(KapellError) {
        guard step.graph.isEmpty || isCurrent(workflow) else {
            forget(below: step.graph)
            foreign.insert(step.graph)
            return
        }
        let inner = try workflow.inner(at: step.graph)
        let layout = step.graph.isEmpty ? layout ?? inner.layout : inner.layout
        var progress = try opened(step.graph, workflow)
        guard progress.step == step.step else {
            throw KapellError(
                .corrupt, "Step \(step.step) of `\(inner.name)` stands in the journal where step \(progress.step) must."
            )
        }
        let written = Dictionary(step.writes.map { ($0.task, $0.writes) }, uniquingKeysWith: { first, _ in first })
        let writes = progress.tasks.map { task in
            written[task.local] ?? done[task.path(in: step.graph, step: step.step)] ?? []
        }
        graphs[step.graph] = nil
        try progress.replay(writes, step.made, layout)
        progress.step += 1
        progress.tasks = step.next
        progress.joins = step.joins
        progress.loops = step.loops
        progress.fit(inner)
        forget(below: step.graph)
        foreign.remove(step.graph)
        graphs[step.graph] = progress
    }

    /// A graph under way, or its beginning.
    func opened(_ path: String, _ workflow: Workflow) throws(KapellError) -> Progress {
        if let progress = graphs[path] { return progress }
        guard !path.isEmpty else { return try root(workflow) }
        let parent = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
        let outer = try workflow.inner(at: parent)
        let values = try opened(parent, workflow).values
        let name = path[(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)...]
        guard let place = outer.places[String(name.prefix { $0 != "[" && $0 != "@" })] else {
            throw Progress.unknown(String(name), outer)
        }
        return try Progress(outer.nodes[place], of: outer, values: values)
    }
}

extension Progress {
    /// Sets channels from outside of a node: what is written replaces what is there.
    ///
    /// - Throws: `.invalidRequest` for an unknown channel, or a value that is not of its type.
    mutating func put(_ writes: [ChannelWrite], _ layout: ChannelLayout) throws(KapellError) {
        for write in writes {
            let place = try layout.place(of: write.channel)
            try layout.check(write.value, at: place)
            values[place] = write.value
        }
    }
}
