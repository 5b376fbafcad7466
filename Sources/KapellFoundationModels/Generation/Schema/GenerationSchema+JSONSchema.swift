public import KapellJSON

extension GenerationSchema {
    /// The schema as JSON Schema 2020-12, as it is shown to a model: properties in their order, which `x-order` says
    /// once more for readers that lose the order of keys; structures within others under `$defs`.
    ///
    /// Ours: Apple's framework gives it by encoding the schema only.
    ///
    /// - Throws: ``SchemaError`` or `KapellError` for a schema that cannot be kept, with the reason.
    public var jsonSchema: JSONValue {
        get throws { try compilation.document() }
    }

    /// A schema out of a JSON Schema, such as that of a tool from elsewhere.
    ///
    /// Drafts 2020-12, 2019-09 and 7 are understood, all keywords are kept and checked. References lead into the
    /// schema itself; nothing is fetched. Where `x-order` lists the properties, they are put into this order.
    ///
    /// Ours: Apple's framework has it by decoding only.
    ///
    /// - Parameters:
    ///   - jsonSchema: the schema, an object or a boolean.
    ///   - name: the name; nil takes the `title`.
    /// - Throws: ``SchemaError/undefinedReferences(schema:references:context:)`` for references to nowhere, `KapellError`
    ///   for a schema that cannot be read or that no value can satisfy.
    public init(jsonSchema: JSONValue, name: String? = nil) throws {
        let name = name ?? jsonSchema["title"]?.stringValue ?? "Schema"
        self.init(name: name, node: .document(SchemaOrder.applied(to: jsonSchema), name: name))
        try check()
    }

    /// Makes sure that the schema can be used.
    ///
    /// - Throws: what ``jsonSchema`` throws, and `KapellError` for a pattern that cannot be read.
    package func check() throws { _ = try compilation.validator() }
}

/// The order of properties that `x-order` asks for.
enum SchemaOrder {
    /// The schema with the properties of each structure in that order. The rest follows in its own.
    static func applied(to schema: JSONValue) -> JSONValue {
        switch schema {
        case .array(let values):
            return .array(values.map(applied))
        case .object(let object):
            var copy = object.mapValues(applied)
            guard let order = object["x-order"]?.arrayValue, let properties = copy["properties"]?.objectValue else {
                return .object(copy)
            }
            var ordered = JSONObject()
            for name in order.lazy.compactMap(\.stringValue) {
                if let property = properties[name] { ordered[name] = property }
            }
            for (name, property) in properties where !ordered.contains(name) { ordered[name] = property }
            copy["properties"] = .object(ordered)
            return .object(copy)
        default:
            return schema
        }
    }
}
