public import KapellCore

/// A graph of work over typed state.
///
/// ```swift
/// let topic = Channel("topic", "")
/// let notes = Channel("notes", [String](), .append())
///
/// let research = try Workflow("research", channels: [topic, notes]) {
///     Node("plan") { step in try step.write(notes, ["about \(try step[topic])"]) }
///     Node("write") { step in … }
/// }
/// ```
///
/// Without any way between them, nodes run one after the other in the order in which they are named. With ways, a run
/// begins at the first node, or where a ``Start`` says; it goes on in steps, and all nodes of a step run at the same
/// time; it ends where no node is left to run.
public final class Workflow: Sendable {
    /// Stands for the end of a run, as the target of a way.
    public static let end = "end"

    public let name: String
    /// Of the state. A change of channels needs a higher one, and a ``Migration``.
    public let version: Int
    let layout: ChannelLayout
    let nodes: [Node]
    let places: [String: Int]
    /// The ways that begin at a node, by its place.
    let exits: [[WorkflowParts.Way]]
    let joints: [WorkflowParts.Joint]
    let loops: Int
    let starts: [String]
    let migrations: [Migration]
    /// What one run may spend, where nothing else is said when it begins.
    public let budget: Allowance?

    /// Puts a workflow together, and checks it.
    ///
    /// - Parameters:
    ///   - name: without `/ @ [ ] #`.
    ///   - migrations: from every older version of the state of which runs may still sleep.
    /// - Throws: `.configuration` that names the nodes or channels: unknown or doubled ones, nodes that cannot be
    ///   reached or from which there is no way to the end, nodes that would write one plain channel in the same step.
    public convenience init(
        _ name: String, version: Int = 1, channels: [any ChannelDefinition] = [], migrations: [Migration] = [],
        budget: Allowance? = nil, @WorkflowBuilder _ parts: () throws -> [any WorkflowPart]
    ) throws {
        try self.init(
            name, version: version, channels: channels, migrations: migrations, budget: budget, parts: parts())
    }

    /// The same of parts that are made elsewhere, such as from a file.
    public init(
        _ name: String, version: Int = 1, channels: [any ChannelDefinition], migrations: [Migration] = [],
        budget: Allowance? = nil, parts: [any WorkflowPart]
    ) throws(KapellError) {
        var all = WorkflowParts()
        for part in parts { part.join(&all) }
        if all.exits.isEmpty, all.starts.isEmpty {
            for (node, next) in zip(all.nodes, all.nodes.dropFirst()) { Edge(node.name, to: next.name).join(&all) }
        }
        self.name = name
        self.version = version
        self.migrations = migrations
        self.budget = budget
        layout = try ChannelLayout(channels, of: name)
        let check = GraphCheck(workflow: name, parts: all, layout: layout)
        places = try check.places()
        starts = all.starts.isEmpty ? all.nodes.prefix(1).map(\.name) : all.starts
        try check.run(starts: starts)
        var exits = [[WorkflowParts.Way]](repeating: [], count: all.nodes.count)
        for exit in all.exits {
            guard let place = places[exit.from] else { continue }
            exits[place].append(exit.way)
        }
        nodes = all.nodes
        self.exits = exits
        joints = all.joints
        loops = all.loops
    }

    /// Names the schema of the state: the channels' names, types and reducers, and those of the workflows inside.
    public var stateFingerprint: String {
        var signatures = layout.channels.map(\.signature).sorted()
        for node in nodes {
            guard let inner = node.workflow else { continue }
            signatures.append("\(node.name)=\(inner.stateFingerprint)")
        }
        return StableHash.hex(signatures.joined(separator: "\n"))
    }

    /// The workflow in which the tasks below `path` run.
    func inner(at path: String) throws(KapellError) -> Workflow {
        var workflow = self
        for part in path.split(separator: "/") {
            let name = String(part.prefix { $0 != "[" && $0 != "@" })
            guard let place = workflow.places[name], let next = workflow.nodes[place].workflow else {
                throw KapellError(
                    .conflict, "The run is inside of the node `\(path)`, which `\(workflow.name)` does not have.",
                    remedy: "Finish the run with the code that began it.")
            }
            workflow = next
        }
        return workflow
    }
}
