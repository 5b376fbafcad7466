/// Where a run begins; without it, at the first node.
public struct Start: WorkflowPart {
    let nodes: [String]

    public init(_ nodes: String...) { self.nodes = nodes }

    public func join(_ parts: inout WorkflowParts) { parts.starts += nodes }
}
