import KapellJSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Writes the parts of a transcript in its format.
enum TranscriptWriter {
    static func entry(_ entry: Transcript.Entry) throws -> JSONObject {
        switch entry {
        case .instructions(let entry):
            return [
                "role": "instructions", "id": .string(entry.id), "contents": try segments(entry.segments),
                "tools": .array(
                    try entry.toolDefinitions.map {
                        [
                            "name": .string($0.name), "description": .string($0.description),
                            "parameters": try $0.parameters.jsonSchema,
                        ]
                    }),
            ]
        case .prompt(let entry):
            var object: JSONObject = [
                "role": "prompt", "id": .string(entry.id), "contents": try segments(entry.segments),
            ]
            set(&object, "options", options(entry.options))
            set(&object, "context", context(entry.contextOptions))
            if let format = entry.responseFormat {
                object["responseFormat"] = [
                    "name": .string(format.name), "schema": try format.schema.jsonSchema,
                ]
            }
            set(&object, "metadata", metadata(entry.metadata))
            return object
        case .reasoning(let entry):
            var object: JSONObject = [
                "role": "reasoning", "id": .string(entry.id), "contents": try segments(entry.segments),
            ]
            if let signature = entry.signature { object["signature"] = .string(signature.base64EncodedString()) }
            set(&object, "metadata", metadata(entry.metadata))
            return object
        case .toolCalls(let entry):
            return [
                "role": "toolCalls", "id": .string(entry.id),
                "calls": .array(
                    entry.calls.map { call in
                        var object: JSONObject = [
                            "id": .string(call.id), "name": .string(call.toolName),
                            "arguments": .string(call.arguments.jsonString),
                        ]
                        set(&object, "metadata", metadata(call.metadata))
                        return .object(object)
                    }),
            ]
        case .toolOutput(let entry):
            return [
                "role": "toolOutput", "id": .string(entry.id), "name": .string(entry.toolName),
                "contents": try segments(entry.segments),
            ]
        case .response(let entry):
            var object: JSONObject = [
                "role": "response", "id": .string(entry.id), "contents": try segments(entry.segments),
            ]
            if !entry.assetIDs.isEmpty { object["assets"] = JSONValue(entry.assetIDs) }
            set(&object, "metadata", metadata(entry.metadata))
            return object
        }
    }

    private static func set(_ object: inout JSONObject, _ key: String, _ value: JSONObject) {
        if !value.isEmpty { object[key] = .object(value) }
    }

    private static func segments(_ segments: [Transcript.Segment]) throws -> JSONValue {
        .array(try segments.map { .object(try segment($0)) })
    }

    private static func segment(_ segment: Transcript.Segment) throws -> JSONObject {
        switch segment {
        case .text(let text): return ["type": "text", "id": .string(text.id), "text": .string(text.content)]
        case .structure(let structure):
            return [
                "type": "structure", "id": .string(structure.id), "schema": .string(structure.schemaName),
                "content": .string(structure.content.jsonString),
            ]
        case .attachment(let attachment):
            var object: JSONObject = ["type": "attachment", "id": .string(attachment.id)]
            if let label = attachment.label { object["label"] = .string(label) }
            switch attachment.content {
            case .image(let image):
                object["kind"] = "image"
                if let url = image.url { object["url"] = .string(url.absoluteString) }
                if let type = image.mediaType { object["mediaType"] = .string(type) }
                if let data = image.data { object["data"] = .string(data.base64EncodedString()) }
            case .data(let data):
                object["kind"] = "data"
                object["mediaType"] = .string(data.contentType)
                object["data"] = .string(data.data.base64EncodedString())
            }
            return object
        case .custom(let custom): return try self.custom(custom)
        }
    }

    private static func custom(_ segment: some Transcript.CustomSegment) throws -> JSONObject {
        let content: String
        let type: String
        if let stored = segment as? Transcript.StoredSegment {
            (type, content) = (stored.typeName, stored.content)
        } else {
            type = String(reflecting: Swift.type(of: segment))
            content = String(decoding: try JSONEncoder().encode(segment.content), as: UTF8.self)
        }
        return [
            "type": "custom", "id": .string(segment.id), "name": .string(type), "content": .string(content),
            "description": .string(segment.description),
        ]
    }

    private static func metadata(_ values: [String: GeneratedContent]) -> JSONObject {
        JSONObject(values.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.string($0.value.jsonString)) })
    }

    private static func options(_ options: GenerationOptions) -> JSONObject {
        var object = JSONObject()
        switch options.samplingMode?.kind {
        case nil: break
        case .greedy: object["sampling"] = ["mode": "greedy"]
        case .randomTopK(let top, let seed):
            object["sampling"] = sampling(["mode": "top", "top": .integer(Int64(top))], seed)
        case .randomProbabilityThreshold(let threshold, let seed):
            object["sampling"] = sampling(["mode": "threshold", "threshold": .number(threshold)], seed)
        }
        if let temperature = options.temperature { object["temperature"] = .number(temperature) }
        if let tokens = options.maximumResponseTokens { object["maximumResponseTokens"] = .integer(Int64(tokens)) }
        switch options.toolCallingMode?.kind {
        case nil: break
        case .allowed: object["toolCalling"] = "allowed"
        case .required: object["toolCalling"] = "required"
        case .disallowed: object["toolCalling"] = "disallowed"
        }
        return object
    }

    private static func sampling(_ mode: JSONObject, _ seed: UInt64?) -> JSONValue {
        var mode = mode
        if let seed { mode["seed"] = JSONValue(seed) }
        return .object(mode)
    }

    private static func context(_ options: ContextOptions) -> JSONObject {
        var object = JSONObject()
        if let includes = options.includeSchemaInPrompt { object["includeSchemaInPrompt"] = .bool(includes) }
        switch options.reasoningLevel {
        case nil: break
        case .light: object["reasoning"] = "light"
        case .moderate: object["reasoning"] = "moderate"
        case .deep: object["reasoning"] = "deep"
        case .custom(let word): object["reasoning"] = ["custom": .string(word)]
        }
        return object
    }
}
