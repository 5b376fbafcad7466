import KapellDialects
import KapellJSON

/// What a client of each dialect asks, in its own words.
enum MatrixCell: String, CaseIterable, Sendable {
    case unary = "Unary"
    case stream = "Streamed"
    case tools = "Tools"
    case structured = "Structured output"

    var streams: [Bool] {
        switch self {
        case .unary: [false]
        case .stream: [true]
        case .tools, .structured: [false, true]
        }
    }

    /// The model of the provider that answers so.
    var model: String {
        switch self {
        case .unary, .stream: "words"
        case .tools: "tools"
        case .structured: "object"
        }
    }

    /// Set in the body of a request.
    func extra(_ dialect: DialectName) -> JSONObject {
        switch self {
        case .unary, .stream: [:]
        case .tools: Self.tools(dialect)
        case .structured: Self.form(dialect)
        }
    }

    private static let schema: JSONValue = [
        "type": "object", "properties": ["city": ["type": "string"], "mild": ["type": "boolean"]],
        "required": ["city", "mild"], "additionalProperties": false,
    ]

    private static func parameters(_ field: String) -> JSONValue {
        ["type": "object", "properties": .object([field: ["type": "string"]]), "required": [.string(field)]]
    }

    private static let functions = [
        ("weather", "The weather of a city.", parameters("city")), ("time", "The time of a zone.", parameters("zone")),
    ]

    private static func tools(_ dialect: DialectName) -> JSONObject {
        func all(_ make: (JSONValue, JSONValue, JSONValue) -> JSONValue) -> JSONValue {
            .array(functions.map { make(.string($0.0), .string($0.1), $0.2) })
        }
        switch dialect {
        case .openAIChat, .cohere, .ollama:
            return [
                "tools": all {
                    ["type": "function", "function": ["name": $0, "description": $1, "parameters": $2]]
                }
            ]
        case .openAIResponses:
            return [
                "tools": all {
                    ["type": "function", "name": $0, "description": $1, "parameters": $2, "strict": false]
                }
            ]
        case .anthropic, .bedrockInvoke:
            return ["tools": all { ["name": $0, "description": $1, "input_schema": $2] }]
        case .gemini:
            return ["tools": [["functionDeclarations": all { ["name": $0, "description": $1, "parameters": $2] }]]]
        case .bedrockConverse:
            let specs = all { ["toolSpec": ["name": $0, "description": $1, "inputSchema": ["json": $2]]] }
            return ["toolConfig": ["tools": specs]]
        }
    }

    private static func form(_ dialect: DialectName) -> JSONObject {
        switch dialect {
        case .openAIChat:
            return [
                "response_format": [
                    "type": "json_schema", "json_schema": ["name": "city", "strict": true, "schema": schema],
                ]
            ]
        case .openAIResponses:
            return ["text": ["format": ["type": "json_schema", "name": "city", "strict": true, "schema": schema]]]
        case .anthropic, .bedrockInvoke:
            return ["output_config": ["format": ["type": "json_schema", "schema": schema]]]
        case .gemini:
            return [
                "generationConfig": ["responseMimeType": "application/json", "responseJsonSchema": schema]
            ]
        case .bedrockConverse:
            let text = JSONValue.string(schema.serialized())
            return [
                "outputConfig": [
                    "textFormat": [
                        "type": "json_schema", "structure": ["jsonSchema": ["name": "city", "schema": text]],
                    ]
                ]
            ]
        case .cohere: return ["response_format": ["type": "json_object", "schema": schema]]
        case .ollama: return ["format": schema]
        }
    }
}
