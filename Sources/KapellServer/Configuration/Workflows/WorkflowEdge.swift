package import KapellVectors

/// A way between nodes of a workflow in `kapell.yaml`.
package enum WorkflowEdge: Sendable, Hashable {
    case edge(from: String, to: [String])
    case join([String], to: String)
    case each(from: String, channel: String, to: String)
    case branch(from: String, [Choice])
    case loop(from: String, while: Filter, back: String, limit: Int, then: [String])

    package struct Choice: Sendable, Hashable {
        /// `nil` always holds.
        package var when: Filter?
        package var to: String
    }
}

/// What becomes of the state of runs that sleep.
package struct WorkflowMigration: Sendable, Hashable {
    package var version: Int
    package var rename: [String: String] = [:]
    package var nodes: [String: String] = [:]
    package var remove: [String] = []
}
