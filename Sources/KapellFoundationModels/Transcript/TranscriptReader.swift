import KapellCore
import KapellJSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Reads the parts of a transcript. Unknown keys are passed over.
struct TranscriptReader {
    /// Where the entry stands, for errors.
    let place: String

    func entry(_ value: JSONValue) throws -> Transcript.Entry {
        let id = try string(value, "id")
        switch value["role"]?.stringValue {
        case "instructions":
            let tools = try (value["tools"]?.arrayValue ?? []).map { tool in
                Transcript.ToolDefinition(
                    name: try string(tool, "name"), description: try string(tool, "description"),
                    parameters: try schema(tool["parameters"], name: nil))
            }
            return .instructions(
                Transcript.Instructions(id: id, segments: try segments(value), toolDefinitions: tools))
        case "prompt":
            return .prompt(
                Transcript.Prompt(
                    id: id, content: try segments(value), options: options(value["options"]),
                    responseFormat: try value["responseFormat"].map {
                        Transcript.ResponseFormat(schema: try schema($0["schema"], name: $0["name"]?.stringValue))
                    },
                    contextOptions: context(value["context"]), values: try metadata(value)))
        case "reasoning":
            let signature = try value["signature"].map { try data($0, "signature") }
            return .reasoning(
                Transcript.Reasoning(
                    id: id, content: try segments(value), values: try metadata(value), signature: signature))
        case "toolCalls":
            let calls = try (value["calls"]?.arrayValue ?? []).map { call in
                Transcript.ToolCall(
                    id: try string(call, "id"), toolName: try string(call, "name"),
                    arguments: try content(try string(call, "arguments")), values: try metadata(call))
            }
            return .toolCalls(Transcript.ToolCalls(id: id, calls))
        case "toolOutput":
            return .toolOutput(
                Transcript.ToolOutput(id: id, toolName: try string(value, "name"), segments: try segments(value)))
        case "response":
            return .response(
                Transcript.Response(
                    id: id, content: try segments(value), values: try metadata(value),
                    assetIDs: value["assets"]?.arrayValue?.compactMap(\.stringValue) ?? []))
        case let role: throw wrong("`role` is \(role.map { "\"\($0.prefix(40))\"" } ?? "missing")")
        }
    }

    private func segments(_ value: JSONValue) throws -> [Transcript.Segment] {
        try (value["contents"]?.arrayValue ?? []).map { segment in
            let id = try string(segment, "id")
            switch segment["type"]?.stringValue {
            case "text": return .text(Transcript.TextSegment(id: id, content: try string(segment, "text")))
            case "structure":
                return .structure(
                    Transcript.StructuredSegment(
                        id: id, schemaName: try string(segment, "schema"),
                        content: try content(try string(segment, "content"))))
            case "attachment":
                return .attachment(
                    Transcript.AttachmentSegment(
                        id: id, content: try attachment(segment), label: segment["label"]?.stringValue))
            case "custom":
                return .custom(
                    Transcript.StoredSegment(
                        id: id, typeName: try string(segment, "name"), content: try string(segment, "content"),
                        description: segment["description"]?.stringValue ?? ""))
            case let type: throw wrong("a segment's `type` is \(type.map { "\"\($0.prefix(40))\"" } ?? "missing")")
            }
        }
    }

    private func attachment(_ segment: JSONValue) throws -> Transcript.Attachment {
        let type = segment["mediaType"]?.stringValue
        let bytes = try segment["data"].map { try data($0, "data") }
        if segment["kind"]?.stringValue == "image" {
            if let bytes { return .image(.init(data: bytes, mediaType: type ?? "application/octet-stream")) }
            guard let url = segment["url"]?.stringValue.flatMap({ URL(string: $0) }) else {
                throw wrong("an image has neither `url` nor `data`")
            }
            return .image(.init(imageURL: url))
        }
        guard let type, let bytes else { throw wrong("an attachment lacks `mediaType` or `data`") }
        return .data(.init(contentType: type, data: bytes))
    }

    private func options(_ value: JSONValue?) -> GenerationOptions {
        var options = GenerationOptions(
            temperature: value?["temperature"]?.doubleValue,
            maximumResponseTokens: value?["maximumResponseTokens"]?.intValue)
        let seed = value?["sampling"]?["seed"].flatMap(Self.seed)
        switch value?["sampling"]?["mode"]?.stringValue {
        case "greedy": options.samplingMode = .greedy
        case "top": options.samplingMode = .random(top: value?["sampling"]?["top"]?.intValue ?? 1, seed: seed)
        case "threshold":
            options.samplingMode = .random(
                probabilityThreshold: value?["sampling"]?["threshold"]?.doubleValue ?? 1, seed: seed)
        default: break
        }
        switch value?["toolCalling"]?.stringValue {
        case "allowed": options.toolCallingMode = .allowed
        case "required": options.toolCallingMode = .required
        case "disallowed": options.toolCallingMode = .disallowed
        default: break
        }
        return options
    }

    private static func seed(_ value: JSONValue) -> UInt64? {
        switch value {
        case .integer(let seed): UInt64(exactly: seed)
        case .unsigned(let seed): seed
        default: nil
        }
    }

    private func context(_ value: JSONValue?) -> ContextOptions {
        var options = ContextOptions(includeSchemaInPrompt: value?["includeSchemaInPrompt"]?.boolValue)
        switch value?["reasoning"]?.stringValue {
        case "light": options.reasoningLevel = .light
        case "moderate": options.reasoningLevel = .moderate
        case "deep": options.reasoningLevel = .deep
        default: options.reasoningLevel = (value?["reasoning"]?["custom"]?.stringValue).map { .custom($0) }
        }
        return options
    }

    private func metadata(_ value: JSONValue) throws -> [String: GeneratedContent] {
        var values: [String: GeneratedContent] = [:]
        for (key, text) in value["metadata"]?.objectValue ?? [:] { values[key] = try content(text.stringValue ?? "") }
        return values
    }

    private func schema(_ value: JSONValue?, name: String?) throws -> GenerationSchema {
        guard let value else { throw wrong("a schema is missing") }
        return try GenerationSchema(jsonSchema: value, name: name)
    }

    private func content(_ text: String) throws -> GeneratedContent {
        do {
            return GeneratedContent(jsonValue: try JSONValue(parsing: text))
        } catch {
            throw wrong("a content is not JSON (\(error))")
        }
    }

    private func data(_ value: JSONValue, _ key: String) throws -> Data {
        guard let data = value.stringValue.flatMap({ Data(base64Encoded: $0) }) else {
            throw wrong("`\(key)` is not Base64")
        }
        return data
    }

    private func string(_ value: JSONValue, _ key: String) throws -> String {
        guard let text = value[key]?.stringValue else { throw wrong("the text `\(key)` is missing") }
        return text
    }

    private func wrong(_ what: String) -> KapellError {
        KapellError(.corrupt, "The transcript cannot be read: in \(place) \(what).")
    }
}
