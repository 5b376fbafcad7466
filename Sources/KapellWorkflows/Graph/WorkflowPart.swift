import KapellJSON

/// A node, or a way between nodes.
public protocol WorkflowPart: Sendable {
    /// Puts itself among the parts of a workflow.
    func join(_ parts: inout WorkflowParts)
}

/// What a workflow is made of.
public struct WorkflowParts: Sendable {
    enum Way: Sendable {
        case edge(to: [String])
        case branch(to: [String], choose: @Sendable (WorkflowState) throws -> [String])
        case loop(
            number: Int, back: String, limit: Int, then: [String], again: @Sendable (WorkflowState) throws -> Bool)
        case fanOut(to: String, items: @Sendable (WorkflowState) throws -> [Item])
        case join(number: Int)
    }

    /// One item of a fan-out.
    struct Item: Sendable {
        var value: JSONValue
    }

    /// A way that begins at a node.
    struct Exit: Sendable {
        var from: String
        var way: Way
    }

    struct Joint: Sendable {
        var from: [String]
        var to: String
    }

    var nodes: [Node] = []
    var starts: [String] = []
    var exits: [Exit] = []
    var joints: [Joint] = []
    var loops = 0
}

/// Collects the parts of a workflow.
@resultBuilder
public enum WorkflowBuilder {
    public static func buildExpression(_ part: any WorkflowPart) -> [any WorkflowPart] { [part] }
    public static func buildExpression(_ parts: [any WorkflowPart]) -> [any WorkflowPart] { parts }
    public static func buildBlock(_ parts: [any WorkflowPart]...) -> [any WorkflowPart] { parts.flatMap { $0 } }
    public static func buildOptional(_ parts: [any WorkflowPart]?) -> [any WorkflowPart] { parts ?? [] }
    public static func buildEither(first parts: [any WorkflowPart]) -> [any WorkflowPart] { parts }
    public static func buildEither(second parts: [any WorkflowPart]) -> [any WorkflowPart] { parts }
    public static func buildArray(_ parts: [[any WorkflowPart]]) -> [any WorkflowPart] { parts.flatMap { $0 } }
}
