import KapellJSON

/// Mends what can be mended without a change of meaning; see ``StrictSchema/tightened(_:)``.
struct StrictSchemaMending {
    /// Schemas that are looked at; beyond them nothing more is mended.
    private static let greatestCount = 20_000
    private static let greatestDepth = 200
    private static let remarks: Set = [
        "title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly", "$comment",
    ]

    let root: JSONValue
    private var count = 0
    /// References that are being replaced: one of these leads back into itself.
    private var open: Set<String> = []

    init(root: JSONValue) { self.root = root }

    mutating func run() -> JSONValue { mend(root, depth: 0) }

    private mutating func mend(_ schema: JSONValue, depth: Int) -> JSONValue {
        guard case .object(var object) = schema else { return schema }
        count += 1
        guard count <= Self.greatestCount, depth < Self.greatestDepth else { return schema }
        if object["default"]?.isNull == true { object.removeValue(forKey: "default") }
        if let all = object["allOf"]?.arrayValue, all.count == 1, let only = all[0].objectValue {
            merge(only, into: &object)
        }
        if let reference = object["$ref"]?.stringValue, object.contains(where: { Self.isSibling($0.key) }) {
            if let mended = inlined(reference, in: object, depth: depth) { return mended }
        }
        turnUnion(&object)
        mendChildren(of: &object, depth: depth)
        close(&object)
        return .object(object)
    }

    private static func isSibling(_ key: String) -> Bool { key != "$ref" && key != "$defs" && key != "definitions" }

    /// A lone `allOf` says what the schema itself could say, unless both say something about the same.
    private func merge(_ only: JSONObject, into object: inout JSONObject) {
        let clashes = only.contains { key, value in
            !Self.remarks.contains(key) && object.contains(key) && object[key] != value
        }
        guard !clashes else { return }
        object.removeValue(forKey: "allOf")
        for (key, value) in only where !object.contains(key) { object.append(key, value) }
    }

    /// The schema that a reference with siblings stands for. One that leads back into itself keeps the reference and
    /// loses its remarks.
    private mutating func inlined(_ reference: String, in object: JSONObject, depth: Int) -> JSONValue? {
        var siblings = object
        siblings.removeValue(forKey: "$ref")
        let saysMore = siblings.contains { Self.isSibling($0.key) && !Self.remarks.contains($0.key) }
        guard let target = StrictSchemaReference.target(of: reference, in: root)?.objectValue else { return nil }
        if open.contains(reference) {
            guard !saysMore else { return nil }
            siblings.removeAll { Self.isSibling($0.key) }
            siblings.append("$ref", .string(reference))
            return .object(siblings)
        }
        let clashes = target.contains { key, value in
            !Self.remarks.contains(key) && siblings.contains(key) && siblings[key] != value
        }
        guard !clashes else { return nil }
        for (key, value) in target where !siblings.contains(key) { siblings.append(key, value) }
        open.insert(reference)
        defer { open.remove(reference) }
        return mend(.object(siblings), depth: depth + 1)
    }

    private mutating func mendChildren(of object: inout JSONObject, depth: Int) {
        for key in ["$defs", "definitions", "properties"] {
            guard var children = object[key]?.objectValue else { continue }
            for (name, value) in children { children[name] = mend(value, depth: depth + 1) }
            object[key] = .object(children)
        }
        if let items = object["items"], items.objectValue != nil { object["items"] = mend(items, depth: depth + 1) }
        if var branches = object["anyOf"]?.arrayValue {
            for place in branches.indices { branches[place] = mend(branches[place], depth: depth + 1) }
            object["anyOf"] = .array(branches)
        }
    }

    /// An object that says nothing about further properties gets none; a property that may be null is required.
    private func close(_ object: inout JSONObject) {
        guard let properties = object["properties"]?.objectValue else { return }
        if !object.contains("type") { object["type"] = "object" }
        guard object["type"] == "object" || object["type"]?.arrayValue?.contains("object") == true else { return }
        if !object.contains("additionalProperties") { object["additionalProperties"] = false }
        let required = (object["required"]?.arrayValue ?? []).compactMap(\.stringValue)
        let isRequired = Set(required)
        let added = properties.filter {
            !isRequired.contains($0.key) && StrictSchemaUnion.takesNull($0.value, in: root)
        }
        if !added.isEmpty || !object.contains("required") {
            object["required"] = .array((required + added.map(\.key)).map { .string($0) })
        }
    }

    private func turnUnion(_ object: inout JSONObject) {
        guard let branches = object["oneOf"]?.arrayValue, !object.contains("anyOf"),
            StrictSchemaUnion.isDisjoint(branches, in: root)
        else { return }
        object = JSONObject(object.map { ($0.key == "oneOf" ? "anyOf" : $0.key, $0.value) })
    }
}

/// What is known of unions without looking at values.
enum StrictSchemaUnion {
    /// Whether the schema takes null for certain.
    static func takesNull(_ schema: JSONValue, in root: JSONValue) -> Bool {
        let schema = resolved(schema, in: root)
        if schema["type"] == "null" || schema["type"]?.arrayValue?.contains("null") == true {
            return schema["enum"]?.arrayValue.map { $0.contains(.null) } ?? (schema["const"] == nil)
        }
        return schema["type"] == nil
            && (schema["anyOf"]?.arrayValue ?? []).contains { resolved($0, in: root)["type"] == "null" }
    }

    /// Whether no value fits two of the branches: their types differ, or they are objects that one required constant
    /// tells apart.
    static func isDisjoint(_ branches: [JSONValue], in root: JSONValue) -> Bool {
        let schemas = branches.map { resolved($0, in: root) }
        let types = schemas.compactMap { $0["type"]?.stringValue }
        guard types.count == schemas.count, !schemas.isEmpty else { return false }
        if Set(types).count == types.count { return !Set(types).isSuperset(of: ["integer", "number"]) }
        guard Set(types) == ["object"], let first = schemas[0]["properties"]?.objectValue else { return false }
        return first.keys.contains { key in
            let constants = schemas.compactMap { constant(of: key, in: $0) }
            return constants.count == schemas.count && Set(constants).count == constants.count
        }
    }

    private static func constant(of key: String, in schema: JSONValue) -> JSONValue? {
        guard schema["required"]?.arrayValue?.contains(.string(key)) == true, let property = schema["properties"]?[key]
        else { return nil }
        if let constant = property["const"] { return constant }
        guard let values = property["enum"]?.arrayValue, values.count == 1 else { return nil }
        return values[0]
    }

    private static func resolved(_ schema: JSONValue, in root: JSONValue) -> JSONValue {
        guard let reference = schema["$ref"]?.stringValue else { return schema }
        return StrictSchemaReference.target(of: reference, in: root) ?? schema
    }
}
