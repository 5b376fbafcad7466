import KapellCore
import KapellJSON

extension Progress {
    /// Goes on to the next step: what comes after the tasks that have run, by the values as they are now.
    ///
    /// - Throws: without any change.
    mutating func advance(_ workflow: Workflow, limit: Int) throws(KapellError) {
        var next: [GraphTask] = []
        var names: [String] = []
        var items: [String: Int] = [:]
        var joins = self.joins
        var loops = self.loops
        func add(_ name: String) {
            guard name != Workflow.end, !names.contains(name) else { return }
            names.append(name)
            next.append(GraphTask(name))
        }
        let state = WorkflowState(layout: workflow.layout, values: values)
        var last: String?
        // Tasks are in order, so that those of one node stand together.
        for task in tasks where task.node != last {
            last = task.node
            guard let place = workflow.places[task.node] else { throw Self.unknown(task.node, workflow) }
            for exit in workflow.exits[place] {
                switch exit {
                case .edge(let to):
                    for target in to { add(target) }
                case .branch(let to, let choose):
                    for target in try Self.asked(task, "branch", { try choose(state) }) {
                        guard to.contains(target) else {
                            throw KapellError(
                                .invalidRequest, "The branch after `\(task.node)` chose `\(target)`.",
                                remedy: "It may choose \(to.map { "`\($0)`" }.joined(separator: ", ")).")
                        }
                        add(target)
                    }
                case .loop(let number, let back, let limit, let then, let again):
                    if loops[number] < limit, try Self.asked(task, "loop", { try again(state) }) {
                        loops[number] += 1
                        add(back)
                    } else {
                        loops[number] = 0
                        for target in then { add(target) }
                    }
                case .fanOut(let to, let make):
                    for item in try Self.asked(task, "fan-out", { try make(state) }) {
                        let number = items[to, default: 0]
                        items[to] = number + 1
                        next.append(GraphTask(to, place: number, item: item.value))
                    }
                case .join(let number):
                    let joint = workflow.joints[number]
                    if !joins[number].contains(task.node) { joins[number].append(task.node) }
                    if Set(joint.from).isSubset(of: joins[number]) {
                        joins[number] = []
                        add(joint.to)
                    }
                }
            }
        }
        guard next.count <= limit else {
            throw KapellError(
                .tooLarge, "The next step of `\(workflow.name)` would have \(next.count) tasks.",
                remedy: "At most \(limit) are allowed: give each task more to do, or raise `limits.tasks`.",
                isRetryable: false)
        }
        if next.isEmpty {
            for (joint, came) in zip(workflow.joints, joins) where !came.isEmpty {
                let missing = joint.from.filter { !came.contains($0) }.map { "`\($0)`" }.joined(separator: ", ")
                throw KapellError(
                    .conflict, "`\(joint.to)` waits for \(missing), which will not run.",
                    remedy: "Where a branch may leave out one of them, use an `Edge` in place of the `Join`.")
            }
        }
        self.joins = joins
        self.loops = loops
        tasks = next.count > 1 ? next.sorted() : next
        step += 1
    }

    private static func asked<Result>(
        _ task: GraphTask, _ what: String, _ ask: () throws -> Result
    ) throws(KapellError) -> Result {
        do {
            return try ask()
        } catch {
            var failure = KapellError.wrapping(error)
            failure.message = "The \(what) after `\(task.node)` failed: \(failure.message)"
            throw failure
        }
    }

    static func unknown(_ node: String, _ workflow: Workflow) -> KapellError {
        KapellError(
            .conflict, "The run goes on at the node `\(node)`, which `\(workflow.name)` does not have.",
            remedy: "Finish the run with the code that began it, or give a `Migration` with the node's new name.")
    }
}
