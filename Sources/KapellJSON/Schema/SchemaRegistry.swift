/// Schemas that other schemas may refer to, by address. Nothing is ever fetched: a reference to what is neither here
/// nor built in is an error. The metaschemas of the drafts that ``SchemaDraft`` lists are built in.
public struct SchemaRegistry: Sendable {
    /// A registry without schemas.
    public static let empty = SchemaRegistry()

    /// In the order in which they were added.
    private(set) var documents: [(uri: String, schema: JSONValue)] = []
    private var positions: [SchemaKey: Int] = [:]

    /// A registry without schemas.
    public init() {}

    /// A registry of schemas by address.
    public init(_ schemas: [(String, JSONValue)]) {
        for (uri, schema) in schemas { add(schema, at: uri) }
    }

    /// Adds a schema, or replaces the one that has this address. An `$id` within the schema is an address, too.
    ///
    /// - Parameters:
    ///   - schema: the schema; looked at when a reference needs it.
    ///   - uri: its address. What follows `#` does not count.
    public mutating func add(_ schema: JSONValue, at uri: String) {
        let address = SchemaURI(uri).withoutFragment
        if let position = positions[SchemaKey(address)] {
            documents[position].schema = schema
        } else {
            positions[SchemaKey(address)] = documents.count
            documents.append((address, schema))
        }
    }

    /// The schema at an address.
    func schema(at uri: String) -> JSONValue? { positions[SchemaKey(uri)].map { documents[$0].schema } }
}

extension SchemaRegistry: ExpressibleByDictionaryLiteral {
    /// A registry of schemas by address.
    public init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }
}
