/// After several nodes, when all of them have run, comes one. They may run in different steps.
public struct Join: WorkflowPart {
    let from: [String]
    let to: String

    public init(_ from: String..., to: String) { self.init(all: from, to: to) }

    /// The same of a list, such as one that was read from a file.
    public init(all from: [String], to: String) {
        self.from = from
        self.to = to
    }

    public func join(_ parts: inout WorkflowParts) {
        for node in from {
            parts.exits.append(WorkflowParts.Exit(from: node, way: .join(number: parts.joints.count)))
        }
        parts.joints.append(WorkflowParts.Joint(from: from, to: to))
    }
}
