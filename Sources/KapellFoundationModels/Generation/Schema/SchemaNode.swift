import KapellJSON

/// A schema before it is written as JSON Schema.
///
/// Types are looked at only when a schema is written, so that a type may contain itself.
indirect enum SchemaNode: Sendable {
    case scalar(SchemaScalar)
    /// One of some strings.
    case choices([String], name: String, description: String?)
    case array(SchemaNode, minimum: Int?, maximum: Int?)
    case object(SchemaObject)
    /// A structure that is written where it is used.
    case inline(SchemaObject)
    case union(SchemaUnion)
    /// What a type's own schema says.
    case type(any Generable.Type)
    /// A schema of that name in the same scope.
    case reference(String)
    /// A node whose value keeps rules, too.
    case guided(SchemaNode, [GuideRule])
    /// A node with the schemas that references within it lead to.
    case scope(SchemaNode, [String: SchemaNode])
    /// A finished JSON Schema.
    case document(JSONValue, name: String)
}

/// The simple types.
enum SchemaScalar: Sendable {
    case null, boolean, string, integer, number, float
    /// Any value.
    case any
    /// No value.
    case nothing
}

/// What makes a named schema the same one wherever it is used.
enum SchemaIdentity: Hashable, Sendable {
    case type(ObjectIdentifier)
    case name(String)
}

/// A structure.
struct SchemaObject: Sendable {
    var identity: SchemaIdentity
    var name: String
    var description: String?
    /// Whether the model writes null for what is missing, instead of leaving it out.
    var writesNull = false
    var properties: [SchemaMember]
}

/// A property of a structure.
struct SchemaMember: Sendable {
    var name: String
    var description: String?
    var node: SchemaNode
    var isOptional: Bool
}

/// A choice between schemas.
struct SchemaUnion: Sendable {
    var identity: SchemaIdentity
    var name: String
    var description: String?
    var choices: [SchemaNode]
}
