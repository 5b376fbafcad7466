import KapellCore
import KapellJSON

/// Which keywords are followed, which say nothing about a text, and which are refused.
enum SchemaKeywords {
    private static let followed: Set<String> = [
        "$ref", "allOf", "anyOf", "oneOf", "dependentRequired", "dependentSchemas", "type", "enum", "const",
        "minLength", "maxLength", "pattern", "format", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
        "multipleOf", "properties", "required", "additionalProperties", "patternProperties", "propertyNames",
        "minProperties", "maxProperties", "items", "additionalItems", "prefixItems", "minItems", "maxItems",
        "uniqueItems",
    ]

    private static let remarks: Set<String> = [
        "title", "description", "default", "examples", "$comment", "deprecated", "readOnly", "writeOnly", "$schema",
        "$defs", "definitions", "$anchor", "contentEncoding", "contentMediaType", "contentSchema", "example",
        "nullable",
        "discriminator", "xml", "externalDocs",
    ]

    static func isFollowed(_ key: String) -> Bool { key == "not" || followed.contains(key) }

    /// Whether `not` is about everything, nothing, or one kind of values.
    private static func isTrivial(_ schema: JSONValue) -> Bool {
        guard case .object(let object) = schema else { return true }
        if object.isEmpty { return true }
        return object.count == 1 && object["type"]?.stringValue.map { $0 != "integer" } ?? false
    }

    /// Refuses what cannot be enforced in a schema.
    static func check(_ place: SchemaPlace) throws(KapellError) {
        guard case .object(let schema) = place.schema else { return }
        for (key, value) in schema {
            if followed.contains(key) || remarks.contains(key) || key.hasPrefix("x-") { continue }
            switch key {
            case "$id":
                if place.pointer == "#" { continue }
                throw refusal(place, key, "an address of its own", "Take \"$id\" out, and refer by \"#/$defs/…\".")
            case "if", "then", "else":
                // Each alone says nothing; "then" and "else" only where there is an "if".
                if key == "if" ? schema["then"] == nil && schema["else"] == nil : schema["if"] == nil { continue }
                throw refusal(place, key, "conditions", "Write \"anyOf\" with one schema for each case.")
            case "not":
                if isTrivial(value) { continue }
                throw refusal(place, key, "what a value is not", "Say what it is, or \"not\" with one \"type\".")
            case "minContains", "maxContains":
                if schema["contains"] == nil { continue }
                throw refusal(place, key, "counts of some items", "Leave it out, or describe it.")
            case "contains":
                throw refusal(place, key, "rules for some items of an array", "Use \"prefixItems\" or \"items\".")
            case "unevaluatedProperties":
                if value == true { continue }
                throw refusal(place, key, "it", "Use \"additionalProperties\": false.")
            case "unevaluatedItems":
                if value == true { continue }
                throw refusal(place, key, "it", "Use \"items\": false behind \"prefixItems\".")
            case "dependencies":
                throw refusal(place, key, "it", "Use \"dependentRequired\" or \"dependentSchemas\".")
            case "$dynamicRef", "$recursiveRef":
                throw refusal(place, key, "references that depend on the way", "Use \"$ref\".")
            default:
                throw refusal(
                    place, key, "an unknown keyword",
                    "Look for a mistake in writing; begin remarks of your own with \"x-\".")
            }
        }
    }

    static func refusal(_ place: SchemaPlace, _ keyword: String, _ what: String, _ remedy: String) -> KapellError {
        refusal(at: "\(SchemaConjunction.plain(place.pointer))/\(keyword)", what, remedy)
    }

    static func refusal(at pointer: String, _ what: String, _ remedy: String) -> KapellError {
        KapellError(
            .unsupported, "The schema at \(pointer): \(what) cannot be enforced while a model writes.", remedy: remedy)
    }
}
