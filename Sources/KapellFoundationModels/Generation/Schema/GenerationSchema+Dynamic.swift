extension GenerationSchema {
    /// A schema out of dynamic ones.
    ///
    /// - Parameters:
    ///   - root: what is to be generated.
    ///   - dependencies: further schemas that references lead to.
    /// - Throws: ``SchemaError`` where two different schemas have the same name, a structure has two properties of the
    ///   same name, a choice is empty, or a reference leads nowhere; `KapellError` for guides that contradict each
    ///   other and for a schema that no value can satisfy.
    public init(root: DynamicGenerationSchema, dependencies: [DynamicGenerationSchema]) throws {
        var names = SchemaNames(root: root.name)
        names.collect(root.node)
        for dependency in dependencies {
            names.collect(dependency.node)
        }
        let node = SchemaNode.scope(root.node, try names.table())
        self.init(name: root.name ?? "Schema", node: node)
        try check()
    }
}

/// The named schemas within dynamic ones.
struct SchemaNames {
    private let root: String?
    private var found: [(name: String, node: SchemaNode)] = []
    private var references: [String] = []
    private var problem: GenerationSchema.SchemaError?

    init(root: String?) { self.root = root }

    /// Notes the names within a node.
    mutating func collect(_ node: SchemaNode) {
        switch node {
        case .object(let object):
            found.append((object.name, node))
            var seen = Set<String>()
            for property in object.properties {
                if !seen.insert(property.name).inserted {
                    note(.duplicateProperty(property.name, in: object.name))
                }
                collect(property.node)
            }
        case .union(let union):
            found.append((union.name, node))
            if union.choices.isEmpty { note(.emptyTypeChoices(in: union.name)) }
            for choice in union.choices { collect(choice) }
        case .choices(let values, let name, _):
            found.append((name, node))
            if values.isEmpty { note(.emptyTypeChoices(in: name)) }
        case .array(let item, _, _): collect(item)
        case .guided(let node, _): collect(node)
        case .reference(let name): references.append(name)
        case .scalar, .type, .inline, .scope, .document: break
        }
    }

    /// The schemas by name.
    func table() throws(GenerationSchema.SchemaError) -> [String: SchemaNode] {
        if let problem { throw problem }
        var table: [String: SchemaNode] = [:]
        for (name, node) in found {
            // Nodes cannot be compared, what they are written as can.
            if let other = table[name], "\(other)" != "\(node)" { throw .duplicateType(name, in: root) }
            table[name] = node
        }
        var seen = Set<String>()
        let missing = references.filter { table[$0] == nil && seen.insert($0).inserted }
        guard missing.isEmpty else { throw .undefinedReferences(missing, in: root) }
        return table
    }

    private mutating func note(_ error: GenerationSchema.SchemaError) { problem = problem ?? error }
}
