package import KapellJSON

/// Looks for what no value can satisfy, before a model tries to.
///
/// It finds bounds that exclude each other, values that are not of the type, properties that are required and forbidden,
/// and structures that contain themselves without end. What it does not find is found by the check of each value.
package struct SchemaContradiction {
    /// What is wrong, with the place; nil where nothing was found.
    package static func find(in document: JSONValue) -> String? {
        var search = SchemaContradiction()
        if let reason = search.bounds(document, at: "#") { return reason }
        return search.endless(document)
    }

    /// Whether a schema that a reference leads to can be satisfied, as far as it is known.
    private var known: [String: Bool] = [:]

    // MARK: One schema

    private static let children = ["items", "additionalProperties", "contains", "propertyNames"]
    private static let tables = ["properties", "$defs", "definitions", "patternProperties", "dependentSchemas"]

    private func bounds(_ schema: JSONValue, at place: String) -> String? {
        guard case .object(let object) = schema else { return nil }
        // Within choices a part that cannot be is only a choice less.
        if let reason = SchemaClash.find(in: object) { return "at \(place), \(reason)" }
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
        var targets: [String: JSONValue] = [:]
        var users: [String: [String]] = [:]
        for reference in references {
            guard let target = document.target(of: reference) else { continue }
            targets[reference] = target
            known[reference] = false
            for used in Self.used(by: target) { users[used, default: []].append(reference) }
        }
        // A schema is looked at once, and again when one that it uses turns out to be possible.
        var open = Array(targets.keys)
        while let reference = open.popLast() {
            guard known[reference] == false, let target = targets[reference], canBe(target) else { continue }
            known[reference] = true
            open += users[reference] ?? []
        }
        guard known["#"] == false else { return nil }
        let culprits = known.filter { !$0.value }.keys.sorted()
        guard culprits.count > 1 else { return "no value can be all that it asks for." }
        let names = culprits.filter { $0 != "#" }.prefix(5).joined(separator: ", ")
        return "it needs itself without end, through \(names). Make a property on the way optional, or an array."
    }

    /// The references that ``canBe(_:)`` looks up.
    private static func used(by schema: JSONValue) -> [String] {
        guard case .object(let object) = schema else { return [] }
        var used: [String] = []
        if let reference = object["$ref"]?.stringValue { used.append(reference) }
        for key in ["allOf", "anyOf", "oneOf"] {
            for part in object[key]?.arrayValue ?? [] { used += Self.used(by: part) }
        }
        if let items = object["items"] { used += Self.used(by: items) }
        if let properties = object["properties"]?.objectValue {
            for case .string(let name) in object["required"]?.arrayValue ?? [] {
                if let property = properties[name] { used += Self.used(by: property) }
            }
        }
        return used
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
