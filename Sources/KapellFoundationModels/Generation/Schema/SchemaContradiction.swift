import KapellJSON

/// Looks for what no value can satisfy, before a model tries to.
///
/// It finds bounds that exclude each other, and structures that contain themselves without end. What it does not find
/// is found by the check of each value.
struct SchemaContradiction {
    /// What is wrong, with the place; nil where nothing was found.
    static func find(in document: JSONValue) -> String? {
        var search = SchemaContradiction()
        if let reason = search.bounds(document, at: "#") { return reason }
        return search.endless(document)
    }

    /// Whether a schema that a reference leads to can be satisfied, as far as it is known.
    private var known: [String: Bool] = [:]

    // MARK: Bounds

    private static let bounds = [
        ("minimum", "maximum"), ("minLength", "maxLength"), ("minItems", "maxItems"),
        ("minProperties", "maxProperties"),
    ]
    private static let children = ["items", "additionalProperties", "contains", "propertyNames"]
    private static let tables = ["properties", "$defs", "definitions", "patternProperties", "dependentSchemas"]

    private func bounds(_ schema: JSONValue, at place: String) -> String? {
        guard case .object(let object) = schema else { return nil }
        // Within choices a part that cannot be is only a choice less.
        for (least, most) in Self.bounds {
            if let low = object[least]?.doubleValue, let high = object[most]?.doubleValue, low > high {
                return
                    "at \(place), \"\(least)\" is \(object[least] ?? .null) and \"\(most)\" is \(object[most] ?? .null)."
            }
        }
        if object["enum"]?.arrayValue?.isEmpty == true { return "at \(place), \"enum\" has no values." }
        for key in Self.children {
            if let child = object[key], let reason = bounds(child, at: "\(place)/\(key)") { return reason }
        }
        for key in ["allOf", "prefixItems"] {
            for (index, child) in (object[key]?.arrayValue ?? []).enumerated() {
                if let reason = bounds(child, at: "\(place)/\(key)/\(index)") { return reason }
            }
        }
        for key in Self.tables {
            for (name, child) in object[key]?.objectValue ?? [:] {
                if let reason = bounds(child, at: "\(place)/\(key)/\(name)") { return reason }
            }
        }
        return nil
    }

    // MARK: Endless structures

    private mutating func endless(_ document: JSONValue) -> String? {
        var references: Set<String> = ["#"]
        Self.collect(document, into: &references)
        // What leads elsewhere is not known here.
        for reference in references where SchemaReferences.target(reference, in: document) != nil {
            known[reference] = false
        }
        var hasChanged = true
        while hasChanged {
            hasChanged = false
            for reference in references where known[reference] == false {
                guard let target = SchemaReferences.target(reference, in: document) else { continue }
                if canBe(target) {
                    known[reference] = true
                    hasChanged = true
                }
            }
        }
        guard known["#"] == false else { return nil }
        let culprits = references.filter { known[$0] == false }.sorted()
        guard culprits.count > 1 else { return "no value can be all that it asks for." }
        let names = culprits.filter { $0 != "#" }.prefix(5).joined(separator: ", ")
        return "it needs itself without end, through \(names). Make a property on the way optional, or an array."
    }

    private static func collect(_ value: JSONValue, into references: inout Set<String>) {
        switch value {
        case .array(let values): for value in values { collect(value, into: &references) }
        case .object(let object):
            for (key, value) in object {
                if key == "$ref", case .string(let reference) = value { references.insert(reference) }
                collect(value, into: &references)
            }
        default: break
        }
    }

    /// Whether some value satisfies the schema, by what is known so far. In doubt it does.
    private func canBe(_ schema: JSONValue) -> Bool {
        guard case .object(let object) = schema else { return schema != false }
        if let reference = object["$ref"]?.stringValue, known[reference] == false { return false }
        if object["not"] == [:] || object["not"] == true { return false }
        if let parts = object["allOf"]?.arrayValue, !parts.allSatisfy(canBe) { return false }
        for key in ["anyOf", "oneOf"] {
            if let choices = object[key]?.arrayValue, !choices.contains(where: canBe) { return false }
        }
        switch object["type"]?.stringValue {
        case "object":
            let properties = object["properties"]?.objectValue ?? [:]
            return (object["required"]?.arrayValue ?? []).allSatisfy { name in
                guard let name = name.stringValue, let property = properties[name] else { return true }
                return canBe(property)
            }
        case "array":
            guard let least = object["minItems"]?.intValue, least > 0, let items = object["items"] else { return true }
            return canBe(items)
        default:
            return true
        }
    }
}
