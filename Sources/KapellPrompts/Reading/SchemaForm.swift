import KapellCore
import KapellJSON

/// Schemas as prompt files write them: in a short form, or as JSON Schema.
///
/// Short: `{text: string, labels: [string], tone: formal | plain, limit: integer?}`. A value may also be a JSON Schema
/// of its own, with `optional`, `default` and `origin` beside its keywords. A mapping whose keys are all keywords of
/// JSON Schema, with a `type` that is one, is a whole schema; so is one with `$schema` or `$ref`.
struct SchemaForm {
    let file: String
    /// The key in the front matter: `input` or `output`.
    let key: String

    private static let types: Set<String> = ["string", "integer", "number", "boolean", "object", "array", "null"]
    private static let keywords: Set<String> = [
        "$schema", "$id", "$ref", "$defs", "$comment", "definitions", "type", "properties", "required", "items",
        "prefixItems", "additionalProperties", "patternProperties", "propertyNames", "unevaluatedProperties", "enum",
        "const", "title", "description", "default", "examples", "minimum", "maximum", "exclusiveMinimum",
        "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "pattern", "format", "minItems", "maxItems",
        "uniqueItems", "contains", "minContains", "maxContains", "minProperties", "maxProperties", "allOf", "anyOf",
        "oneOf", "not", "if", "then", "else", "dependentRequired", "dependentSchemas",
    ]

    /// The JSON Schema, and what is known of its properties.
    func read(_ value: FrontValue) throws(KapellError) -> (schema: JSONValue, fields: [PromptInput.Field]) {
        guard let entries = value.mapping else {
            if key == "output" { return (.object(try property(value, key).schema), []) }
            throw fault(value.line, "`\(key)` must be a mapping of names to types.", "Write `\(key): {text: string}`.")
        }
        guard !isSchema(value) else {
            let schema = value.json
            let names = schema["properties"]?.objectValue ?? [:]
            return (schema, names.map { PromptInput.Field(name: $0.key, fallback: $0.value["default"]) })
        }
        var properties: JSONObject = [:]
        var required: [JSONValue] = []
        var fields: [PromptInput.Field] = []
        for entry in entries {
            let property = try property(entry.value, "\(key).\(entry.key)")
            properties[entry.key] = .object(property.schema)
            var field = PromptInput.Field(name: entry.key, fallback: property.schema["default"])
            if let origin = property.origin { field.origin = origin }
            if !property.isOptional, field.fallback == nil { required.append(.string(entry.key)) }
            fields.append(field)
        }
        let schema: JSONValue = [
            "type": "object", "properties": .object(properties), "required": .array(required),
            "additionalProperties": false,
        ]
        return (schema, fields)
    }

    /// The schema, compiled. One that no value satisfies is refused.
    func compile(_ schema: JSONValue, line: Int) throws(KapellError) -> JSONSchema {
        let compiled: JSONSchema
        do {
            compiled = try JSONSchema(schema, options: SchemaOptions(limits: SchemaLimits(steps: 2_000_000)))
        } catch {
            throw fault(line, "`\(key)` is no JSON Schema, at \(error.place): \(error.message)", "Correct the schema.")
        }
        if let reason = SchemaContradiction.find(in: schema) {
            throw fault(line, "`\(key)` cannot be satisfied: \(reason)", "Change this place of the schema.")
        }
        return compiled
    }

    private struct Property {
        var schema: JSONObject
        var isOptional = false
        var origin: PromptInput.OriginKind?
    }

    private func isSchema(_ value: FrontValue) -> Bool {
        let entries = value.mapping ?? []
        if entries.contains(where: { $0.key == "$schema" || $0.key == "$ref" }) { return true }
        guard entries.allSatisfy({ Self.keywords.contains($0.key) }) else { return false }
        if let type = value["type"]?.scalar?.stringValue { return Self.types.contains(type) }
        return value["properties"]?.mapping != nil
            || ["allOf", "anyOf", "oneOf", "enum"].contains { value[$0]?.list?.isEmpty == false }
    }

    private func property(_ value: FrontValue, _ name: String) throws(KapellError) -> Property {
        if let text = value.scalar?.stringValue { return try short(text, value.line, name) }
        if let items = value.list {
            guard items.count == 1, let item = items.first else {
                throw fault(value.line, "`\(name)` must be a list of one type.", "Write for example `[string]`.")
            }
            return Property(schema: ["type": "array", "items": .object(try property(item, name).schema)])
        }
        guard let entries = value.mapping else {
            throw fault(value.line, "`\(name)` must be a type; here is \(value.noun).", "Write for example `string`.")
        }
        var property = Property(schema: [:])
        for entry in entries {
            switch entry.key {
            case "optional":
                guard let flag = entry.value.scalar?.boolValue else {
                    throw fault(entry.line, "`\(name).optional` must be true or false.", "Write `optional: true`.")
                }
                property.isOptional = flag
            case "origin":
                let kinds = PromptInput.OriginKind.allCases.map(\.rawValue)
                let text = entry.value.scalar?.stringValue ?? ""
                guard key == "input", let origin = PromptInput.OriginKind(rawValue: text) else {
                    throw fault(
                        entry.line, "`\(name).origin` must be one of \(kinds.joined(separator: ", ")), for an input.",
                        "Write for example `origin: document`.")
                }
                property.origin = origin
            default: property.schema[entry.key] = entry.value.json
            }
        }
        return property
    }

    /// `string`, `integer?`, `a | b | c`.
    private func short(_ text: String, _ line: Int, _ name: String) throws(KapellError) -> Property {
        let isOptional = text.hasSuffix("?")
        let type = isOptional ? String(text.dropLast()).trimmed : text.trimmed
        if Self.types.contains(type) { return Property(schema: ["type": .string(type)], isOptional: isOptional) }
        if type.contains("|") {
            let names = type.split(separator: "|", omittingEmptySubsequences: false).map(\.trimmed)
            guard !names.contains("") else {
                throw fault(line, "`\(name)` has an empty choice.", "Write for example `small | large`.")
            }
            return Property(
                schema: ["type": "string", "enum": JSONValue(names)], isOptional: isOptional)
        }
        throw fault(
            line, "\(quoted(type)) is no type, for `\(name)`.",
            "Types are string, integer, number, boolean, object, array; `[string]` is a list, `a | b` a choice, and `?` behind a type makes it optional."
        )
    }

    private func fault(_ line: Int, _ message: String, _ remedy: String) -> KapellError {
        PromptPlace(file: file, line: line).fault(message, remedy: remedy)
    }
}
