public import KapellJSON

/// Brings the state of runs that sleep from one version of a workflow to the next.
///
/// ```swift
/// let workflow = try Workflow("review", version: 2, channels: [verdicts], migrations: [
///     Migration(from: 1) { state in
///         state["verdicts"] = .array([state["verdict"] ?? .null])
///         state["verdict"] = nil
///     }
/// ]) { … }
/// ```
public struct Migration: Sendable {
    /// The version that it reads; it writes the one after it.
    public let version: Int
    /// New names of nodes that wait to run, by their old ones.
    public let nodes: [String: String]
    let change: @Sendable (inout JSONObject) throws -> Void

    /// - Parameter change: gets all channels by name, and leaves all channels of the next version. A channel that is
    ///   missing afterwards gets its first value; one that the workflow does not have is an error.
    public init(
        from version: Int, nodes: [String: String] = [:],
        change: @escaping @Sendable (inout JSONObject) throws -> Void = { _ in }
    ) {
        self.version = version
        self.nodes = nodes
        self.change = change
    }
}
