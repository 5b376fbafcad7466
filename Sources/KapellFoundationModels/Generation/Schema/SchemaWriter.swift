import KapellCore
import KapellJSON

/// Writes a schema as JSON Schema 2020-12.
///
/// Structures and unions stand under `$defs` and are referred to, but for the root, which stands at the top; all else
/// stands where it is used.
struct SchemaWriter {
    /// How many named schemas there may be.
    private static let definitionLimit = 500

    /// Whether the schema is for checking values: an optional property may also be null, and numbers must fit into
    /// their types.
    let isForChecking: Bool

    private var definitions = JSONObject()
    private var references: [SchemaIdentity: String] = [:]
    private var keys = Set<String>()
    private var named: [String: SchemaNode] = [:]

    init(isForChecking: Bool) { self.isForChecking = isForChecking }

    /// Writes the schema `node` as a document of its own.
    ///
    /// - Throws: ``GenerationSchema/SchemaError`` and `KapellError`, with what cannot be.
    mutating func document(_ node: SchemaNode, name: String) throws -> JSONValue {
        if case .document(let document, _) = node { return document }
        if case .scope(let inner, let table) = node {
            named = table
            return try document(inner, name: name)
        }
        var schema: JSONObject
        switch node {
        case .object(let object):
            references[object.identity] = "#"
            schema = try write(object)
        case .union(let union):
            references[union.identity] = "#"
            schema = try write(union)
        default:
            schema = try write(node)
        }
        if !definitions.isEmpty { schema["$defs"] = .object(definitions) }
        return .object(schema)
    }

    /// Writes a schema where it is used.
    mutating func write(_ node: SchemaNode) throws -> JSONObject {
        switch node {
        case .scalar(let scalar): return write(scalar)
        case .choices(let values, let name, let description):
            guard !values.isEmpty else { throw GenerationSchema.SchemaError.emptyTypeChoices(in: name) }
            var schema: JSONObject = ["type": "string"]
            schema["description"] = description.map { .string($0) }
            try GuideRule.apply([.choices(values)], to: &schema)
            return schema
        case .array(let item, let minimum, let maximum):
            var schema: JSONObject = ["type": "array", "items": .object(try write(item))]
            var rules: [GuideRule] = []
            if let minimum { rules.append(.minimumCount(minimum)) }
            if let maximum { rules.append(.maximumCount(maximum)) }
            try GuideRule.apply(rules, to: &schema)
            return schema
        case .object(let object):
            return try define(object.identity, name: object.name) { writer in try writer.write(object) }
        case .inline(let object): return try write(object)
        case .union(let union):
            return try define(union.identity, name: union.name) { writer in try writer.write(union) }
        case .type(let type): return try write(type)
        case .reference(let name):
            guard let node = named[name] else {
                throw GenerationSchema.SchemaError.undefinedReferences([name], in: nil)
            }
            return try write(node)
        case .guided(let node, let rules):
            var schema = try write(node)
            try GuideRule.apply(rules, to: &schema)
            return schema
        case .scope:
            var writer = SchemaWriter(isForChecking: isForChecking)
            return try embed(try writer.document(node, name: "Schema"), name: "Schema")
        case .document(let document, let name): return try embed(document, name: name)
        }
    }

    /// What a type's own schema says.
    private mutating func write(_ type: any Generable.Type) throws -> JSONObject {
        let identity = SchemaIdentity.type(ObjectIdentifier(type))
        if let reference = references[identity] { return ["$ref": .string(reference)] }
        let schema = type.generationSchema
        switch schema.node {
        case .scope(.object, _), .scope(.union, _), .document:
            return try define(identity, name: schema.name) { writer in
                var own = SchemaWriter(isForChecking: writer.isForChecking)
                let document = try own.document(schema.node, name: schema.name)
                return SchemaReferences.moved(document, below: writer.references[identity] ?? "#").objectValue ?? [:]
            }
        default:
            return try write(schema.node)
        }
    }

    /// Writes a named schema below `$defs`, once, and refers to it.
    private mutating func define(
        _ identity: SchemaIdentity, name: String, _ write: (inout SchemaWriter) throws -> JSONObject
    ) throws -> JSONObject {
        if let reference = references[identity] { return ["$ref": .string(reference)] }
        guard keys.count < Self.definitionLimit else {
            throw KapellError(
                .invalidRequest, "the schema has more than \(Self.definitionLimit) structures.",
                remedy: "Divide it, and look for a generic type that contains ever longer versions of itself.")
        }
        let key = freeKey(for: name)
        keys.insert(key)
        references[identity] = "#/$defs/\(key)"
        // Its place comes before that of those it uses.
        definitions[key] = .null
        definitions[key] = .object(try write(&self))
        return ["$ref": .string("#/$defs/\(key)")]
    }

    /// Puts a finished document below `$defs`.
    private mutating func embed(_ document: JSONValue, name: String) throws -> JSONObject {
        if document == true { return [:] }
        let identity = SchemaIdentity.name("\(name) \(keys.count)")
        return try define(identity, name: name) { writer in
            let moved = SchemaReferences.moved(document, below: writer.references[identity] ?? "#")
            return moved.objectValue ?? ["not": [:]]
        }
    }

    /// A key for `$defs` that needs no escapes in a reference.
    private func freeKey(for name: String) -> String {
        var key = ""
        for scalar in name.unicodeScalars {
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            if isPlain || scalar == "-" || scalar == "." {
                key.unicodeScalars.append(scalar)
            } else if key.last != "_" {
                key.append("_")
            }
        }
        while key.count > 1, key.last == "_" { key.removeLast() }
        guard keys.contains(key) else { return key }
        var number = 2
        while keys.contains("\(key)_\(number)") { number += 1 }
        return "\(key)_\(number)"
    }
}
