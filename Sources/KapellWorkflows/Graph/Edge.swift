/// After one node come others, at the same time where there are several.
public struct Edge: WorkflowPart {
    let from: String
    let to: [String]

    /// - Parameter to: nodes, or ``Workflow/end``.
    public init(_ from: String, to: String...) { self.init(from, toAll: to) }

    /// The same of a list, such as one that was read from a file.
    public init(_ from: String, toAll to: [String]) {
        self.from = from
        self.to = to
    }

    public func join(_ parts: inout WorkflowParts) {
        parts.exits.append(WorkflowParts.Exit(from: from, way: .edge(to: to)))
    }
}
