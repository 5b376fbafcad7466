import KapellCore
import KapellJSON

/// Tools and schemas as OpenAI's two APIs have them in common.
enum OpenAITools {
    /// `{"name", "description", "parameters", "strict"}`.
    static func tool(_ fields: JSONObject, at path: String) throws(KapellError) -> ModelTool {
        guard let name = fields["name"]?.stringValue, !name.isEmpty else {
            throw KapellError(.invalidRequest, "`\(path).name` must be a text.")
        }
        var parameters: JSONValue = ["type": "object", "properties": [:]]
        if let value = fields["parameters"], !value.isNull {
            guard value.objectValue != nil else {
                throw KapellError(
                    .invalidRequest, "`\(path).parameters` must be a JSON Schema, an object.",
                    remedy: "Send {\"type\": \"object\", \"properties\": {…}}.")
            }
            parameters = value
        }
        var tool = ModelTool(
            name: name, description: fields["description"]?.stringValue ?? "", parameters: parameters)
        tool.isStrict = fields["strict"]?.boolValue
        return tool
    }

    /// `{"name", "schema", "strict"}`.
    static func responseSchema(_ fields: JSONObject, at path: String) throws(KapellError) -> ModelResponseSchema {
        guard let name = fields["name"]?.stringValue, !name.isEmpty else {
            throw KapellError(.invalidRequest, "`\(path).name` must be a text.")
        }
        let schema = fields["schema"] ?? [:]
        guard schema.objectValue != nil else {
            throw KapellError(.invalidRequest, "`\(path).schema` must be a JSON Schema, an object.")
        }
        var result = ModelResponseSchema(name: name, schema: schema)
        result.isStrict = fields["strict"]?.boolValue
        return result
    }

    /// A choice that is one word; `any` is Mistral's for `required`.
    static func choice(_ word: String) throws(KapellError) -> ModelToolChoice {
        switch word {
        case "auto": return .auto
        case "none": return .none
        case "required", "any": return .required
        default:
            throw KapellError(
                .invalidRequest, "`tool_choice` must be \"auto\", \"none\", \"required\" or name a function.")
        }
    }

    /// A mark on a part, a message or a tool: `cache_control` as Anthropic has it, or `prompt_cache_breakpoint`.
    ///
    /// OpenAI's times do not exist elsewhere: the longer one becomes an hour.
    static func cacheMark(_ fields: JSONObject) -> ModelCacheMark? {
        if let control = fields["cache_control"]?.objectValue {
            return ModelCacheMark(timeToLive: control["ttl"]?.stringValue)
        }
        guard let breakpoint = fields["prompt_cache_breakpoint"]?.objectValue else { return nil }
        return ModelCacheMark(timeToLive: breakpoint["ttl"] == "12h" ? "1h" : nil)
    }

    /// A schema as it is written, and whether it may be called strict.
    struct Written {
        var schema: JSONValue
        var isStrict: Bool?
        /// Whether strictness was asked for and cannot be had.
        var isLoosened = false
    }

    /// - Parameter keepsForm: whether the schema came from a client of OpenAI's, who knows its rules.
    static func written(_ schema: JSONValue, isStrict: Bool?, appliesRules: Bool, keepsForm: Bool) -> Written {
        guard isStrict == true, appliesRules, !keepsForm else { return Written(schema: schema, isStrict: isStrict) }
        let tightened = StrictSchema.tightened(schema)
        guard StrictSchema.problems(in: tightened).isEmpty else {
            return Written(schema: schema, isStrict: false, isLoosened: true)
        }
        return Written(schema: tightened, isStrict: true)
    }

    /// A name of at most 64 letters, digits, `_` and `-`.
    static func schemaName(_ name: String) -> String {
        let allowed = name.utf8.prefix(64).map { byte -> UInt8 in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"): byte
            default: UInt8(ascii: "_")
            }
        }
        return allowed.isEmpty ? "answer" : String(decoding: allowed, as: UTF8.self)
    }
}

extension OpenAITools {
    /// Puts the elements that `kept` has under `tools[2]` and the like back into their places.
    static func insert(_ kept: JSONObject, into tools: inout [JSONValue]) {
        for (field, value) in kept where field.hasPrefix("tools[") {
            let place = Int(field.dropFirst("tools[".count).dropLast()) ?? tools.count
            tools.insert(value, at: min(max(place, 0), tools.count))
        }
    }

    /// A call as chat completions have it. A model that gave no arguments gave an empty object.
    static func chatCall(_ call: ModelToolCall) -> JSONObject {
        [
            "id": .string(call.id), "type": "function",
            "function": ["name": .string(call.name), "arguments": .string(arguments(of: call))],
        ]
    }

    static func arguments(of call: ModelToolCall) -> String { call.arguments.isEmpty ? "{}" : call.arguments }

    /// A function's name has at most 64 letters, digits, `_` and `-`; it cannot be changed, since the model's calls
    /// carry it.
    static func requireName(_ name: String, at path: String) throws(KapellError) {
        guard name.isEmpty || schemaName(name) != name else { return }
        throw KapellError(
            .unsupported, "`\(path).name` is \"\(name.prefix(80))\", which the provider does not take.",
            remedy: "Use at most 64 letters, digits, `_` and `-`.")
    }
}
