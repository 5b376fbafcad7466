package import KapellCore
import KapellJSON
import KapellVectors
package import KapellWorkflows

/// Makes the engine's graphs of the workflows in `kapell.yaml`.
package struct WorkflowGraphs {
    private let sections: [String: WorkflowSection]
    private let services: (any WorkflowServices)?
    private var made: [String: Workflow] = [:]

    /// - Parameter services: what nodes do; `nil` where graphs are only checked or looked at.
    package init(_ sections: [WorkflowSection], services: (any WorkflowServices)?) {
        self.sections = Dictionary(sections.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        self.services = services
    }

    /// All of them.
    ///
    /// - Throws: `.configuration`, for a graph that cannot run.
    package static func all(
        _ sections: [WorkflowSection], services: (any WorkflowServices)?
    ) throws(KapellError) -> [Workflow] {
        var graphs = WorkflowGraphs(sections, services: services)
        var workflows: [Workflow] = []
        for section in sections { workflows.append(try graphs.made(section.name, within: [])) }
        return workflows
    }

    package func workflow(_ name: String) throws(KapellError) -> Workflow {
        var graphs = self
        return try graphs.made(name, within: [])
    }

    private mutating func made(_ name: String, within outer: [String]) throws(KapellError) -> Workflow {
        if let workflow = made[name] { return workflow }
        guard let section = sections[name] else {
            throw KapellError(
                .configuration, "There is no workflow `\(name)`.", remedy: "Declare it below `workflows`.")
        }
        guard !outer.contains(name) else {
            throw KapellError(
                .configuration,
                "The workflow `\(name)` contains itself, through \((outer + [name]).joined(separator: ", ")).",
                remedy: "Take one of these nodes out; a way back is made with `while`.")
        }
        let channels = section.channels.map { GraphChannel($0) }
        let written = Dictionary(
            zip(section.channels.map(\.name), channels).map { ($0, $1) }, uniquingKeysWith: { $1 })
        var parts: [any WorkflowPart] = section.starts.map { Start($0) }
        for node in section.nodes {
            parts.append(try part(node, written, outer + [name]))
        }
        for edge in section.edges { parts.append(Self.part(edge)) }
        let workflow = try Workflow(
            name, version: section.version, channels: channels.map(\.definition),
            migrations: section.migrations.map { Self.migration($0) }, budget: section.budget, parts: parts)
        made[name] = workflow
        return workflow
    }

    private mutating func part(
        _ node: WorkflowNode, _ channels: [String: GraphChannel], _ path: [String]
    ) throws(KapellError) -> any WorkflowPart {
        let policy = Self.policy(node)
        func definitions(_ names: [String]) -> [any ChannelDefinition] { names.compactMap { channels[$0]?.definition } }
        if case .workflow(let name, let passing, let returning) = node.work {
            return Node(
                node.name, try made(name, within: path), passing: definitions(passing),
                returning: definitions(returning), policy: policy)
        }
        let run = NodeRun(node: node, channels: channels, services: services)
        return Node(node.name, writes: definitions(run.writes), policy: policy) { step in try await run.run(step) }
    }

    private static func policy(_ node: WorkflowNode) -> NodePolicy {
        NodePolicy(
            retry: node.attempts > 1 ? NodeRetry(attempts: node.attempts, delay: node.delay) : .none,
            timeout: node.timeout,
            cache: node.cache.map { names in
                NodeCachePolicy { state, item in
                    let json = state.json
                    return .array(names.map { json[$0] ?? .null } + [item ?? .null])
                }
            })
    }

    private static func part(_ edge: WorkflowEdge) -> any WorkflowPart {
        switch edge {
        case .edge(let from, let to): return Edge(from, toAll: to)
        case .join(let from, let to): return Join(all: from, to: to)
        case .each(let from, let channel, let to):
            return FanOut(from, to: to) { state in state.json[channel]?.arrayValue ?? [] }
        case .branch(let from, let choices):
            return Branch(from, toOneOf: choices.map(\.to)) { state in
                let json = state.json
                let choice = choices.first { choice in choice.when.map { WorkflowCondition.holds($0, json) } ?? true }
                return choice?.to ?? Workflow.end
            }
        case .loop(let from, let condition, let back, let limit, let then):
            return Loop(from, back: back, atMost: limit, thenAll: then) { state in
                WorkflowCondition.holds(condition, state.json)
            }
        }
    }

    private static func migration(_ section: WorkflowMigration) -> Migration {
        Migration(from: section.version, nodes: section.nodes) { state in
            var renamed = JSONObject()
            for (name, value) in state where !section.remove.contains(name) {
                renamed[section.rename[name] ?? name] = value
            }
            state = renamed
        }
    }
}
