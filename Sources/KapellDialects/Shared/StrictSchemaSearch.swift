import KapellJSON

/// Looks for what strict mode does not take.
struct StrictSchemaSearch {
    private static let greatestProblemCount = 32
    private static let banned = [
        "allOf", "oneOf", "not", "if", "then", "else", "dependentRequired", "dependentSchemas", "dependencies",
        "patternProperties", "propertyNames", "unevaluatedProperties", "unevaluatedItems", "contains", "prefixItems",
    ]

    let root: JSONValue
    private(set) var problems: [StrictSchema.Problem] = []
    private var properties = 0
    private var characters = 0
    private var values = 0

    init(root: JSONValue) { self.root = root }

    mutating func run() {
        guard let object = root.objectValue else { return note("", "must be an object.") }
        if object["type"] != "object" { note("", "must have the type \"object\".") }
        if object.contains("anyOf") { note("", "must not be a union.") }
        walk(root, path: "", level: 1)
        if properties > StrictSchema.greatestPropertyCount {
            note("", "has \(properties) properties, more than \(StrictSchema.greatestPropertyCount).")
        }
        if characters > StrictSchema.greatestCharacterCount {
            note("", "has more than \(StrictSchema.greatestCharacterCount) characters of names and values.")
        }
        if values > StrictSchema.greatestValueCount {
            note("", "has \(values) values of enumerations, more than \(StrictSchema.greatestValueCount).")
        }
    }

    private mutating func note(_ path: String, _ what: String) {
        guard problems.count < Self.greatestProblemCount else { return }
        problems.append(StrictSchema.Problem(path: path, what: what))
    }

    /// - Parameter level: how many objects and arrays lie around, this one included.
    private mutating func walk(_ schema: JSONValue, path: String, level: Int) {
        guard let object = schema.objectValue else {
            if schema.boolValue != nil { note(path, "is a truth value, not a schema with a type.") }
            return
        }
        guard level <= StrictSchema.greatestDepth else {
            return note(path, "lies deeper than \(StrictSchema.greatestDepth) levels.")
        }
        if let reference = object["$ref"] { check(reference, among: object, path: path) }
        for key in Self.banned where object.contains(key) { note(path, "has `\(key)`.") }
        checkObject(object, path: path)
        count(object)
        for key in ["$defs", "definitions"] {
            for (name, value) in object[key]?.objectValue ?? [:] {
                characters += name.utf8.count
                walk(value, path: "\(path)/\(key)/\(name)", level: 1)
            }
        }
        for (name, value) in object["properties"]?.objectValue ?? [:] {
            characters += name.utf8.count
            properties += 1
            walk(value, path: "\(path)/properties/\(name)", level: level + 1)
        }
        if let items = object["items"] { walk(items, path: "\(path)/items", level: level + 1) }
        for (place, branch) in (object["anyOf"]?.arrayValue ?? []).enumerated() {
            walk(branch, path: "\(path)/anyOf/\(place)", level: path.isEmpty ? level + 1 : level)
        }
    }

    private mutating func check(_ reference: JSONValue, among object: JSONObject, path: String) {
        if object.count > (object.contains("$defs") ? 2 : 1) { note(path, "has a `$ref` with siblings.") }
        guard let text = reference.stringValue, StrictSchemaReference.target(of: text, in: root) != nil else {
            return note(path, "has a `$ref` that leads nowhere in the schema.")
        }
    }

    private mutating func checkObject(_ object: JSONObject, path: String) {
        let isObject = object["type"] == "object" || object["type"]?.arrayValue?.contains("object") == true
        guard isObject || object.contains("properties") else { return }
        if object["additionalProperties"] != false { note(path, "lacks `additionalProperties: false`.") }
        let required = Set((object["required"]?.arrayValue ?? []).compactMap(\.stringValue))
        for (name, _) in object["properties"]?.objectValue ?? [:] where !required.contains(name) {
            note(path, "does not require its property `\(name)`.")
        }
    }

    private mutating func count(_ object: JSONObject) {
        for value in (object["enum"]?.arrayValue ?? []) + (object["const"].map { [$0] } ?? []) {
            values += object.contains("enum") ? 1 : 0
            characters += value.stringValue?.utf8.count ?? 0
        }
    }
}

/// References within one schema.
enum StrictSchemaReference {
    /// What `#`, or `#/a/b` with a JSON pointer, leads to.
    static func target(of reference: String, in root: JSONValue) -> JSONValue? {
        guard reference.hasPrefix("#") else { return nil }
        var value = root
        for part in reference.dropFirst().split(separator: "/") {
            let key = unescaped(part)
            guard let next = value[key] ?? Int(key).flatMap({ value[$0] }) else { return nil }
            value = next
        }
        return value.objectValue == nil ? nil : value
    }

    /// `~1` is a slash, `~0` a tilde.
    private static func unescaped(_ part: Substring) -> String {
        guard part.contains("~") else { return String(part) }
        var result = ""
        var isEscaped = false
        for character in part {
            if isEscaped {
                result.append(character == "1" ? "/" : character == "0" ? "~" : character)
                isEscaped = false
            } else if character == "~" {
                isEscaped = true
            } else {
                result.append(character)
            }
        }
        return result
    }
}
