import KapellCore
import KapellJSON

extension SchemaWriter {
    /// Writes a simple type.
    func write(_ scalar: SchemaScalar) -> JSONObject {
        switch scalar {
        case .null: return ["type": "null"]
        case .boolean: return ["type": "boolean"]
        case .string: return ["type": "string"]
        case .number: return ["type": "number"]
        case .any: return [:]
        case .nothing: return ["not": [:]]
        case .integer:
            guard isForChecking else { return ["type": "integer"] }
            return ["type": "integer", "minimum": .integer(Int64.min), "maximum": .integer(Int64.max)]
        case .float:
            guard isForChecking else { return ["type": "number"] }
            let greatest = Double(Float.greatestFiniteMagnitude)
            return ["type": "number", "minimum": .number(-greatest), "maximum": .number(greatest)]
        }
    }

    /// Writes a structure.
    mutating func write(_ object: SchemaObject) throws -> JSONObject {
        var properties = JSONObject()
        var required: [JSONValue] = []
        for property in object.properties {
            guard !properties.contains(property.name) else {
                throw GenerationSchema.SchemaError.duplicateProperty(property.name, in: object.name)
            }
            var schema: JSONObject
            do {
                schema = try write(property.node)
            } catch let error as KapellError {
                throw KapellError(
                    error.code, "\"\(property.name)\" of \(object.name): \(error.message)", remedy: error.remedy)
            }
            if let description = property.description { schema["description"] = .string(description) }
            if property.isOptional, object.writesNull || isForChecking { schema = nullable(schema) }
            // What the model writes as null may be left out all the same.
            if !property.isOptional || (object.writesNull && !isForChecking) { required.append(.string(property.name)) }
            properties[property.name] = .object(schema)
        }
        var schema: JSONObject = ["type": "object", "title": .string(object.name)]
        schema["description"] = object.description.map { .string($0) }
        schema["properties"] = .object(properties)
        schema["required"] = .array(required)
        schema["additionalProperties"] = false
        if !isForChecking { schema["x-order"] = .array(properties.keys.map { .string($0) }) }
        return schema
    }

    /// Writes a choice of schemas.
    mutating func write(_ union: SchemaUnion) throws -> JSONObject {
        guard !union.choices.isEmpty else { throw GenerationSchema.SchemaError.emptyTypeChoices(in: union.name) }
        var schema: JSONObject = ["title": .string(union.name)]
        schema["description"] = union.description.map { .string($0) }
        schema["anyOf"] = .array(try union.choices.map { .object(try write($0)) })
        return schema
    }

    /// A schema for the same values and null.
    private func nullable(_ schema: JSONObject) -> JSONObject {
        if schema.isEmpty { return schema }
        if schema["type"] == "null" { return schema }
        if case .string(let type)? = schema["type"], schema["const"] == nil, schema["allOf"] == nil {
            var copy = schema
            copy["type"] = [.string(type), "null"]
            if let choices = copy["enum"]?.arrayValue { copy["enum"] = .array(choices + [.null]) }
            return copy
        }
        var inner = schema
        let description = inner.removeValue(forKey: "description")
        var outer = JSONObject()
        outer["description"] = description
        outer["anyOf"] = [.object(inner), ["type": "null"]]
        return outer
    }
}
