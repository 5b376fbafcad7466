import KapellCore

/// Checks a graph before anything runs in it.
struct GraphCheck {
    let workflow: String
    let parts: WorkflowParts
    let layout: ChannelLayout

    /// The place of each node.
    func places() throws(KapellError) -> [String: Int] {
        try checkName(workflow, "workflow")
        guard !parts.nodes.isEmpty else { throw wrong("has no node.", "Give it a `Node`.") }
        var places: [String: Int] = [:]
        for (place, node) in parts.nodes.enumerated() {
            try checkName(node.name, "node")
            guard node.name != Workflow.end else {
                throw wrong("has a node with the name `end`, which stands for the end of a run.", "Rename it.")
            }
            guard places.updateValue(place, forKey: node.name) == nil else {
                throw wrong("has two nodes with the name `\(node.name)`.", "Name each node once.")
            }
            for channel in node.writes ?? [] { _ = try layout.place(of: channel) }
            if case .workflow(let inner, let passing, let returning) = node.work {
                for channel in passing + returning {
                    let outer = try layout.place(of: channel)
                    let place = try inner.layout.place(of: channel)
                    guard layout.channels[outer].type == inner.layout.channels[place].type else {
                        throw wrong(
                            "has the channel `\(channel)` with another type than `\(inner.name)` has.",
                            "Use one channel in both.")
                    }
                }
                for channel in passing { _ = try layout.place(of: channel) }
            }
        }
        return places
    }

    func run(starts: [String]) throws(KapellError) {
        let names = Set(parts.nodes.map(\.name))
        func known(_ name: String, _ where_: String) throws(KapellError) {
            guard names.contains(name) || name == Workflow.end else {
                throw wrong(
                    "has no node `\(name)`, which \(where_) names.",
                    "Its nodes are \(list(parts.nodes.map(\.name))).")
            }
        }
        for start in starts { try known(start, "its start") }
        var targets: [String: [String]] = [:]
        for exit in parts.exits {
            try known(exit.from, "a way")
            guard exit.from != Workflow.end else { throw wrong("has a way that begins at its end.", "Remove it.") }
            for target in exit.way.targets(parts) {
                try known(target, "a way from `\(exit.from)`")
                targets[exit.from, default: []].append(target)
            }
        }
        for joint in parts.joints where Set(joint.from).count < 2 {
            throw wrong("joins \(list(joint.from)) at `\(joint.to)`.", "A `Join` needs at least two nodes.")
        }
        try checkReach(starts, targets)
        try checkWrites(starts)
    }

    private func checkReach(_ starts: [String], _ targets: [String: [String]]) throws(KapellError) {
        let reached = closure(Set(starts)) { targets[$0] ?? [] }
        let lost = parts.nodes.map(\.name).filter { !reached.contains($0) }
        guard lost.isEmpty else {
            throw wrong("never reaches \(list(lost)).", "Lead a way there, or remove what is not used.")
        }
        var sources: [String: [String]] = [:]
        for (from, tos) in targets { for to in tos { sources[to, default: []].append(from) } }
        let open = parts.nodes.map(\.name).filter { (targets[$0] ?? []).isEmpty }
        let ending = closure(Set(open + [Workflow.end])) { sources[$0] ?? [] }
        let stuck = parts.nodes.map(\.name).filter { !ending.contains($0) }
        guard stuck.isEmpty else {
            throw wrong(
                "has no way to the end from \(list(stuck)).", "Leave the circle with a `Loop` or a `Branch`.")
        }
    }

    private func closure(_ start: Set<String>, _ next: (String) -> [String]) -> Set<String> {
        var reached = start
        var queue = Array(start)
        while let name = queue.popLast() {
            for target in next(name) where reached.insert(target).inserted { queue.append(target) }
        }
        return reached
    }

    /// Refuses nodes that certainly run in one step and say that they write the same plain channel. What only the state
    /// decides is found when it happens.
    private func checkWrites(_ starts: [String]) throws(KapellError) {
        var next: [String: Set<String>] = [:]
        for exit in parts.exits {
            switch exit.way {
            case .edge(let to): next[exit.from, default: []].formUnion(to)
            case .fanOut(let to, _):
                if let channel = plain(of: to).first {
                    throw wrong(
                        "runs `\(to)` once for each item, and each would write the plain channel `\(channel)`.",
                        "Give the channel a reducer, such as `.append()`.")
                }
            case .branch, .loop, .join: break
            }
        }
        // What comes after one node comes together; so does what comes after nodes that come together.
        var seen: Set<Set<String>> = []
        var queue = [Set(starts)] + next.keys.sorted().compactMap { next[$0] }
        while let step = queue.popLast(), seen.count < 10_000 {
            guard seen.insert(step).inserted else { continue }
            var writers: [String: String] = [:]
            for node in step.sorted() {
                for channel in plain(of: node) {
                    guard let other = writers.updateValue(node, forKey: channel) else { continue }
                    throw wrong(
                        "runs `\(other)` and `\(node)` in one step, and both write the plain channel `\(channel)`.",
                        "Give the channel a reducer, or lead a way from one to the other.")
                }
            }
            queue.append(Set(step.flatMap { next[$0] ?? [] }))
        }
    }

    private func plain(of node: String) -> [String] {
        guard let writes = parts.nodes.first(where: { $0.name == node })?.writes else { return [] }
        return Set(writes).sorted().filter { name in
            layout.places[name].map { layout.channels[$0].isPlain } ?? false
        }
    }

    private func checkName(_ name: String, _ what: String) throws(KapellError) {
        let bad = name.unicodeScalars.contains { "/@[]#?\"".unicodeScalars.contains($0) || $0.value < 0x20 }
        guard !name.isEmpty, !bad, name.utf8.count <= 200 else {
            throw KapellError(
                .configuration, "`\(name)` cannot be the name of a \(what).",
                remedy: "A name has 1 to 200 bytes, without / @ [ ] # ? and quotation marks.")
        }
    }

    private func wrong(_ what: String, _ remedy: String) -> KapellError {
        KapellError(.configuration, "The workflow `\(workflow)` \(what)", remedy: remedy)
    }

    private func list(_ names: [String]) -> String { names.map { "`\($0)`" }.joined(separator: ", ") }
}

extension WorkflowParts.Way {
    /// Where the way may lead.
    func targets(_ parts: WorkflowParts) -> [String] {
        switch self {
        case .edge(let to): to
        case .branch(let to, _): to
        case .loop(_, let back, _, let then, _): [back] + then
        case .fanOut(let to, _): [to]
        case .join(let number): [parts.joints[number].to]
        }
    }
}
