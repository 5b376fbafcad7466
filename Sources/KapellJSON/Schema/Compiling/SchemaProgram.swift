/// A schema, compiled. It never changes.
final class SchemaProgram: Sendable {
    let nodes: [SchemaShared<SchemaNode>]
    /// For each resource, the schemas that its dynamic anchors name.
    let dynamicAnchors: [[SchemaKey: Int]]
    let limits: SchemaLimits
    let root: Int

    init(nodes: [SchemaNode], dynamicAnchors: [[SchemaKey: Int]], limits: SchemaLimits, root: Int) {
        self.nodes = nodes.map(SchemaShared.init)
        self.dynamicAnchors = dynamicAnchors
        self.limits = limits
        self.root = root
    }
}
